"""What people at the desk intend: the latest word of each, and every word with its time."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.metadata import Instant, metadata

presence = Table(
    "presence",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("since", Instant, nullable=False),
)

presence_changes = Table(
    "presence_changes",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("person", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_presence_changes_person_at", "person", "at"),
)
