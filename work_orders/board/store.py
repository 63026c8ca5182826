"""Lists and search in the database."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Transaction
from storage.ids import OrderNumber
from storage.insert import put
from work_orders.case.tables import order_cases as cases
from work_orders.case.tables import order_words


async def put_words(tx: Transaction, number: OrderNumber, words: str) -> None:
    """From now on the order is found by these."""
    id_ = (await tx.execute(select(cases.c.id).where(cases.c.number == number))).scalar_one()
    await put(tx, order_words, {"case": id_, "words": words})
