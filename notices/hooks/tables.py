"""Who is told of events, the events themselves, and which are on their way to whom."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from storage.metadata import Instant, metadata
from storage.sealed import sealed

_ID = BigInteger().with_variant(Integer, "sqlite")
_WAITS = text("sent_at IS NULL AND dead_at IS NULL")
_NEW = text("NOT spread")
_DEAD = text("dead_at IS NOT NULL")

webhook_subscriptions = Table(
    "webhook_subscriptions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("url", String, nullable=False, unique=True),
    Column("events", JSON, nullable=False),
    Column("lines", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("secret", LargeBinary, nullable=False, info=sealed()),
    Column("old_secret", LargeBinary, info=sealed()),
    Column("old_until", Instant),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Instant),
    Column("resume_at", Instant),
    Column("last_taken_at", Instant),
    Column("last_error", String, nullable=False),
    Column("disabled_at", Instant),
)

webhook_events = Table(
    "webhook_events",
    metadata,
    Column("seq", _ID, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("type", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("line", String),
    Column("at", Instant, nullable=False),
    Column("body", String, nullable=False),
    Column("spread", Boolean, nullable=False),  # it is on its way to everybody who wants it
    Index("ix_webhook_events_new", "seq", sqlite_where=_NEW, postgresql_where=_NEW),
    Index("ix_webhook_events_at", "at"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("event", _ID, ForeignKey("webhook_events.seq"), primary_key=True, autoincrement=False),
    Column("subscription", Integer, ForeignKey("webhook_subscriptions.id"), primary_key=True, autoincrement=False),
    Column("subject", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("sent_at", Instant),
    Column("dead_at", Instant),
    Column("error", String, nullable=False),
    Index("ix_webhook_deliveries_waiting", "subscription", "event", sqlite_where=_WAITS, postgresql_where=_WAITS),
    Index(
        "ix_webhook_deliveries_in_order",
        *("subscription", "subject", "event"),
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    ),
    Index("ix_webhook_deliveries_dead", "subscription", "event", sqlite_where=_DEAD, postgresql_where=_DEAD),
)
