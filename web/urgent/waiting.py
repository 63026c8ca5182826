"""What of an event waits for one person: the banner on their desk."""

from __future__ import annotations

from datetime import datetime

from storage.database import Transaction
from urgent import store
from urgent.course import concerned, decides, may
from urgent.due import notify_by, remind_by
from urgent.event import Deed, State, UrgentEvent
from urgent.tell import Around
from work_orders.case.case import Acting

Wait = tuple[UrgentEvent, str, datetime]


async def waits_of(tx: Transaction, around: Around, event: UrgentEvent, by: Acting) -> list[Wait]:
    """``confirm``, ``notify``, ``remind`` of who decides; ``acknowledge``, ``report``, ``talk`` of the others."""
    rules, allowed = around.rules, may(around.rules, around.loop, event, by)
    notify, remind = notify_by(rules, event), remind_by(rules, event)
    found: list[tuple[str, datetime]] = []
    if Deed.CONFIRM in allowed:
        found.append(("confirm", event.at + rules.confirm))
    if event.state is State.OPEN and decides(by):
        found += [("notify", notify)] if event.notified_at is None else []
        due = event.reminder_proposed_at is not None and event.reminded_at is None
        found += [("remind", remind)] if due else []
    if Deed.ACKNOWLEDGE in allowed and not await _heard(tx, around, event, by):
        found.append(("acknowledge", notify))
    if Deed.REPORT in allowed and not decides(by) and not await _reported(tx, around, event, by):
        found.append(("report", remind))
    if Deed.TALKED in allowed and not await _talked(tx, event):
        found.append(("talk", remind))
    return [(event, wait, due_at) for wait, due_at in found]


async def _heard(tx: Transaction, around: Around, event: UrgentEvent, by: Acting) -> bool:
    mine = {one.key for one in around.rules.contacts_of(event.units) if one.person == by.id}
    return any(row.contact in mine and row.how != "unreached" for row in await store.acknowledgements_of(tx, event.id))


async def _reported(tx: Transaction, around: Around, event: UrgentEvent, by: Acting) -> bool:
    reported = {report.unit for report in await store.reports_of(tx, event.id)}
    mine = {unit for unit in event.units if by.units & around.loop.under(unit)}
    return mine <= reported or not concerned(around.loop, event, by)


async def _talked(tx: Transaction, event: UrgentEvent) -> bool:
    """Since it was last asked for."""
    deeds = [row.what for row in await store.entries_of(tx, event.id) if row.what in (Deed.ASSIGN_TALK, Deed.TALKED)]
    return bool(deeds) and deeds[-1] is Deed.TALKED
