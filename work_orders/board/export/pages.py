"""Gives out what a person sees of a list as CSV, a page at a time, once it is recorded who takes it and why."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from storage.audit import Deed, record
from storage.database import Database, Transaction
from storage.ids import OrderNumber
from storage.looks import masked_number
from storage.masked import exported
from storage.vault import Vault
from work_orders import store as orders
from work_orders.board.shown.store import Looker
from work_orders.board.store import find
from work_orders.board.views import Question, Sort
from work_orders.case import store as cases
from work_orders.clock import store as clocks

from .columns import Column, Names, Row, columns

BEGAN, GAVE_OUT = "began to export orders", "exported orders"
"""What the audit log calls it. The first holds the question and the reason, the second how many orders were given."""
PAGE = 100
WITHIN_S = 5.0
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of its machine."""


@dataclass(frozen=True, slots=True)
class Export:
    """Who takes what, and why. ``asked``: the question as it was put, for the audit log."""

    looker: Looker
    question: Question
    names: Names
    asked: Mapping[str, str]
    why: str
    english: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    orders: int


async def pages(
    db: Database, vault: Vault, export: Export, now: Callable[[], datetime], *, give_way: bool = True
) -> AsyncGenerator[Page, None]:
    """The heading first. To be closed by whoever does not take all of it (``aclosing``).

    ``give_way``: between two pages wait as long as one took, for the sake of those who answer calls meanwhile.
    """
    await _note(db, export, BEGAN, {**export.asked, "why": export.why}, now())
    given = 0
    try:
        async with aclosing(_pages(db, vault, export)) as found:
            began = time.monotonic()
            async for page in found:
                given += page.orders
                took = time.monotonic() - began
                yield page
                await asyncio.sleep(took if give_way else 0)
                began = time.monotonic()
    finally:
        await _note(db, export, GAVE_OUT, {"orders": str(given)}, now())


async def _pages(db: Database, vault: Vault, export: Export) -> AsyncGenerator[Page, None]:
    looker = export.looker
    table = columns(looker.loop, export.names, looker.now)
    yield Page(BOM + _csv([[_said(one.heading.zh, one.heading.en, export) for one in table]]), 0)
    # By what came last: a list by deadlines moves while it is read.
    question = replace(export.question, sort=Sort.NEWEST, limit=PAGE, behind=None)
    while True:
        async with db.reading() as tx:
            found = await find(tx, looker, question)
            rows = await _rows(tx, vault, found.numbers) if found.numbers else []
        yield Page(_csv([_cells(table, row, export) for row in rows]), len(rows))
        if found.behind is None:
            return
        question = replace(question, behind=found.behind)


async def _rows(tx: Transaction, vault: Vault, numbers: Sequence[OrderNumber]) -> list[Row]:
    there, running = await cases.by_numbers(tx, numbers), await clocks.of_orders(tx, numbers)
    births = await orders.by_numbers(tx, numbers)
    callers = {number: one.caller for number, one in births.items()}
    return [
        Row(
            there[number],
            running.get(number, []),
            masked_number(vault, caller.sealed) if (caller := callers.get(number)) else "",
        )
        for number in numbers
    ]


def _cells(table: Sequence[Column], row: Row, export: Export) -> list[str]:
    return [_said(cell.zh, cell.en, export) for cell in (one.cell(row) for one in table)]


def _said(zh: str, en: str, export: Export) -> str:
    return exported(en if export.english else zh)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


async def _note(db: Database, export: Export, what: str, data: Mapping[str, str], at: datetime) -> None:
    async with db.transaction_within(WITHIN_S) as tx:
        await record(tx, Deed(at, export.looker.acting.id, what, "orders", data))
