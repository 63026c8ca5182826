"""The rows of attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select, update

from storage.database import Transaction
from storage.ids import OrderNumber, PersonId
from work_orders.case.tables import order_attachments as attachments


@dataclass(frozen=True, slots=True)
class Attachment:
    number: OrderNumber
    name: str
    media_type: str
    bytes: int
    sha256: str
    file: str
    """Its name in the folder."""
    scanned: bool
    """False: no scanner was there when it came."""
    at: datetime
    who: PersonId
    withdrawn_at: datetime | None = None
    id: int = 0
    """Given by the database."""


async def of_order(tx: Transaction, number: OrderNumber) -> list[Attachment]:
    """The earliest first, withdrawn ones too."""
    query = select(attachments).where(attachments.c.number == number).order_by(attachments.c.id)
    return [_attachment(row) for row in (await tx.execute(query)).mappings()]


async def one(tx: Transaction, number: OrderNumber, id_: int) -> Attachment | None:
    query = select(attachments).where(attachments.c.number == number, attachments.c.id == id_)
    row = (await tx.execute(query)).mappings().first()
    return _attachment(row) if row else None


async def count(tx: Transaction, number: OrderNumber) -> int:
    """Those that are not withdrawn."""
    here = select(func.count()).where(attachments.c.number == number, attachments.c.withdrawn_at.is_(None))
    return int((await tx.execute(here)).scalar_one())


async def add(tx: Transaction, new: Attachment) -> None:
    same = ("number", "name", "media_type", "bytes", "sha256", "file", "scanned", "at", "who")
    await tx.execute(insert(attachments).values({name: getattr(new, name) for name in same}))


async def withdraw(tx: Transaction, id_: int, at: datetime) -> None:
    await tx.execute(update(attachments).where(attachments.c.id == id_).values(withdrawn_at=at))


def _attachment(row: RowMapping) -> Attachment:
    return Attachment(**{**row, "number": OrderNumber(row["number"]), "who": PersonId(row["who"])})
