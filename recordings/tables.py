"""The recordings that were filed: one row a call."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, String, Table

from storage.metadata import Instant, metadata

recordings = Table(
    "recordings",
    metadata,
    Column("call", String, primary_key=True),
    Column("file", String, nullable=False, unique=True),
    Column("bytes", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("mended", Boolean, nullable=False),
    Column("filed_at", Instant, nullable=False),
)
