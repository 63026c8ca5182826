"""The reference hotline's own files, and small changes to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.times import ZONE
from tests.reference import night_book, reference_book, reference_bundle

Changed = Callable[..., Bundle]


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(scope="session")
def reference() -> Bundle:
    return reference_bundle()


@pytest.fixture(scope="session")
def book() -> DutyBook:
    return reference_book()


@pytest.fixture(scope="session")
def night() -> DutyBook:
    """A hotline that uses all of the duty language."""
    return night_book()


@pytest.fixture(scope="session")
def changed(reference: Bundle) -> Changed:
    """The reference bundle with other texts: ``changed({"calendar.yaml": "…"})``."""
    return lambda texts: Bundle({**reference.files, **texts})


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """An instant on the hotline's clock."""
    return shanghai
