"""Tokens of client systems, and the answers that are told again when a system asks twice."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Integer, LargeBinary, String, Table

from storage.metadata import Instant, metadata
from storage.sealed import NOT_SEALED

_ID = BigInteger().with_variant(Integer, "sqlite")

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("client", String, nullable=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("lines", JSON, nullable=False),  # empty: all
    Column("role", String),
    Column("units", JSON, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", String),
    Column("uses", BigInteger, nullable=False),
    Column("last_used_at", Instant),
)

api_answers = Table(
    "api_answers",
    metadata,
    Column("client", String, primary_key=True),
    Column("key", String, primary_key=True),  # the Idempotency-Key
    Column("request", String, nullable=False),  # a keyed hash of what was asked
    Column("at", Instant, nullable=False, index=True),
    Column("status", Integer, nullable=False),  # 0: not answered yet, seen only inside the transaction that answers
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False, info=NOT_SEALED),  # says of an order what its own row keeps open
)
