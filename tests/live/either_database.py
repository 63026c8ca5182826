"""An empty database of either kind, for what has to hold on both: imported by the tests that take it."""

from __future__ import annotations

import pytest

from storage.database import Database

__all__ = ["db"]


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Database:
    """Migrated; of SQLite it is the one that every test can have."""
    found: Database = request.getfixturevalue("db" if request.param == "sqlite" else "pg")
    return found
