"""Duty versions: what was published, and the texts it was made of, append-only; and how far each node has come."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table

from storage.metadata import Instant, metadata

duty_bundles = Table(
    "duty_bundles",
    metadata,
    Column("hash", String, primary_key=True),
    Column("files", JSON, nullable=False),  # name → text
    Column("stored_at", Instant, nullable=False),
)

duty_versions = Table(
    "duty_versions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", String, ForeignKey("duty_bundles.hash"), nullable=False, index=True),
    Column("active_from", Instant),  # empty: at once
    Column("published_at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("why", String, nullable=False),
)

duty_nodes = Table(
    "duty_nodes",
    metadata,
    Column("node", String, primary_key=True),
    Column("deciding", Integer),  # seq
    Column("rendered", Integer),  # seq
    Column("seen_at", Instant, nullable=False),
)
