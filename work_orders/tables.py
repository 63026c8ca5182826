"""Work orders, their history, and the counters that number them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from storage.metadata import Instant, metadata
from storage.sealed import sealed

_OWNED = text("owner IS NOT NULL")

orders = Table(  # each index is written while a caller waits: none holds what an order does not have yet
    "orders",
    metadata,
    Column("number", String, primary_key=True),
    Column("call", String, unique=True),  # none: entered without a call
    Column("line", String, nullable=False),
    Column("caller_key", String),
    Column("caller_sealed", LargeBinary, info=sealed(key="caller_key")),
    Column("arrived_at", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_late", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("duty_state", String),
    Column("group", String),
    Column("reason", String),
    Column("rule", String),
    Column("because_zh", String),
    Column("because_en", String),
    Column("version", String),
    Column("decided_at", Instant),
    Column("owner", String),
    Column("answered_at", Instant),
    Column("conversation_ended_at", Instant),
    Column("clock_starts_at", Instant),
    Column("fill_due_at", Instant),
    Column("callback_wanted_at", Instant),
    Column("message_file", String),
    Column("message_seconds", Integer),
    Column("survey_score", Integer),
    Column("taken_in", Boolean, nullable=False, server_default=false()),  # the desk has seen it as it is
    Index("ix_orders_caller_key_arrived_at", "caller_key", "arrived_at"),
    Index("ix_orders_owner_arrived_at", "owner", "arrived_at", sqlite_where=_OWNED, postgresql_where=_OWNED),
    Index(
        "ix_orders_opened_late",
        "arrived_at",
        sqlite_where=text("opened_late = 1"),
        postgresql_where=text("opened_late"),
    ),
    Index("ix_orders_taken_in", "number", sqlite_where=text("taken_in = 0"), postgresql_where=text("NOT taken_in")),
)

order_history = Table(
    "order_history",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("number", String, ForeignKey("orders.number"), nullable=False),
    Column("what", String, nullable=False),
    Column("ordinal", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String),
    Column("data", JSON, nullable=False),
    UniqueConstraint("number", "what", "ordinal"),
)

order_counters = Table(
    "order_counters",
    metadata,
    Column("line_code", String, primary_key=True),
    Column("day", String, primary_key=True),  # of the arrival in Asia/Shanghai, as in the number: 20261123
    Column("last", Integer, nullable=False),
)
