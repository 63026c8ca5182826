"""A head's team: what lies with each unit and person of theirs, and the share of today that was in time."""

from __future__ import annotations

from datetime import datetime, time

from aiohttp import web

from web.calls import active_book
from web.names import NameBook
from web.shapes import Json
from web.visit import HOME, Visit
from web.work.lists import looking
from web.work.shapes import named
from work_orders.board.shown.store import Looker
from work_orders.board.team.store import Load, Team, team


async def shown(visit: Visit) -> web.Response:
    """Of whoever is head of nothing there is nothing to show."""
    now = visit.house.services.now().astimezone(HOME)
    async with visit.house.services.db.reading() as tx:
        looker = await looking(visit, tx)
        found = await team(tx, looker, midnight=datetime.combine(now.date(), time.min, HOME)) if looker.crew else Team()
        names = await NameBook.read(tx, active_book(visit))
    return web.json_response(
        {
            "units": _units(looker, found),
            "people": [
                {"id": who, "name": names.person(who), **_load(found.people.get(who, Load()))}
                for who in sorted({*looker.crew, *found.people})
            ],
            "nobody": _load(found.nobody),
            "done": found.done.total(),
            "in_time": found.in_time.total(),
        }
    )


def _units(looker: Looker, found: Team) -> list[Json]:
    return [
        {
            "id": unit,
            **named(looker.loop.units[unit].names),
            "parent": looker.loop.units[unit].parent,
            **_load(load),
            "done": found.done[unit],
            "in_time": found.in_time[unit],
        }
        for unit, load in found.units.items()
    ]


def _load(load: Load) -> Json:
    return {"open": load.open, "late": load.late}
