"""Notices on screens, and the outbox of what leaves the house."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, UniqueConstraint, text

from storage.metadata import Instant, metadata

_WAITS = text("sent_at IS NULL AND given_up_at IS NULL")
_UNSEEN = text("seen_at IS NULL")

screen_notices = Table(
    "screen_notices",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String, nullable=False),
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("zh", String, nullable=False),
    Column("en", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant),
    UniqueConstraint("key", "person"),
    Index("ix_screen_notices_person_at", "person", "at"),
    Index("ix_screen_notices_unseen", "person", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("channel", String, nullable=False),
    Column("to", String, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("given_up_at", Instant),
    Column("error", String, nullable=False),
    Index("ix_outbox_waiting", "not_before", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index("ix_outbox_given_up_at", "given_up_at"),
)
