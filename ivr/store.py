"""Keeping the witness's place."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from storage.database import Transaction

from .queue_log import Place
from .tables import witness_places


async def place_of(tx: Transaction, node: str) -> Place | None:
    """Where this node's witness left off; None before its first line."""
    row = (await tx.execute(select(witness_places).where(witness_places.c.node == node))).mappings().first()
    return Place(row["inode"], row["offset"]) if row else None


async def keep_place(tx: Transaction, node: str, place: Place) -> None:
    await tx.execute(delete(witness_places).where(witness_places.c.node == node))
    await tx.execute(insert(witness_places).values(node=node, inode=place.inode, offset=place.offset))
