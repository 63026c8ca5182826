"""A copy of the reference configuration that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main

CONFIG = Path(__file__).parents[2] / "config"

Cli = Callable[..., int]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONFIG, tmp_path / "config"))


@pytest.fixture
def var(migrated_file: Path, tmp_path: Path) -> Path:
    """The folder of a house whose database has its tables: the first command need not make them."""
    folder = tmp_path / "var"
    folder.mkdir()
    shutil.copy(migrated_file, folder / "hotline.db")
    return folder


@pytest.fixture
def hotline(config: Path, tmp_path: Path) -> Cli:
    """``hotline COMMAND …`` on the copy; the exit code."""
    return lambda command, *more: main([command, "--config", str(config), "--var", str(tmp_path / "var"), *more])
