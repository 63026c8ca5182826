"""Accounts, sessions, and the failed attempts to sign in."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, false

from storage.metadata import Instant, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("groups", JSON, nullable=False),
    Column("units", JSON, nullable=False, server_default="[]"),
    Column("enabled", Boolean, nullable=False),
    Column("password_hash", String),  # empty until a first password is given
    Column("password_changed_at", Instant),
    Column("first_password", Boolean, nullable=False, server_default=false()),  # made by us, still to be changed
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String, primary_key=True),
    Column("person", String, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", String, primary_key=True),  # hash of an account's id or of an address, known to us or not
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("locked_until", Instant),
)
