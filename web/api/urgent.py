"""Important and urgent events, for reading."""

from __future__ import annotations

from aiohttp import web

from storage.database import Transaction
from storage.ids import OrderNumber
from urgent import store
from urgent.event import ENDED, KINDS, EventId, UrgentEvent
from urgent.tell import Around
from web.api.asked import Asked
from web.api.cursor import cursor, place, question_of
from web.api.problem import not_there
from web.errors import Refusal
from web.shapes import Json, instant
from web.urgent.shapes import clocks, unit_names
from web.work.shapes import words
from work_orders.case import store as cases
from work_orders.outside.system import visible

PAGE = 50
MOST_ORDERS = 200


async def listed(asked: Asked) -> web.Response:
    """Those that go on, the earliest first; or those that ended, the latest first, page by page."""
    ended, query, vault = asked.query.get("state") == "ended", asked.query, asked.house.services.vault
    question = question_of(asked.token.grant.client, asked.request.path, query)
    behind = EventId(place(vault, question, query["cursor"])) if "cursor" in query else None
    around = around_of(asked)
    async with asked.house.services.db.reading() as tx:
        found = await _ended(tx, behind) if ended else await store.live(tx)
    page = found[:PAGE] if ended else found
    goes_on = ended and len(found) > PAGE
    return web.json_response(
        {
            "events": [_event(around, one) for one in page if _visible(asked, one)],
            "cursor": cursor(vault, question, page[-1].id) if goes_on else None,
        }
    )


async def one(asked: Asked) -> web.Response:
    around, loop = around_of(asked), asked.means.loop
    async with asked.house.services.db.reading() as tx:
        event = await store.by_id(tx, EventId(asked.path("event")))
        if event is None or not _visible(asked, event):
            raise not_there()
        known = await cases.by_numbers(tx, event.evidence.orders[-MOST_ORDERS:])
    numbers = [number for number, case in known.items() if visible(loop, case, asked.system)]
    return web.json_response(_event(around, event) | {"order_numbers": sorted(numbers, key=OrderNumber)})


async def _ended(tx: Transaction, behind: EventId | None) -> list[UrgentEvent]:
    before = await store.by_id(tx, behind) if behind else None
    return await store.listed(tx, ENDED, before=before.at if before else None, limit=PAGE + 1)


def around_of(asked: Asked) -> Around:
    found = asked.house.services.urgent.around()
    if found is None:
        raise Refusal(503, "no_loop", "尚无生效的值班版本或工单闭环。", "No duty version, or no loop, is in force.")
    return found


def _visible(asked: Asked, event: UrgentEvent) -> bool:
    """What concerns the whole hotline is for systems that see all lines."""
    lines = asked.token.grant.lines
    return not lines or (event.line is not None and event.line in lines)


def _event(around: Around, event: UrgentEvent) -> Json:
    """Without people and participants: neither who marked it nor whom it is about."""
    return {
        "id": event.id,
        "kind": {"id": event.kind.value, **words(KINDS[event.kind])},
        "state": event.state.value,
        "at": instant(event.at),
        "line": event.line,
        "matter": event.matter,
        "units": [{"id": unit, **words(unit_names(around, unit))} for unit in event.units],
        "orders": len(event.evidence.orders),
        "decided_at": instant(event.decided_at),
        "notified_at": instant(event.notified_at),
        "reminded_at": instant(event.reminded_at),
        "closed_at": instant(event.closed_at),
        "clocks": clocks(around, event),
        "revision": event.revision,
    }
