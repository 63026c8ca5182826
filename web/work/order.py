"""One order: its page, acting on it, filling in its form, entering one, looking at a private field."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from storage.audit import Deed, record
from storage.database import Transaction
from storage.ids import LineId, OrderNumber
from storage.looks import Look, shown_text
from web.calls import active_book
from web.errors import Refusal, bad_request, not_allowed, not_found
from web.names import NameBook
from web.shapes import Json
from web.visit import LONGEST_ID, Body, Visit
from web.work import shapes
from web.work.acting import acting, means, required_book
from web.work.callers import callers_for, propose
from web.work.clocks import clock_list
from web.work.empty import warn_of_empty
from web.work.measure import measure, with_owners
from web.work.outcome import refusal, settled
from work_orders.attachments import store as attachments
from work_orders.attachments.use import may_attach
from work_orders.case import store, use
from work_orders.case.birth import NewOrder
from work_orders.case.case import Acting, Attempt, Case
from work_orders.case.enter import enter
from work_orders.case.form import FormChange, may_edit, may_settle
from work_orders.case.kinship import MERGERS
from work_orders.case.means import Means, unsealed
from work_orders.case.refusal import Refused
from work_orders.case.relation import may, names_follower, relations, sees
from work_orders.case.told import Teller
from work_orders.case.use import Seen
from work_orders.clock.people_of import staff_of
from work_orders.loop.loop import ActionId, Actor, FieldId
from work_orders.measures import store as measures
from work_orders.measures.use import may_finish

WITHIN_S = 5.0
FORBIDDEN = 403
MOST_BYTES = 128 * 1024  # of a form, or a reply
LONGEST_TEXT = 16_000  # characters of any one value: what is allowed of each is decided where it belongs
MOST_FIELDS = 100
LOOKERS = frozenset(Actor) - {Actor.MANAGER}
"""Who may see a private field in clear: whoever has to do with the order, and says why."""
SHORTEST_WHY, LONGEST_WHY = 2, 100  # characters


@dataclass(frozen=True, slots=True)
class Desk:
    """What a request on an order is answered with."""

    visit: Visit
    tx: Transaction
    means: Means
    by: Acting
    names: NameBook

    @classmethod
    async def opened(cls, visit: Visit, tx: Transaction) -> Desk:
        names = await NameBook.read(tx, active_book(visit))
        by = acting(visit.person, required_book(visit.house))
        return cls(visit, tx, means(visit.house), by, names)

    @property
    def teller(self) -> Teller:
        return Teller(self.means.loop, lambda who: self.names.person(who) or who)

    @property
    def number(self) -> OrderNumber:
        return OrderNumber(self.visit.path("number"))

    async def after(self, case: Case) -> web.Response:
        return web.json_response(await self.page(case))

    async def page(self, case: Case) -> Json:
        """The order in its loop, for its page."""
        loop, tx = self.means.loop, self.tx
        entries = self.teller.told(await store.entries_of(tx, case.number))
        links = [
            {"number": other if one == case.number else one, "kind": kind, "grew_here": other == case.number}
            for one, other, kind in await store.links_of(tx, case.number)
        ]
        return {
            "revision": case.revision,
            "case": shapes.case(loop, case, self.names, unsealed(self.means.vault, case)),
            "actions": await self._actions(case),
            "may": self._may(case),
            "clocks": await clock_list(tx, self.visit.house, loop, case.number),
            "entries": [shapes.told_entry(one, self.teller) for one in entries],
            "links": links,
            "children": await store.children_numbers(tx, case.number),
            "measures": [
                {**measure(one, self.names), "may_finish": may_finish(loop, case, self.by, one)}
                for one in await measures.of_order(tx, case.number)
            ],
            "attachments": [shapes.attachment(one, self.names) for one in await attachments.of_order(tx, case.number)],
        }

    async def _actions(self, case: Case) -> list[Json]:
        loop, book = self.means.loop, required_book(self.visit.house)
        offered = may(loop, case, self.by)
        shown = [shapes.action(loop, one, case, self.by) for one in offered]
        warn_of_empty(loop, staff_of(book), shown)
        with_owners(shown, self.means, self.names)
        if any(names_follower(loop, one) for one in offered):
            found = await callers_for(self.tx, loop, book, case, self.visit.house.services.now())
            for one, told in zip(offered, shown, strict=True):
                propose(loop, case, one, told, found)
        return shown

    def _may(self, case: Case) -> Json:
        loop = self.means.loop
        edits = may_edit(loop, case, self.by) is None
        mine = relations(loop, case, self.by)
        return {
            "edit": edits,
            "settle": edits and may_settle(loop, case, self.by),
            "merge": case.archived_at is None and not mine.isdisjoint(MERGERS),
            "attach": may_attach(loop, case, self.by) is None,
            "look": not mine.isdisjoint(LOOKERS),
        }


async def page_of(visit: Visit, tx: Transaction, number: OrderNumber) -> Json | None:
    """The order in its loop; None where the desk has not taken it in. Raises a refusal for whom it is not."""
    case = await store.by_number(tx, number)
    if case is None:
        return None
    desk = await Desk.opened(visit, tx)
    if not sees(desk.means.loop, case, desk.by):
        raise refusal(Refused("not_seen"))
    return await desk.page(case)


async def take_in(visit: Visit, number: OrderNumber) -> None:
    """Bring an order of a call to the desk that somebody looks at before the desk has seen it."""
    services = visit.house.services
    async with services.db.transaction_within(WITHIN_S) as tx:
        await use.found(tx, means(visit.house), number, services.now())


@asynccontextmanager
async def working(visit: Visit) -> AsyncIterator[Desk]:
    """A deed's transaction. Whoever wants what is not theirs is refused, and that is recorded."""
    services = visit.house.services
    try:
        async with services.db.transaction_within(WITHIN_S) as tx:
            yield await Desk.opened(visit, tx)
    except Refusal as refused:
        if refused.status == FORBIDDEN:
            await _note(visit, refused)
        raise


