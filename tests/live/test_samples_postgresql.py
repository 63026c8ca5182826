"""The end of follow-up samples, and of a day's counted answers, on a real PostgreSQL: the tests that SQLite passes."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.app.test_retention_of_samples import *  # noqa: F403 every test of it
from tests.app.test_retention_of_samples import house
from tests.participants.conftest import five, importer, register_of_market, rules, safe
from tests.participants.test_forget import *  # noqa: F403 every test of it

pytestmark = pytest.mark.live

__all__ = ["five", "house", "importer", "register_of_market", "rules", "safe"]


@pytest.fixture
def db(pg: Database) -> Database:
    """The tests' own, on PostgreSQL."""
    return pg
