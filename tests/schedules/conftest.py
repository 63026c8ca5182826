"""The reference hotline's own files, and small changes to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from schedules.book import DutyBook
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.times import ZONE

CONFIG = Path(__file__).parents[2] / "config"

Changed = Callable[..., Bundle]


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(scope="session")
def reference() -> Bundle:
    return read_bundle(CONFIG)


@pytest.fixture(scope="session")
def book(reference: Bundle) -> DutyBook:
    return compile_bundle(reference)


@pytest.fixture(scope="session")
def changed(reference: Bundle) -> Changed:
    """The reference bundle with other texts: ``changed({"calendar.yaml": "…"})``."""
    return lambda texts: Bundle({**reference.files, **texts})


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """An instant on the hotline's clock."""
    return shanghai
