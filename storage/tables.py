"""The audit log's table, the only one this room has."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table

from .metadata import Instant, metadata

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("target", String, nullable=False),
    Column("data", JSON, nullable=False),
    Column("hash", String, nullable=False),
)
