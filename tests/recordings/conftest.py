from __future__ import annotations

from pathlib import Path

import pytest

from app.prompt_texts import read_script
from recordings.masters import Master, read_index
from recordings.prompts import Script

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def masters() -> Path:
    return ROOT / "recordings" / "masters"


@pytest.fixture(scope="session")
def index(masters: Path) -> dict[str, Master]:
    return read_index(masters)


@pytest.fixture(scope="session")
def spoken_script() -> Script:
    return read_script(ROOT / "config")


@pytest.fixture(scope="session")
def playable(index: dict[str, Master]) -> frozenset[str]:
    return frozenset(index)
