"""The daily samples, which order drew which lot in them, and follow-ups that were handed over."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from storage.metadata import Instant, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")

follow_up_samples = Table(  # append-only: the database refuses updates and deletions
    "follow_up_samples",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("planned_at", Instant, nullable=False, unique=True),  # one draw for each time that one was due
    Column("day", String, nullable=False, index=True),
    Column("drawn_at", Instant, nullable=False),
    Column("seed", String, nullable=False),
    Column("share", String, nullable=False),  # decimal, as it was written
    Column("candidates", JSON, nullable=False),
    Column("drawn", JSON, nullable=False),
)

follow_up_lots = Table(
    "follow_up_lots",
    metadata,
    Column("number", String, ForeignKey("orders.number"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),  # of the order: it may come to its follow-up again
    Column("sample", _ID, ForeignKey("follow_up_samples.id"), nullable=False),
    Column("drawn", Boolean, nullable=False),
)

follow_up_handovers = Table(
    "follow_up_handovers",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("to", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("numbers", JSON, nullable=False),
    Index("ix_follow_up_handovers_who_at", "who", "at"),
    Index("ix_follow_up_handovers_to_at", "to", "at"),
)
