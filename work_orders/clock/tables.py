"""The clocks of orders, one row for each round."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from storage.metadata import Instant, metadata

order_clocks = Table(
    "order_clocks",
    metadata,
    Column("number", String, ForeignKey("orders.number"), primary_key=True),
    Column("clock", String, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("line", String, nullable=False),
    Column("unit", String),  # of a department's clock: the lead unit whose round it is, or was
    Column("basis", JSON, nullable=False),  # what the deadline follows from: term, calendar, instants, suspensions
    Column("asked_at", Instant, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("own_due_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("version", String),
    Column("suspended_at", Instant),
    Column("warned_at", Instant),
    Column("breached_at", Instant),
    Column("escalated", Integer, nullable=False),
    Column("ended_at", Instant),
    Column("met", Boolean),
    Column("next_at", Instant),
    Index(
        "ix_order_clocks_next_at",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index(
        "ix_order_clocks_running",  # all that lists ask of clocks, of open orders alone
        "number",
        "due_at",
        "suspended_at",
        "warned_at",
        "escalated",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)
