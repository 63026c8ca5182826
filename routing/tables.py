"""Calls, and the ledger they are folded from."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.metadata import Instant, metadata
from storage.sealed import sealed

_ANSWERED = text("answered_by IS NOT NULL")

calls = Table(
    "calls",
    metadata,
    Column("call", String, primary_key=True),
    Column("node", String, nullable=False),
    Column("caller_key", String),
    Column("caller_sealed", LargeBinary, info=sealed(key="caller_key")),
    Column("dialled", String, nullable=False),
    Column("arrived_at", Instant, nullable=False, index=True),
    Column("line", String),
    Column("key", String),
    Column("choice", String),
    Column("decided_by", String),
    Column("state", String),
    Column("group", String),
    Column("reason", String),
    Column("rule", String),
    Column("because_zh", String),
    Column("because_en", String),
    Column("version", String),
    Column("decided_at", Instant),
    Column("order", String),
    Column("outcome", String, nullable=False),
    Column("answered_by", String),
    Column("answered_group", String),
    Column("answered_at", Instant),
    Column("ended_at", Instant),
    Column("waited_s", Integer),
    Column("talked_s", Integer),
    Column("survey", Integer),
    Column("recording", String),
    Index("ix_calls_caller_key_arrived_at", "caller_key", "arrived_at"),
    Index(
        "ix_calls_answered_by_arrived_at",
        "answered_by",
        "arrived_at",
        sqlite_where=_ANSWERED,
        postgresql_where=_ANSWERED,
    ),
    Index("ix_calls_node_ended_at", "node", "ended_at"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("call", String, ForeignKey("calls.call"), nullable=False),
    Column("kind", String, nullable=False),
    Column("ordinal", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("witness", String, nullable=False),
    Column("group", String),
    Column("person", String),
    Column("data", JSON, nullable=False),
    UniqueConstraint("call", "kind", "ordinal"),
)
