"""Who is on duty, by group: now, and in the week around it; and who is away."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from aiohttp import web

from schedules.answer import OnDuty
from schedules.book import DutyBook
from schedules.review.stretch import walk_group
from schedules.times import at_minute, local
from storage.ids import GroupId, PersonId
from web.roster import shapes
from web.shapes import Json, instant
from web.visit import Visit

DAYS = 7


async def on_duty(visit: Visit) -> web.Response:
    """Each group with its members, who of them takes calls now, and how that changes in the next seven days."""
    services = visit.house.services
    active = services.duty()
    if active is None:
        return web.json_response({"groups": []})
    return web.json_response(await asyncio.to_thread(_groups, active.book, services.now()))


def _groups(book: DutyBook, now: datetime) -> Json:
    return {"groups": [_group(book, group, now) for group in book.groups]}


def _group(book: DutyBook, group: GroupId, now: datetime) -> Json:
    start = at_minute(local(now).date(), 0)
    stretches: list[Json] = []
    cursor = start
    for end, present in walk_group(book, group, start, start + timedelta(days=DAYS)):
        stretches.append({"start": instant(cursor), "end": instant(end), **_present(book, present)})
        cursor = end
    return {
        **shapes.group(book, group),
        "members": [_person(book, one) for one in book.groups[group].members],
        "now": _present(book, book.on_duty(group, now)),
        "stretches": stretches,
    }


def _present(book: DutyBook, one: OnDuty) -> Json:
    """``turn``: ``members``, ``named`` or ``rotation``; ``crew`` of a rotation with its shift."""
    turn, _, rest = one.rule.partition("/")
    return {
        "people": [_person(book, id_) for id_ in one.people],
        "away": [_person(book, id_) for id_ in one.away],
        "turn": turn,
        "crew": rest if turn == "rotation" else "",
    }


def _person(book: DutyBook, id_: PersonId) -> Json:
    known = book.people.get(id_)
    return {"id": id_, "name": known.name if known else id_}
