"""A hotline of urgent events on a Monday morning."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.urgent.urgent_house import UrgentHouse

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in Guangzhou


@pytest.fixture
def urgent(db: Database) -> UrgentHouse:
    return UrgentHouse(db, MONDAY)
