"""The audit log, and what the end of records needs: legal holds, cuts, and files that are to go."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table

from .metadata import Instant, metadata
from .sealed import sealed

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("target", String, nullable=False),
    Column("data", JSON, nullable=False),
    Column("hash", String, nullable=False),
    Index("ix_audit_target", "target"),
)

audit_cuts = Table(
    "audit_cuts",
    metadata,
    Column("last_seq", Integer, primary_key=True, autoincrement=False),  # up to here the log was deleted
    Column("last_hash", String, nullable=False),  # on which the first row that is left stands
    Column("at", Instant, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),  # an order's number, a call, a line, a caller's key; empty: all
    Column("subject_sealed", LargeBinary, info=sealed(key="subject")),  # of a caller: the number
    Column("why", String, nullable=False),
    Column("put_at", Instant, nullable=False),
    Column("put_by", String, nullable=False),
    Column("lifted_at", Instant),
    Column("lifted_by", String),
    Column("lifted_why", String),
)

record_cuts = Table(  # append-only
    "record_cuts",
    metadata,
    Column("table", String, primary_key=True),
    Column("before", Instant, primary_key=True),  # rows of this table that are older may be deleted
    Column("at", Instant, nullable=False),
)

doomed_files = Table(
    "doomed_files",
    metadata,
    Column("folder", String, primary_key=True),
    Column("file", String, primary_key=True),
    Column("doomed_at", Instant, nullable=False),  # from then on it may be removed
)
