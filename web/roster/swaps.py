"""Swaps between two people: entering one, granting it, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from schedules.swap_entry import SwapEntry, swap_fields, swap_granted, swap_withdrawn, swapped
from schedules.times import read_dates
from web.errors import Refusal, bad_request
from web.roster.absence import Change, carry_out, day_of, name_of
from web.roster.files import LONGEST_WHY
from web.visit import Body, Visit

TWO = 2


async def enter(visit: Visit) -> web.Response:
    """A new entry, in force at once where ``approve`` says so."""
    body = await visit.body("people", "on", "why", "approve", "preview")
    by = visit.person.id if body.flag("approve") else ""
    entry = replace(_entry(body), why=body.text("why", most=LONGEST_WHY).strip(), approved_by=by)
    if not entry.why:
        raise Refusal(422, "no_reason", "请填写换班事由。", "Say why.")
    return await carry_out(visit, body, _change(visit, entry, lambda text: swapped(text, entry), "换班 · swap"))


async def approve(visit: Visit) -> web.Response:
    body = await visit.body("people", "on", "preview")
    entry, by = _entry(body), visit.person.id
    change = _change(visit, entry, lambda text: swap_granted(text, entry, by), "批准换班 · swap granted")
    return await carry_out(visit, body, change)


async def withdraw(visit: Visit) -> web.Response:
    body = await visit.body("people", "on", "preview")
    entry = _entry(body)
    change = _change(visit, entry, lambda text: swap_withdrawn(text, entry), "撤销换班 · swap taken back")
    return await carry_out(visit, body, change)


def _entry(body: Body) -> SwapEntry:
    """Who and when: by these an entry is known."""
    people, on = body.texts("people", most=TWO), body.text("on", most=20)
    days = read_dates(on)
    if days is None or days[0] != days[1]:
        raise bad_request("日期应写作 2026-12-01。", "Write 2026-12-01.")
    return SwapEntry(people, on, "")


def _change(visit: Visit, entry: SwapEntry, edit: Callable[[str], str], what: str) -> Change:
    names = "、".join(name_of(visit, one) for one in entry.people)
    return Change(edit, f"{what}: {names} {entry.on}", lambda text: swap_fields(text, entry), day_of(entry.on))
