"""Saved views in the database; each is its person's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from storage.database import Transaction
from storage.ids import PersonId
from work_orders.case.tables import order_views as views


@dataclass(frozen=True, slots=True)
class SavedView:
    id: int
    name: str
    query: Mapping[str, str]


async def of_person(tx: Transaction, person: PersonId) -> list[SavedView]:
    query = select(views).where(views.c.person == person).order_by(views.c.name)
    return [SavedView(row["id"], row["name"], row["query"]) for row in (await tx.execute(query)).mappings()]


async def keep(tx: Transaction, person: PersonId, name: str, query: Mapping[str, str], *, most: int) -> bool:
    """Save it, in place of the one of that name; False where the person has as many as they may."""
    here = (views.c.person == person, views.c.name == name)
    if (await tx.execute(select(views.c.id).where(*here))).first():
        await tx.execute(update(views).where(*here).values(query=dict(query)))
        return True
    if (await tx.execute(select(func.count()).where(views.c.person == person))).scalar_one() >= most:
        return False
    await tx.execute(insert(views).values(person=person, name=name, query=dict(query)))
    return True


async def drop(tx: Transaction, person: PersonId, id_: int) -> bool:
    """False where the person has no such view."""
    gone = delete(views).where(views.c.person == person, views.c.id == id_).returning(views.c.id)
    return (await tx.execute(gone)).first() is not None
