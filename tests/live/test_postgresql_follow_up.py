"""The daily draw and the archiving of what it left out on a real PostgreSQL: the very tests that SQLite passes."""

from __future__ import annotations

import pytest

from storage.database import Database
from tests.work_orders.conftest import loop
from tests.work_orders.test_follow_up_store import *  # noqa: F403 every test of it
from tests.work_orders.test_follow_up_store import means

pytestmark = pytest.mark.live

__all__ = ["loop", "means"]


@pytest.fixture
def db(pg: Database) -> Database:
    """The tests' own, on PostgreSQL."""
    return pg
