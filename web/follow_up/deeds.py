"""What is done to follow-ups besides the loop's actions: handing over, new demands; and the samples that were drawn."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from storage.ids import OrderNumber, PersonId
from web.errors import bad_request, not_allowed, not_found
from web.follow_up.calls import oversees
from web.shapes import Json, instant
from web.visit import LONGEST_ID, Visit
from web.work import shapes
from web.work.acting import required_book
from web.work.callers import caller_list, callers_for
from web.work.order import Desk, working
from web.work.outcome import settled
from work_orders.case import store as cases
from work_orders.case.clean import clean
from work_orders.case.inputs import LONGEST
from work_orders.case.refusal import Refused, Stale
from work_orders.case.relation import sees
from work_orders.case.use import Seen
from work_orders.follow_up import store
from work_orders.follow_up.deeds import Giving, NewDemand, enter_demand, hand_over
from work_orders.follow_up.people import proposed
from work_orders.follow_up.sample import stands
from work_orders.follow_up.store import Handover, KeptSample
from work_orders.loop.loop import Input

MOST_GIVEN = 100  # orders handed over at once
KEPT_IN_SIGHT = timedelta(days=7)  # hand-overs
SAMPLES, HANDOVERS = 14, 50  # rows shown
LONGEST_REVISION = 9  # digits


async def colleagues(visit: Visit) -> web.Response:
    """Who could call about an order. ``leaving=yes``: instead of whoever asks, their relief first."""
    number, leaving = OrderNumber(visit.query("number") or ""), visit.query("leaving") == "yes"
    async with visit.house.services.db.reading() as tx:
        desk = await Desk.opened(visit, tx)
        case = await cases.by_number(tx, number)
        if case is None or not sees(desk.means.loop, case, desk.by):
            raise not_found()
        after = desk.by.id if leaving else None
        found = await callers_for(
            tx, desk.means.loop, required_book(visit.house), case, visit.house.services.now(), after=after
        )
    first = proposed(found, None if leaving else case.owner)
    return web.json_response({"people": caller_list(found), "proposed": first})


async def give(visit: Visit) -> web.Response:
    """Hand follow-ups over to a colleague, all or none."""
    body = await visit.body("orders", "person", "reason")
    named = body.texts_by_name("orders", most=MOST_GIVEN, longest=LONGEST_REVISION)
    reason = clean(body.text("reason", most=2_000), longest=LONGEST[Input.REASON], lines=True)
    if not named or not isinstance(reason, str) or not reason:
        raise bad_request("请选择工单并填写移交理由。", "Choose orders and say why they are handed over.")
    person = PersonId(body.text("person", most=LONGEST_ID))
    seen = [Seen(OrderNumber(number), _revision(text)) for number, text in named.items()]
    async with working(visit) as desk:
        giving = Giving(seen, person, reason, desk.by, visit.house.services.now())
        outcome = await hand_over(desk.tx, desk.means, giving)
        if isinstance(outcome, Refused | Stale):
            settled(outcome, desk.teller)  # raises, so that nothing of it stays
    return await handovers(visit)


async def handovers(visit: Visit) -> web.Response:
    """What I gave or was given these days; those who oversee the calls see all."""
    services = visit.house.services
    async with services.db.reading() as tx:
        desk = await Desk.opened(visit, tx)
        whose = None if oversees(desk) else desk.by.id
        found = await store.handovers_of(tx, whose, services.now() - KEPT_IN_SIGHT, limit=HANDOVERS)
        told = [_handover(desk, one) for one in found]
    return web.json_response({"handovers": told})


async def demand(visit: Visit) -> web.Response:
    """A new order for what somebody asked for while they were called about this one."""
    body = await visit.body("revision", "summary")
    summary = clean(body.text("summary", most=2_000), longest=LONGEST[Input.REASON])
    if not isinstance(summary, str) or not summary:
        raise bad_request("请填写新诉求的摘要。", "Say in a line what they want.")
    async with working(visit) as desk:
        case = await cases.by_number(desk.tx, desk.number)
        if case is not None and (not desk.by.is_agent or case.line not in desk.by.lines):
            raise not_allowed()
        seen = Seen(desk.number, body.number("revision"))
        new = NewDemand(seen, summary, desk.by, visit.house.services.now())
        made = settled(await enter_demand(desk.tx, desk.means, new), desk.teller)
        return web.json_response(await desk.page(made), status=201)


async def samples(visit: Visit) -> web.Response:
    """The latest draws, each drawn again to see whether it stands."""
    async with visit.house.services.db.reading() as tx:
        found = await store.latest_samples(tx, limit=SAMPLES)
    return web.json_response({"samples": [_sample(one) for one in found]})


def _revision(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise bad_request("版本号有误。", "A revision is a whole number.")
    return int(text)


def _handover(desk: Desk, one: Handover) -> Json:
    return {
        "at": instant(one.at),
        "who": shapes.person(one.who, desk.names),
        "to": shapes.person(one.to, desk.names),
        "reason": one.reason,
        "numbers": list(one.numbers),
    }


def _sample(one: KeptSample) -> Json:
    return {
        "day": one.sample.day.isoformat(),
        "drawn_at": instant(one.drawn_at),
        "share": one.sample.share,
        "candidates": len(one.sample.candidates),
        "drawn": list(one.sample.drawn),
        "seed": one.sample.seed,
        "stands": stands(one.sample),
    }
