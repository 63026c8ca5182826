"""Who is to be called about their orders, and when: the list of follow-ups (回访)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from schedules.times import clock as clock_words
from schedules.times import local
from storage.ids import OrderNumber, PersonId
from web.errors import not_allowed, not_found
from web.names import NumberBook
from web.shapes import Json, instant
from web.visit import LONGEST_ID, Visit
from web.work import shapes
from web.work.clocks import clock
from web.work.order import LOOKERS, Desk
from work_orders import store as orders
from work_orders.case import store as cases
from work_orders.case.case import Case
from work_orders.case.relation import may, relations, sees
from work_orders.clock import store as clocks
from work_orders.clock.clock import RunningClock
from work_orders.clock.hours import LINE
from work_orders.follow_up import store
from work_orders.follow_up.attempts import last_attempt, may_give_up
from work_orders.follow_up.deeds import handing_over
from work_orders.follow_up.drawing import next_planned
from work_orders.follow_up.fate import Fate, fate, waits
from work_orders.follow_up.store import Whose
from work_orders.follow_up.visits import ToCall, calls, may_call, next_chance, try_again
from work_orders.loop.follow_up import FollowUp
from work_orders.loop.loop import FieldId, Input, Mark
from work_orders.order import WorkOrder

MINE, ALL = "mine", "all"
MOST = 500  # orders on one list
SUMMARY, PARTICIPANT = FieldId("summary"), FieldId("participant_name")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the list is made of, read at once."""

    desk: Desk
    rules: FollowUp
    cases: Mapping[OrderNumber, Case]
    births: Mapping[OrderNumber, WorkOrder]
    clocks: Mapping[OrderNumber, list[RunningClock]]
    drawn: frozenset[OrderNumber]
    now: datetime


async def listed(visit: Visit) -> web.Response:
    """My calls, or everybody's for those who oversee them, grouped by whom to call."""
    services = visit.house.services
    async with services.db.reading() as tx:
        desk = await Desk.opened(visit, tx)
        rules = desk.means.loop.follow_up
        if rules is None:
            raise not_found("本热线不作回访。", "This hotline makes no follow-up calls.")
        numbers = await store.waiting(tx, desk.means.loop, _whose(desk), limit=MOST)
        facts = _Facts(
            desk,
            rules,
            await cases.by_numbers(tx, numbers),
            await orders.by_numbers(tx, numbers),
            await clocks.of_orders(tx, numbers),
            await store.drawn(tx, numbers),
            services.now(),
        )
        loads = await store.loads(tx, desk.means.loop) if oversees(desk) else {}
    return web.json_response({**_rules(facts), **_lists(facts), "loads": _loads(desk, loads)})


def oversees(desk: Desk) -> bool:
    return desk.by.is_dispatcher or desk.by.is_supervisor or desk.by.is_manager


def _whose(desk: Desk) -> Whose:
    asked = desk.visit.query("of") or MINE
    if asked == MINE:
        return Whose(desk.by.id, desk.by.lines if desk.by.is_agent else frozenset())
    if not oversees(desk):
        raise not_allowed()
    return Whose() if asked == ALL else Whose(PersonId(asked[:LONGEST_ID]))


