"""How far each node's witness has read, committed together with what it read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from storage.metadata import metadata

witness_places = Table(
    "witness_places",
    metadata,
    Column("node", String, primary_key=True),
    Column("inode", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
)
