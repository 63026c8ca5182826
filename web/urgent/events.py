"""Important and urgent events: the board, one event, marking, and what is done to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from notices import store as outbox
from notices.store import Going
from storage.database import Transaction
from storage.ids import OrderNumber, UnitId
from urgent import store
from urgent.course import Attempt, Marking, Refused, decides, may, sees
from urgent.event import ENDED, KINDS, Deed, EventId, Kind, State, UrgentEntry, UrgentEvent
from urgent.rules import Contact
from urgent.tell import Around, letter_keys, news_key
from urgent.use import act, mark
from web.calls import active_book
from web.errors import bad_request, not_found
from web.names import NameBook
from web.shapes import Json, instant
from web.urgent import shapes
from web.urgent.asking import around, refusal, seen, who
from web.urgent.waiting import waits_of
from web.visit import Visit
from web.work.acting import means
from work_orders.case import store as cases
from work_orders.case.relation import sees as sees_order
from work_orders.case.use import found as taken_in

WITHIN_S = 5.0
PAGE = 50
MOST_ORDERS = 200
"""Of those that an event rests on, the latest: a page lists no more."""
DEEDS = frozenset(
    {
        *(Deed.CONFIRM, Deed.DISMISS, Deed.TOLD, Deed.ACKNOWLEDGE, Deed.REPORT, Deed.REMIND),
        *(Deed.ASSIGN_TALK, Deed.TALKED, Deed.NOTE, Deed.CLOSE),
    }
)
"""What people do; the rest the house does by itself."""


async def listed(visit: Visit) -> web.Response:
    """``view``: ``live`` (all of them) or ``ended`` (the latest, page by page)."""
    view, holds, by = visit.query("view") or "live", around(visit), who(visit)
    if view not in ("live", "ended"):
        raise bad_request("没有这个列表。", "There is no such list.")
    async with visit.house.services.db.reading() as tx:
        if view == "live":
            page, more = await store.live(tx), False
        else:
            page = await store.listed(tx, ENDED, before=_before(visit), limit=PAGE + 1)
            page, more = page[:PAGE], len(page) > PAGE
        names = await NameBook.read(tx, active_book(visit))
    rows = [shapes.row(holds, event, names) for event in page if sees(holds.rules, holds.loop, event, by)]
    return web.json_response({"events": rows, "cursor": page[-1].at.isoformat() if more else None})


async def waiting(visit: Visit) -> web.Response:
    """What of all events waits for this person."""
    holds, by = around(visit), who(visit)
    async with visit.house.services.db.reading() as tx:
        events = await store.live(tx)
        found = [wait for event in events for wait in await waits_of(tx, holds, event, by)]
    rows = [
        {
            "event": event.id,
            **shapes.words("kind", KINDS[event.kind]),
            **shapes.words("why", event.evidence.words),
            "wait": wait,
            "due_at": instant(due),
        }
        for event, wait, due in sorted(found, key=lambda one: one[2])
    ]
    return web.json_response({"waiting": rows})


async def today(visit: Visit) -> web.Response:
    """Today's calls against what is usual, of the hotline and of each line."""
    services = visit.house.services
    found = [shapes.outlook(one, services.urgent.line_name(one.line)) for one in await services.urgent.outlooks()]
    return web.json_response({"now": instant(services.now()), "lines": found})


async def form(visit: Visit) -> web.Response:
    """What marking an event takes."""
    holds = around(visit)
    kinds = [{"id": kind.value, **shapes.words("name", names)} for kind, names in KINDS.items()]
    units = [{"id": unit, **shapes.words("name", shapes.unit_names(holds, unit))} for unit in holds.rules.departments]
    return web.json_response({"kinds": kinds, "units": units, "decides": decides(who(visit))})


async def of_order(visit: Visit) -> web.Response:
    """The events that rest on an order, those that this person may see."""
    holds, by, number = around(visit), who(visit), OrderNumber(visit.path("number"))
    async with visit.house.services.db.reading() as tx:
        found = await store.of_order(tx, number)
        names = await NameBook.read(tx, active_book(visit))
    rows = [shapes.row(holds, event, names) for event in found if sees(holds.rules, holds.loop, event, by)]
    return web.json_response({"events": rows})


async def one(visit: Visit) -> web.Response:
    async with visit.house.services.db.reading() as tx:
        return web.json_response(await _page(visit, tx, await seen(visit, tx)))