def _rules(facts: _Facts) -> Json:
    desk, rules, now = facts.desk, facts.rules, facts.now
    return {
        "now": instant(now),
        "hours": [{"start": clock_words(span.start), "end": clock_words(span.end)} for span in rules.hours],
        "may_call": may_call(rules.hours, now),
        "next_chance": instant(next_chance(rules.hours, now)),
        "attempts": rules.most_attempts,
        "apart_minutes": int(rules.apart.total_seconds() // 60),
        "next_draw": instant(next_planned(rules, now)),
        "shift_end": instant(_shift_end(desk, now)),
        "oversees": oversees(desk),
    }


def _shift_end(desk: Desk, now: datetime) -> datetime | None:
    """When this person's lines are relieved, or close for today; None for whoever answers none, or none more today."""
    ends = []
    for line in desk.by.lines:
        hours = desk.means.hours(LINE, line)
        on_duty = [one.until for one in hours.of_day(local(now).date()) if one.on_duty]
        ends += [end for end in (hours.shift_end(now) or max(on_duty, default=None),) if end is not None]
    return max(ends, default=None)


def _lists(facts: _Facts) -> Json:
    loop, by = facts.desk.means.loop, facts.desk.by
    seen = [case for case in facts.cases.values() if sees(loop, case, by) and waits(loop, case)]
    drawing = [one for one in seen if fate(loop, one) is Fate.TO_DRAW and one.number not in facts.drawn]
    left = {one.number for one in drawing}
    found = calls(_to_call(facts, one) for one in seen if one.number not in left)
    return {
        "calls": [
            {
                "due_at": instant(call.due_at),
                "orders": [_order(facts, facts.cases[one.number], one) for one in call.orders],
            }
            for call in found
        ],
        "undrawn": [_order(facts, one, _to_call(facts, one)) for one in drawing],
    }


def _to_call(facts: _Facts, case: Case) -> ToCall:
    birth, running = facts.births.get(case.number), _running(facts, case)
    caller = birth.caller.key if birth and birth.caller else None
    return ToCall(
        number=case.number,
        follower=case.follower,
        caller=caller or (f"participant {case.participant}" if case.participant else None),
        due_at=running.due_at if running else None,
        attempts=case.count(Mark.ATTEMPTS),
        last_attempt_at=last_attempt(case),
    )


def _running(facts: _Facts, case: Case) -> RunningClock | None:
    return next((row for row in facts.clocks.get(case.number, ()) if row.runs), None)


def _order(facts: _Facts, case: Case, call: ToCall) -> Json:
    desk, loop = facts.desk, facts.desk.means.loop
    teller, running, birth = desk.teller, _running(facts, case), facts.births.get(case.number)
    line, number = desk.names.line(case.line), NumberBook(desk.means.vault)
    outcome = case.marks.get(Mark.LAST_OUTCOME, "")
    return {
        "number": case.number,
        "revision": case.revision,
        "line": case.line,
        "line_zh": line.zh,
        "line_en": line.en,
        **shapes.chosen(teller, case),
        "owner": shapes.person(case.owner, desk.names),
        "follower": shapes.person(case.follower, desk.names),
        "summary": case.form.get(SUMMARY, ""),
        "participant_name": case.form.get(PARTICIPANT, ""),
        "answer": case.reply or case.result,
        "number_masked": str(number.of_order(birth)) if birth else "",
        "contacts": _contacts(facts, case),
        "may_look": not relations(loop, case, desk.by).isdisjoint(LOOKERS),
        "attempts": call.attempts,
        "last_attempt_at": instant(call.last_attempt_at),
        "last_outcome": shapes.words(teller.value(Input.OUTCOME, outcome)) if outcome else None,
        "may_give_up": may_give_up(loop, case),
        "try_again_at": instant(_again(facts, call)),
        "drawn": case.number in facts.drawn,
        "dissatisfied": case.count(Mark.DISSATISFIED),
        "listed": case.marks.get(Mark.LISTED) == "yes",
        "due": clock(loop, running) if running else None,
        "late": running is not None and running.due_at <= facts.now,
        "may_give": handing_over(loop, case, desk.by) is not None,
        "may_demand": desk.by.is_agent and case.line in desk.by.lines,
        "actions": [shapes.action(loop, one, case, desk.by) for one in may(loop, case, desk.by)],
    }


def _contacts(facts: _Facts, case: Case) -> list[Json]:
    """The telephone numbers of the form, masked."""
    means, loop = facts.desk.means, facts.desk.means.loop
    private = means.private_of(case)
    phones = [one for one in loop.fields.values() if one.kind == "phone" and private.get(one.id)]
    return [{"field": one.id, **shapes.named(one.names), "masked": shapes.veiled(private[one.id])} for one in phones]


def _again(facts: _Facts, call: ToCall) -> datetime | None:
    """When to try again; None before the first attempt, and when enough were made."""
    left = facts.rules.most_attempts - call.attempts
    if call.last_attempt_at is None or left < 1:
        return None
    return try_again(facts.rules.hours, call.last_attempt_at, call.due_at, left)


def _loads(desk: Desk, loads: Mapping[PersonId, int]) -> Sequence[Json]:
    named = [{**(shapes.person(who, desk.names) or {}), "open": count} for who, count in loads.items()]
    return sorted(named, key=lambda one: (-one["open"], one["id"]))
