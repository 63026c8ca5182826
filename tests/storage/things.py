"""A table with a column of every type that goes through the lane."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, LargeBinary, MetaData, String, Table

from storage.metadata import Instant

EMPTY: dict[str, object] = {"name": "b", "at": None, "sealed": None, "late": False, "data": [], "n": None}
"""A row with nothing where nothing may stand."""


def things_with(n: Column[Any]) -> Table:
    """``n``: a whole number, of the width that a database is tried with."""
    return Table(
        "things",
        MetaData(),
        Column("name", String, primary_key=True),
        Column("at", Instant),
        Column("sealed", LargeBinary),
        Column("late", Boolean),
        Column("data", JSON),
        n,
    )
