"""Events, their history, what departments reported, who was told; and what the detectors keep between two looks."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.metadata import Instant, metadata

_ID = BigInteger().with_variant(Integer, "sqlite")
_LIVE = text("state IN ('proposed', 'open')")
_NEXT = text("next_at IS NOT NULL")

urgent_events = Table(
    "urgent_events",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("line", String),
    Column("matter", String),
    Column("participant", String),
    Column("marked_by", String),
    Column("units", JSON, nullable=False),
    Column("decided_by", String),
    Column("decided_at", Instant),
    Column("escalated_at", Instant),
    Column("notified_at", Instant),
    Column("notice_late_at", Instant),
    Column("reminder_proposed_at", Instant),
    Column("reminded_at", Instant),
    Column("remind_late_at", Instant),
    Column("talker", String),
    Column("closed_at", Instant),
    Column("summary", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("next_at", Instant),  # when the next thing has to be told of it
    UniqueConstraint("subject", "round"),
    Index("ix_urgent_events_at", "at"),
    Index("ix_urgent_events_live", "at", sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("ix_urgent_events_next_at", "next_at", sqlite_where=_NEXT, postgresql_where=_NEXT),
)

urgent_entries = Table(
    "urgent_entries",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("event", String, ForeignKey("urgent_events.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String),
    Column("what", String, nullable=False),
    Column("said", JSON, nullable=False),
    Index("ix_urgent_entries_event", "event", "id"),
)

urgent_reports = Table(
    "urgent_reports",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("event", String, ForeignKey("urgent_events.id"), nullable=False, index=True),
    Column("unit", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("happened", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("effect", Text, nullable=False),
)

urgent_acknowledgements = Table(
    "urgent_acknowledgements",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("event", String, ForeignKey("urgent_events.id"), nullable=False, index=True),
    Column("contact", String, nullable=False),
    Column("how", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
)

urgent_counters = Table(  # the day's events, for their numbers
    "urgent_counters",
    metadata,
    Column("day", String, primary_key=True),  # of the detection in Asia/Shanghai: 20261123
    Column("last", Integer, nullable=False),
)

urgent_asked = Table(  # orders as the detectors see them: whom they are from, and about what
    "urgent_asked",
    metadata,
    Column("number", String, ForeignKey("orders.number"), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("line", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("participant", String, nullable=False),
    Column("participant_name", String, nullable=False),
    Column("unresolved", Boolean, nullable=False),
    Index("ix_urgent_asked_matter", "matter", "at"),
    Index("ix_urgent_asked_participant", "participant", "matter", "at"),
)

urgent_progress = Table(  # how far a detector has read
    "urgent_progress",
    metadata,
    Column("name", String, primary_key=True),
    Column("behind", BigInteger, nullable=False),
)

urgent_looks = Table(  # half-hours in which the house watched its calls, minute by minute, and found itself well or not
    "urgent_looks",
    metadata,
    Column("start", Instant, primary_key=True),
    Column("looks", Integer, nullable=False),
    Column("faulty", Integer, nullable=False),
)

urgent_faults = Table(  # alarms that disturb the service, and since when they last
    "urgent_faults",
    metadata,
    Column("code", String, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
