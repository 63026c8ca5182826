"""Measures of reviews, open until they are done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.metadata import Instant, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")
_OPEN = text("done_at IS NULL")

order_measures = Table(
    "order_measures",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("number", String, ForeignKey("orders.number"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("owner", String, nullable=False),  # a name; not everybody has an account
    Column("due", String(10), nullable=False),  # a day, 2026-12-31
    Column("decided_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("done_by", String),
    Column("note", Text, nullable=False),
    Index("ix_order_measures_due", "due", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)
