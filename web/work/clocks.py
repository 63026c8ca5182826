"""The clocks of an order as JSON: when each is due, and why."""

from __future__ import annotations

from schedules.answer import Because as Words
from schedules.book import DutyBook
from storage.database import Transaction
from storage.ids import OrderNumber, VersionHash
from web.house import House
from web.shapes import Json, instant
from web.work.acting import required_book
from web.work.shapes import named, words
from work_orders.clock import store
from work_orders.clock.clock import RunningClock
from work_orders.clock.hours import DutyHours
from work_orders.clock.why import why
from work_orders.loop.loop import Loop


async def clock_list(tx: Transaction, house: House, loop: Loop, number: OrderNumber) -> list[Json]:
    """Every round of every clock, the earliest first; those that are not ended say why they are due when they are."""
    rows = await store.of_order(tx, number)
    return [{**clock(loop, row), "round": _round(row, rows), **await _why(tx, house, loop, row, rows)} for row in rows]


def _round(row: RunningClock, rows: list[RunningClock]) -> int:
    """How often it has run: a round that was dropped, as when somebody answered after all, was none."""
    return 1 + sum(one.clock == row.clock and one.round < row.round and one.met is not None for one in rows)


def clock(loop: Loop, row: RunningClock) -> Json:
    known = loop.clocks.get(row.clock)
    return {
        "clock": row.clock,
        **named(known.names if known else Words(row.clock, row.clock)),
        "whose": known.whose if known else None,
        "started_at": instant(row.started_at),
        "due_at": instant(row.due_at),
        "own_due_at": instant(row.own_due_at),
        "capped": row.capped,
        "suspended_at": instant(row.suspended_at),
        "warned_at": instant(row.warned_at),
        "breached_at": instant(row.breached_at),
        "ended_at": instant(row.ended_at),
        "met": row.met,
    }


async def _why(tx: Transaction, house: House, loop: Loop, row: RunningClock, rows: list[RunningClock]) -> Json:
    if row.ended_at is not None:
        return {"why": [], "way": [], "assumed": False}
    told = why(loop, row, rows, DutyHours(await _book(tx, house, row.version), loop.calendars))
    return {
        "why": [words(one) for one in told.sentences],
        "way": [
            {"since": instant(one.since), "until": instant(one.until), "counts": one.counts, **words(one.because)}
            for one in told.way
        ],
        "assumed": told.assumed,
    }


async def _book(tx: Transaction, house: House, version: VersionHash | None) -> DutyBook:
    """The version by which it was reckoned; the one in force where that cannot be read any more."""
    book = required_book(house)
    if version is None or version == book.version:
        return book
    known = await house.shelf.version(tx, version)
    return known.book if known else book
