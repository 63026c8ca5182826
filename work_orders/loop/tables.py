"""Loops that were in force: the text of each, and since when. Append-only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from storage.metadata import Instant, metadata

order_loops = Table(
    "order_loops",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("hash", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("who", String, nullable=False),
)