async def _note(visit: Visit, refused: Refusal) -> None:
    resource = visit.request.match_info.route.resource
    pattern, number = resource.canonical if resource else "", visit.request.match_info.get("number", "")
    target = f"{visit.request.method} {pattern} {number}"
    deed = Deed(visit.house.services.now(), visit.person.id, "refused", target.strip(), {"why": refused.code})
    async with visit.house.services.db.transaction_within(WITHIN_S) as tx:
        await record(tx, deed)


async def act(visit: Visit) -> web.Response:
    body = await visit.body("revision", "inputs", most=MOST_BYTES)
    inputs = body.texts_by_name("inputs", most=MOST_FIELDS, longest=LONGEST_TEXT)
    seen = _seen(visit, body)
    async with working(visit) as desk:
        attempt = Attempt(ActionId(visit.path("action")), desk.by, visit.house.services.now(), inputs)
        return await desk.after(settled(await use.act(desk.tx, desk.means, seen, attempt), desk.teller))


async def fill_in(visit: Visit) -> web.Response:
    body = await visit.body("revision", *_FORM, most=MOST_BYTES)
    seen = _seen(visit, body)
    async with working(visit) as desk:
        return await desk.after(settled(await use.fill_in(desk.tx, desk.means, seen, _change(desk, body)), desk.teller))


async def create(visit: Visit) -> web.Response:
    body = await visit.body("line", *_FORM, most=MOST_BYTES)
    line = LineId(body.text("line", most=LONGEST_ID))
    async with working(visit) as desk:
        if not _may_enter(desk.by, line):
            raise not_allowed()
        new = NewOrder(line, desk.by, visit.house.services.now())
        made = settled(await enter(desk.tx, desk.means, new, _change(desk, body)), desk.teller)
        return web.json_response(await desk.page(made), status=201)


async def look(visit: Visit) -> web.Response:
    """One private field in clear; that it was looked at, and why, is recorded first."""
    body, services = await visit.body("field", "why"), visit.house.services
    name, why = body.text("field", most=LONGEST_ID), body.text("why", most=LONGEST_WHY).strip()
    if len(why) < SHORTEST_WHY:
        raise bad_request("请说明查看的原因。", "Say why you need it.")
    async with working(visit) as desk:
        case = await store.by_number(desk.tx, desk.number)
        if case is None:
            raise refusal(Refused("no_such_order"))
        allowed = sees(desk.means.loop, case, desk.by)
        if not allowed or relations(desk.means.loop, case, desk.by).isdisjoint(LOOKERS):
            raise not_allowed()
        if case.sealed_form is None or FieldId(name) not in desk.means.private_of(case):
            raise not_found("该字段没有内容。", "Nothing is filled in there.")
        noted = Look(services.now(), desk.by.id, f"order {case.number}", name, why)
        text = await shown_text(desk.tx, services.vault, case.sealed_form, noted)
        return web.json_response({"field": name, "value": json.loads(text or "{}").get(name, "")})


_FORM = ("category", "matter", "source", "outside_number", "participant", "confidential", "form")


def _change(desk: Desk, body: Body) -> FormChange:
    return FormChange(
        by=desk.by,
        at=desk.visit.house.services.now(),
        category=body.text_if_there("category", most=LONGEST_ID),
        matter=body.text_if_there("matter", most=LONGEST_ID),
        source=body.text_if_there("source", most=LONGEST_ID),
        outside_number=body.text_if_there("outside_number", most=LONGEST_TEXT),
        participant=body.text_if_there("participant", most=LONGEST_TEXT),
        confidential=body.flag("confidential") if body.has("confidential") else None,
        form=body.texts_by_name("form", most=MOST_FIELDS, longest=LONGEST_TEXT),
    )


def _may_enter(by: Acting, line: LineId) -> bool:
    """Agents for their own lines, dispatchers and supervisors for all."""
    return by.is_dispatcher or by.is_supervisor or (by.is_agent and line in by.lines)


def _seen(visit: Visit, body: Body) -> Seen:
    return Seen(OrderNumber(visit.path("number")), body.number("revision"))
