"""Who answers each line now, and why; and which duty version says so."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from agent_bridge.directory import Names
from schedules.book import Line
from schedules.follow import ActiveDuty
from schedules.whatif import at
from storage.ids import GroupId, PersonId
from web.names import NameBook
from web.ports import PresencePort
from web.shapes import instant, named
from web.visit import Visit


async def now(visit: Visit) -> web.Response:
    active = visit.house.services.duty()
    if active is None:
        return web.json_response({"lines": [], "version": None})
    lines = [_line(visit, active, line) for line in active.book.lines.values()]
    return web.json_response({"lines": lines, "version": _version(active)})


def _line(visit: Visit, active: ActiveDuty, line: Line) -> dict[str, Any]:
    services = visit.house.services
    found = at(active.book, line.id, services.now())
    names = NameBook(active.book, {})
    return {
        "line": line.id,
        **named("name", Names(line.name_zh, line.name_en)),
        "key": services.settings.keys.get(line.id),
        "state": found.state.value,
        "groups": [_group(group, names, services.presence) for group in found.groups],
        **named("because", Names(found.because.zh, found.because.en)),
        "until": instant(found.until),
        "assumed": found.assumed,
    }


def _group(group: GroupId, names: NameBook, presence: PresencePort) -> dict[str, Any]:
    counts = presence.counts(group)
    return {
        "id": group,
        **named("name", names.group(group)),
        "ready": counts.ready,
        "paused": counts.paused,
        "in_call": counts.in_call,
    }


def _version(active: ActiveDuty) -> dict[str, Any]:
    version, people = active.version, active.book.people
    return {
        "seq": version.seq,
        "hash": version.hash,
        "active_from": instant(version.since),
        "who": version.who,
        "who_name": people[PersonId(version.who)].name if version.who in people else None,
        "why": version.why,
    }
