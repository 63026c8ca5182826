"""Lists of orders: one door for every board and for search, counts for their tabs, and views that people saved."""

from __future__ import annotations

from aiohttp import web

from people import store as people
from storage.database import Transaction
from storage.ids import OrderNumber, UnitId
from web.calls import active_book
from web.errors import Refusal, bad_request, not_found
from web.names import NameBook
from web.shapes import Json, instant
from web.visit import Visit
from web.work import shapes
from web.work.acting import acting, means, required_book
from web.work.clocks import clock
from web.work.question import KEPT, LONGEST_WORDS, cursor_of, question_of
from work_orders import store as orders
from work_orders.board import store as board
from work_orders.board.saved import store as saved
from work_orders.board.shown.store import Looker
from work_orders.board.team.store import hands
from work_orders.case import store as cases
from work_orders.case.case import Case
from work_orders.case.clean import clean
from work_orders.case.relation import seen_units
from work_orders.case.told import Teller
from work_orders.clock import store as clocks
from work_orders.clock.clock import RunningClock
from work_orders.loop.loop import FieldId, Mark
from work_orders.order import WorkOrder

WITHIN_S = 5.0
LONGEST_NAME = 40  # characters of a saved view's name
MOST_VIEWS = 50  # of one person
SUMMARY, PARTICIPANT = FieldId("summary"), FieldId("participant_name")
"""Form fields that a list shows, where the loop has them."""


async def listed(visit: Visit) -> web.Response:
    query = visit.request.query
    if len(query) != len(set(query)):
        raise bad_request("查询条件重复。", "Something is asked twice.")
    question = question_of({name: value for name, value in query.items() if value})
    async with visit.house.services.db.reading() as tx:
        looker = await looking(visit, tx)
        found = await board.find(tx, looker, question)
        rows = await _rows(visit, tx, looker, found.numbers)
    return web.json_response({"orders": rows, "cursor": cursor_of(found.behind)})


async def counted(visit: Visit) -> web.Response:
    house = visit.house
    looker = Looker(acting(visit.person, required_book(house)), means(house).loop, house.services.now())
    found = await house.counts.of(house.services.db, looker)
    return web.json_response({"counts": {view.value: number for view, number in found.items()}})


async def views(visit: Visit) -> web.Response:
    async with visit.house.services.db.reading() as tx:
        found = await saved.of_person(tx, visit.person.id)
    return web.json_response({"views": [{"id": one.id, "name": one.name, "query": dict(one.query)} for one in found]})


async def save_view(visit: Visit) -> web.Response:
    """Under a name that the person has already, it takes the place of the one before."""
    body = await visit.body("name", "query")
    name = clean(body.text("name", most=4 * LONGEST_NAME), longest=LONGEST_NAME)
    query = body.texts_by_name("query", most=len(KEPT), longest=LONGEST_WORDS)
    if not isinstance(name, str) or not name:
        raise bad_request(f"名称应为 1–{LONGEST_NAME} 字。", f"A name has 1 to {LONGEST_NAME} characters.")
    if not set(query) <= set(KEPT):
        raise bad_request("视图的内容有误。", "The view does not hold what was agreed.")
    question_of(query)
    async with visit.house.services.db.transaction_within(WITHIN_S) as tx:
        if not await saved.keep(tx, visit.person.id, name, query, most=MOST_VIEWS):
            words = f"最多保存 {MOST_VIEWS} 个视图。", f"At most {MOST_VIEWS} views can be saved."
            raise Refusal(409, "too_many", *words)
    return await views(visit)


async def drop_view(visit: Visit) -> web.Response:
    id_ = visit.path("view")
    if not (id_.isascii() and id_.isdecimal() and len(id_) < 18):
        raise not_found()
    async with visit.house.services.db.transaction_within(WITHIN_S) as tx:
        if not await saved.drop(tx, visit.person.id, int(id_)):
            raise not_found()
    return web.Response(status=204)


async def looking(visit: Visit, tx: Transaction) -> Looker:
    """Who asks; of a head also the people, for who has what in hand."""
    by, loop = acting(visit.person, required_book(visit.house)), means(visit.house).loop
    units = seen_units(loop, by) if by.is_head else frozenset[UnitId]()
    crew = [one.id for one in await people.everyone(tx) if not units.isdisjoint(one.units)] if units else []
    return Looker(by, loop, visit.house.services.now(), frozenset(crew))


async def _rows(visit: Visit, tx: Transaction, looker: Looker, numbers: tuple[OrderNumber, ...]) -> list[Json]:
    found, running = await cases.by_numbers(tx, numbers), await clocks.of_orders(tx, numbers)
    names = await NameBook.read(tx, active_book(visit))
    unheld = [number for number in numbers if found[number].owner is None]
    births = await orders.by_numbers(tx, unheld) if unheld else {}
    held = await hands(tx, looker, numbers) if looker.crew and numbers else {}
    return [
        {
            **_row(looker, found[number], running.get(number, []), names),
            "birth": _birth(births.get(number)),
            "hand": shapes.person(held.get(number), names),
        }
        for number in numbers
    ]


def _birth(order: WorkOrder | None) -> Json | None:
    """How the call of an order that nobody owns yet ended; null for others."""
    if order is None or order.call is None:
        return None
    wanted, seconds = order.callback_wanted_at is not None, order.message_seconds
    return {"state": order.state.value, "callback_wanted": wanted, "message_seconds": seconds}


def _row(looker: Looker, case: Case, running: list[RunningClock], names: NameBook) -> Json:
    loop = looker.loop
    teller = Teller(loop, lambda who: names.person(who) or who)
    next_due = next((row for row in running if row.runs), None)
    line = names.line(case.line)
    return {
        "number": case.number,
        "revision": case.revision,
        "line": case.line,
        "line_zh": line.zh,
        "line_en": line.en,
        **shapes.step(loop, case.step),
        "entered_at": instant(case.entered_at),
        "opened_at": instant(case.opened_at),
        "archived_at": instant(case.archived_at),
        **shapes.chosen(teller, case),
        "owner": shapes.person(case.owner, names),
        "follower": shapes.person(case.follower, names),
        "summary": case.form.get(SUMMARY, ""),
        "participant_name": case.form.get(PARTICIPANT, ""),
        "risk": case.risk,
        "proposed_risk": case.marks.get(Mark.PROPOSED_RISK),
        "major": case.marks.get(Mark.MAJOR, "none"),
        "listed": case.marks.get(Mark.LISTED) == "yes",
        "came_back": case.came_back,
        "rounds": case.rounds,
        "confidential": case.confidential,
        "parent": case.parent,
        "due": clock(loop, next_due) if next_due else None,
        "escalated": any(row.escalated for row in running if row.runs),
        "late": next_due is not None and next_due.due_at <= looker.now,
    }
