"""Calls: mine of a day, everybody's of a day, and a decision taken again."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from agent_bridge.directory import Names
from routing import store as calls
from routing.call import Routed
from routing.decision import Decision
from routing.duty import Duty
from schedules.book import DutyBook
from storage.ids import CallId, GroupId, LineId
from web.errors import not_found
from web.names import NameBook, NumberBook
from web.replay import decided_again
from web.shapes import Shaper, instant, named
from web.visit import Visit


def active_book(visit: Visit) -> DutyBook | None:
    active = visit.house.services.duty()
    return active.book if active else None


async def mine(visit: Visit) -> web.Response:
    start, end = visit.day()
    async with visit.house.services.db.reading() as tx:
        found = await calls.calls_between(tx, start, end, answered_by=visit.person.id)
        names = await NameBook.read(tx, active_book(visit))
    shaper = Shaper(names, NumberBook(visit.house.services.vault))
    return web.json_response({"calls": [shaper.call(one) for one in reversed(found)]})


async def of_day(visit: Visit) -> web.Response:
    """Everybody's: a supervisor looks at calls here, not for people."""
    start, end = visit.day()
    line = visit.query("line")
    async with visit.house.services.db.reading() as tx:
        found = await calls.calls_between(tx, start, end, line=LineId(line) if line else None)
        names = await NameBook.read(tx, active_book(visit))
    shaper = Shaper(names, NumberBook(visit.house.services.vault))
    return web.json_response({"calls": [shaper.call(one) for one in reversed(found)]})


async def decision(visit: Visit) -> web.Response:
    """As recorded, as its own version decides it again, and as the version in force would today."""
    services, shelf = visit.house.services, visit.house.shelf
    async with services.db.reading() as tx:
        record = await calls.by_id(tx, CallId(visit.path("call")))
        names = await NameBook.read(tx, active_book(visit))
        routed = record.routed if record else None
        original = await shelf.version(tx, routed.version) if routed and routed.version else None
    active = services.duty()
    found = decided_again(record, original, Duty(active.book) if active else None)
    if found is None:
        raise not_found("没有这次通话的分配记录。", "No decision is recorded for this call.")
    return web.json_response(
        {
            "recorded": _decision(found.routed, found.routed.group, names),
            "replayed": _decision(found.again, found.again.group, names) if found.again else None,
            "today": _decision(found.today, found.today.group, names) if found.today else None,
            "same": found.same,
        }
    )


def _decision(one: Decision | Routed, group: GroupId | None, names: NameBook) -> dict[str, Any]:
    return {
        "state": one.state.value,
        "group": group,
        **named("group", names.group(group)),
        "rule": one.rule,
        "reason": one.reason.value,
        **named("because", Names(one.because.zh, one.because.en)),
        "version": one.version,
        "instant": instant(one.instant),
    }
