"""Measures of reviews, open until they are done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.metadata import Instant, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")
_OPEN = text("done_at IS NULL")
_TELLS = text("next_at IS NOT NULL")

order_measures = Table(
    "order_measures",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("number", String, ForeignKey("orders.number"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("owner", String, nullable=False),  # the owner's name as it was then, or whatever was written there before
    Column("person", String),  # who owns it; none of those that are older than this column
    Column("due", String(10), nullable=False),  # a day, 2026-12-31
    Column("decided_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String),
    Column("note", Text, nullable=False),
    Column("next_at", Instant),  # when it has something to tell
    Index("ix_order_measures_due", "due", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_order_measures_next_at", "next_at", sqlite_where=_TELLS, postgresql_where=_TELLS),
)
