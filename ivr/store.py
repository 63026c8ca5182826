"""Keeping the witness's place."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Transaction
from storage.insert import put

from .queue_log import Place
from .tables import witness_places


async def place_of(tx: Transaction, node: str) -> Place | None:
    """Where this node's witness left off; None before its first line."""
    row = (await tx.execute(select(witness_places).where(witness_places.c.node == node))).mappings().first()
    return Place(row["inode"], row["offset"]) if row else None


async def keep_place(tx: Transaction, node: str, place: Place) -> None:
    await put(tx, witness_places, {"node": node, "inode": place.inode, "offset": place.offset})
