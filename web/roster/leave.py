"""Leave: what stands in the file, granted or not; entering it, granting it, taking it back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, replace

from aiohttp import web

from people.person import Role
from schedules.bundle import LEAVE
from schedules.finding import BadFiles
from schedules.leave_entry import LeaveEntry, NoSuchLeave, entered, entries_of, granted, withdrawn
from schedules.times import read_dates, read_instant
from storage.ids import PersonId
from web.errors import Refusal, bad_request
from web.names import NameBook
from web.roster.files import LONGEST_NAME, LONGEST_WHY, cannot_publish, published, publishing
from web.visit import Body, Visit


async def listed(visit: Visit) -> web.Response:
    """The entries as the file has them, and who can be entered."""
    services = visit.house.services
    active = services.duty()
    try:
        text = await asyncio.to_thread(services.roster.folder.text, LEAVE)
        entries = await asyncio.to_thread(entries_of, LEAVE, text)
    except BadFiles as bad:
        raise cannot_publish(bad) from None
    people = active.book.people.values() if active else ()
    agents = [{"id": one.id, "name": one.name, "groups": list(one.groups)} for one in people if Role.AGENT in one.roles]
    async with services.db.reading() as tx:
        names = await NameBook.read(tx, None)
    return web.json_response(
        {
            "entries": [
                asdict(one)
                | {
                    "name": names.person(PersonId(one.person)),
                    "stand_in_name": names.person(PersonId(one.stand_in)) if one.stand_in else "",
                    "approved_by_name": names.person(PersonId(one.approved_by)) if one.approved_by else "",
                }
                for one in entries
            ],
            "people": agents,
        }
    )


async def enter(visit: Visit) -> web.Response:
    """A new entry, in force at once where ``approve`` says so."""
    body = await visit.body("person", "start", "until", "why", "stand_in", "despite", "approve")
    entry = replace(
        _entry(body),
        why=body.text("why", most=LONGEST_WHY).strip(),
        stand_in=body.text("stand_in", most=LONGEST_NAME, default=""),
        despite=body.text("despite", most=LONGEST_WHY, default="").strip(),
        approved_by=visit.person.id if body.flag("approve") else "",
    )
    if not entry.why:
        raise Refusal(422, "no_reason", "请填写请假事由。", "Say why.")
    return await _change(visit, lambda text: entered(text, entry), f"请假 · leave: {entry.person}")


async def approve(visit: Visit) -> web.Response:
    body = await visit.body("person", "start", "until", "despite")
    entry, despite = _entry(body), body.text("despite", most=LONGEST_WHY, default="").strip()
    by, why = visit.person.id, f"批准请假 · leave granted: {entry.person}"
    return await _change(visit, lambda text: granted(text, entry, by, despite), why)


async def withdraw(visit: Visit) -> web.Response:
    entry = _entry(await visit.body("person", "start", "until"))
    return await _change(visit, lambda text: withdrawn(text, entry), f"撤销请假 · leave taken back: {entry.person}")


async def _change(visit: Visit, edit: Callable[[str], str], why: str) -> web.Response:
    what = publishing(visit, why)
    try:
        version = await visit.house.services.roster.folder.change(LEAVE, edit, what)
    except NoSuchLeave:
        zh = "这条请假已被修改，请刷新后重试。"
        raise Refusal(409, "stale", zh, "This entry was changed; look again.") from None
    except (BadFiles, OSError) as error:
        raise cannot_publish(error) from None
    return await published(visit, version, what)


def _entry(body: Body) -> LeaveEntry:
    """Whom and when: by these an entry is known."""
    person = body.text("person", most=LONGEST_NAME)
    start, until = body.text("start", most=20), body.text("until", most=20)
    if not all(read_dates(written) or read_instant(written) for written in (start, until)):
        raise bad_request("起止应写作 2026-12-01 或 2026-12-01 12:00。", "Write 2026-12-01, or with 12:00.")
    return LeaveEntry(person, start, until, "")
