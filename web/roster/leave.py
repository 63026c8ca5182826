"""Leave and swaps as they stand in the file, granted or not; leave entered, granted, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace

from aiohttp import web

from people.person import Role
from schedules.book import DutyBook
from schedules.bundle import LEAVE
from schedules.finding import BadFiles
from schedules.leave_entry import LeaveEntry, entered, entries_of, fields, granted, withdrawn
from schedules.swap_entry import SwapEntry, swaps_of
from schedules.times import read_dates, read_instant
from storage.ids import PersonId
from web.errors import Refusal, bad_request
from web.names import NameBook
from web.roster.absence import Change, carry_out, day_of, name_of
from web.roster.files import LONGEST_NAME, LONGEST_WHY, cannot_publish
from web.shapes import Json
from web.visit import Body, Visit


async def listed(visit: Visit) -> web.Response:
    """The entries as the file has them, and who can be entered."""
    services = visit.house.services
    active = services.duty()
    try:
        text = await asyncio.to_thread(services.roster.folder.text, LEAVE)
        leave, swaps = await asyncio.to_thread(lambda: (entries_of(text), swaps_of(text)))
    except BadFiles as bad:
        raise cannot_publish(bad) from None
    async with services.db.reading() as tx:
        names = await NameBook.read(tx, None)
    return web.json_response(
        {
            "entries": [_leave(one, names) for one in leave],
            "swaps": [_swap(one, names) for one in swaps],
            "people": _people(active.book) if active else [],
        }
    )


async def enter(visit: Visit) -> web.Response:
    """A new entry, in force at once where ``approve`` says so."""
    body = await visit.body("person", "start", "until", "why", "stand_in", "despite", "approve", "preview")
    entry = replace(
        _entry(body),
        why=body.text("why", most=LONGEST_WHY).strip(),
        stand_in=body.text("stand_in", most=LONGEST_NAME, default=""),
        despite=_despite(body),
        approved_by=visit.person.id if body.flag("approve") else "",
    )
    if not entry.why:
        raise Refusal(422, "no_reason", "请填写请假事由。", "Say why.")
    return await carry_out(visit, body, _change(visit, entry, lambda text: entered(text, entry), "请假 · leave"))


async def approve(visit: Visit) -> web.Response:
    """Grant it; in a peak, or when too many are away, ``despite`` says why."""
    body = await visit.body("person", "start", "until", "despite", "preview")
    entry, despite, by = _entry(body), _despite(body), visit.person.id
    change = _change(visit, entry, lambda text: granted(text, entry, by, despite), "批准请假 · leave granted")
    return await carry_out(visit, body, change)


async def withdraw(visit: Visit) -> web.Response:
    body = await visit.body("person", "start", "until", "preview")
    entry = _entry(body)
    change = _change(visit, entry, lambda text: withdrawn(text, entry), "撤销请假 · leave taken back")
    return await carry_out(visit, body, change)


def _change(visit: Visit, entry: LeaveEntry, edit: Callable[[str], str], what: str) -> Change:
    days = entry.start if entry.start == entry.until else f"{entry.start} – {entry.until}"
    why = f"{what}: {name_of(visit, entry.person)} {days}"
    return Change(edit, why, lambda text: fields(text, entry), day_of(entry.start))


def _entry(body: Body) -> LeaveEntry:
    """Whom and when: by these an entry is known."""
    person = body.text("person", most=LONGEST_NAME)
    start, until = body.text("start", most=20), body.text("until", most=20)
    if not all(read_dates(written) or read_instant(written) for written in (start, until)):
        raise bad_request("起止应写作 2026-12-01 或 2026-12-01 12:00。", "Write 2026-12-01, or with 12:00.")
    return LeaveEntry(person, start, until, "")


def _despite(body: Body) -> str:
    return body.text("despite", most=LONGEST_WHY, default="").strip()


def _leave(one: LeaveEntry, names: NameBook) -> Json:
    return asdict(one) | {
        "name": names.person(PersonId(one.person)),
        "stand_in_name": names.person(PersonId(one.stand_in)) if one.stand_in else "",
        "approved_by_name": names.person(PersonId(one.approved_by)) if one.approved_by else "",
    }


def _swap(one: SwapEntry, names: NameBook) -> Json:
    return asdict(one) | {
        "names": [names.person(PersonId(person)) for person in one.people],
        "approved_by_name": names.person(PersonId(one.approved_by)) if one.approved_by else "",
    }


def _people(book: DutyBook) -> list[Json]:
    """Who can be entered; ``turns``: the groups in which they have shifts or slots, which alone can be swapped."""
    rosters = book.rosters.values()
    turns = {one.rotation.group for one in rosters if one.rotation} | {
        slot.group for one in rosters for slot in one.named
    }
    return [
        {"id": one.id, "name": one.name, "turns": [group for group in one.groups if group in turns]}
        for one in book.people.values()
        if Role.AGENT in one.roles
    ]