async def marked(visit: Visit) -> web.Response:
    """Enter an event by hand."""
    body = await visit.body("kind", "why", "order", "units")
    said, number = body.text("kind", most=40), body.text_if_there("order", most=40)
    if said not in {kind.value for kind in Kind}:
        raise bad_request("没有这类事件。", "There is no such kind of event.")
    marking = Marking(
        kind=Kind(said),
        by=who(visit),
        at=visit.house.services.now(),
        why=body.text("why", most=2_000),
        order=OrderNumber(number) if number else None,
        units=tuple(UnitId(unit) for unit in body.texts("units", most=50)),
    )
    async with visit.house.services.db.transaction_within(WITHIN_S) as tx:
        if marking.order is not None:
            await taken_in(tx, means(visit.house), marking.order, marking.at)  # the desk may not have seen it yet
        outcome = await mark(tx, around(visit), marking)
    return await _answered(visit, outcome, status=201)


async def done(visit: Visit) -> web.Response:
    """Do something to an event."""
    deed = visit.path("deed")
    if deed not in {one.value for one in DEEDS}:
        raise not_found()
    body = await visit.body("revision", "said")
    said = body.texts_by_name("said", most=12, longest=2_000)
    attempt = Attempt(Deed(deed), who(visit), visit.house.services.now(), said)
    id_, revision = EventId(visit.path("event")), body.number("revision")
    async with visit.house.services.db.transaction_within(WITHIN_S) as tx:
        outcome = await act(tx, around(visit), id_, revision, attempt)
    return await _answered(visit, outcome)


async def _answered(visit: Visit, outcome: UrgentEvent | Refused, status: int = 200) -> web.Response:
    """The event afterwards; outside the deed's transaction, so that a refusal leaves nothing behind."""
    if isinstance(outcome, Refused):
        raise refusal(outcome)
    async with visit.house.services.db.reading() as tx:
        event = await store.by_id(tx, outcome.id)
        return web.json_response(await _page(visit, tx, event or outcome), status=status)


async def _page(visit: Visit, tx: Transaction, event: UrgentEvent) -> Json:
    holds, by = around(visit), who(visit)
    names = await NameBook.read(tx, active_book(visit))
    known = await store.acknowledgements_of(tx, event.id)
    entries = await store.entries_of(tx, event.id)
    contacts = holds.rules.contacts_of(event.units) if event.state is not State.DISMISSED else ()
    letters = await _letters(tx, holds, event, contacts, entries)
    reports = await store.reports_of(tx, event.id)
    numbers = event.evidence.orders[-MOST_ORDERS:]
    found = await cases.by_numbers(tx, numbers)
    visible = {number: case for number, case in found.items() if sees_order(holds.loop, case, by)}
    return shapes.row(holds, event, names) | {
        "decides": decides(by),
        "may": [deed.value for deed in may(holds.rules, holds.loop, event, by)],
        "figures": dict(event.evidence.figures),
        "plot": [shapes.bar(bar) for bar in event.evidence.plot],
        "rests_on": [shapes.order(number, visible.get(number), names, holds) for number in numbers],
        "contacts": [shapes.contact(holds, each, known, letters.get(each.key, {}), names) for each in contacts],
        "untold": shapes.missing(holds, event, known),
        "departments": shapes.departments(holds, event, entries, reports),
        "reports": [shapes.report(report, holds, names) for report in reports],
        "entries": [shapes.entry(row, holds, names) for row in entries],
    }


async def _letters(
    tx: Transaction,
    holds: Around,
    event: UrgentEvent,
    contacts: tuple[Contact, ...],
    entries: tuple[UrgentEntry, ...],
) -> Mapping[str, Mapping[str, Going]]:
    """By contact: how far the SMS and e-mails of the notification and of the reminders have come."""
    told = [news_key(event, row) for row in entries if row.what in (Deed.CONFIRM, Deed.MARKED, Deed.REMIND)]
    keys = {each.key: [key for one in told for key in letter_keys(each, one, holds.notices)] for each in contacts}
    going = await outbox.on_their_way(tx, [key for of_contact in keys.values() for key in of_contact])
    return {name: {key: going[key] for key in mine if key in going} for name, mine in keys.items()}


def _before(visit: Visit) -> datetime | None:
    said = visit.query("cursor")
    try:
        found = datetime.fromisoformat(said) if said else None
    except ValueError:
        found = None
        said = "?"
    if said and (found is None or found.tzinfo is None):
        raise bad_request("游标无效。", "The cursor is no cursor of ours.")
    return found
