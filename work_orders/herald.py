"""Tells people of deeds that make an order theirs: it came to them, came back, is listed, waits for their word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from notices.notice import Kind, Notice
from notices.tell import tell
from schedules.answer import Because as Words
from schedules.times import local
from schedules.working_time.words import en_time, zh_time
from storage.database import Transaction
from storage.ids import PersonId
from work_orders.case.case import Acting, Case, Entry
from work_orders.case.measures import given_to, shortened
from work_orders.case.relation import listed
from work_orders.case.words import MEASURE_GIVEN, RISK_MOVED
from work_orders.clock.bell import Ground
from work_orders.clock.people_of import people_of
from work_orders.loop.loop import Actor, ClockId, Input, Loop, Mark
from work_orders.loop.risk import RiskId

ASKED = "asked"
_OF_DEPARTMENTS = frozenset({Actor.UNIT, Actor.CO_UNIT, Actor.HEAD})
_TOLD_OF_LISTING = frozenset({Actor.HEAD, Actor.DISPATCHER, Actor.MANAGER, Actor.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class News:
    """Something to be told of one deed, and to whom."""

    kind: Kind
    people: frozenset[PersonId]
    words: Words
    at_any_hour: bool = False


class Herald:
    """``work_orders.case.means.Herald``. ``ground`` is asked at each deed; None while no duty version is in force."""

    def __init__(self, ground: Callable[[], Ground | None]) -> None:
        self._ground = ground

    async def __call__(self, tx: Transaction, before: Case | None, after: Case, entry: Entry) -> None:
        ground = self._ground()
        if ground is None:
            return
        for number, news in enumerate(news_of(ground, before, after, entry), 1):
            deed = f"{entry.what}/{entry.inputs['clock']}" if entry.what == RISK_MOVED else entry.what
            key = f"{after.number}/{after.revision}/{deed}/{number}"
            zh, en = f"工单 {after.number} {news.words.zh}", f"Order {after.number}: {news.words.en}"
            notice = Notice(key, news.kind, after.number, zh, en, entry.at, news.at_any_hour)
            await tell(tx, notice, news.people, ground.notices)


def news_of(ground: Ground, before: Case | None, after: Case, entry: Entry) -> Iterator[News]:
    """What this deed is to others. Whoever did it knows already, and nobody hears of it twice. Pure."""
    heard: set[PersonId] = {entry.who} if entry.who else set()
    moved = entry.what == RISK_MOVED  # told once for each clock; of the deed itself its own entry tells
    found = _moved(ground, after, entry) if moved else _all_news(ground.loop, ground.staff, before, after)
    if Input.MEASURES.value in entry.inputs:
        found = chain(_of_measures(entry.inputs[Input.MEASURES.value]), found)
    if entry.what == MEASURE_GIVEN:
        found = _given(ground.staff, entry)
    for news in found:
        people = news.people - heard
        heard |= people
        if people:
            yield replace(news, people=people)


def _moved(ground: Ground, after: Case, entry: Entry) -> Iterator[News]:
    """A deadline that another level of risk moved: for whoever would be late."""
    clock = ground.loop.clocks[ClockId(entry.inputs["clock"])]
    was, now = (local(datetime.fromisoformat(entry.inputs[name])) for name in ("before", "after"))
    words = Words(
        f"风险等级调整，“{clock.names.zh}”时限由 {zh_time(was)} 改为 {zh_time(now)}",
        f"the risk changed: “{clock.names.en}” is now due {en_time(now)} instead of {en_time(was)}",
    )
    yield News(Kind.MOVED, people_of(ground.loop, ground.staff, {clock.whose}, after), words)


def _all_news(loop: Loop, staff: Sequence[Acting], before: Case | None, after: Case) -> Iterator[News]:
    def those(*actors: Actor) -> frozenset[PersonId]:
        return people_of(loop, staff, actors, after)

    if listed(after) and not (before and listed(before)):
        yield News(Kind.LISTED, those(*_TOLD_OF_LISTING), Words("已挂牌督办", "listed for supervision"))
    if after.marks.get(Mark.MAJOR) == ASKED and not (before and before.marks.get(Mark.MAJOR) == ASKED):
        words = Words("申请重大研判，请确认", "asked to be taken as major; please confirm or decline")
        yield News(Kind.ASSIGNED, those(Actor.DISPATCHER), words)
    yield from _of_risk(loop, staff, before, after)
    yield from _taken_back(loop, staff, before, after)
    step = loop.steps[after.step]
    if step.by is None or after.parent is not None:
        return
    came = before is None or before.step != after.step
    if came and after.came_back:
        words = Words(f"被退回，请办理：{step.names.zh}", f"sent back; yours is: {step.names.en}")
        yield News(Kind.RETURNED, those(step.by), words)
    words = Words(f"待您办理：{step.names.zh}", f"yours is: {step.names.en}")
    if came and step.by is not Actor.DISPATCHER:  # whose board shows what waits for them all
        yield News(Kind.ASSIGNED, those(step.by), words)
    if before is not None and after.holder and (before.holder, before.unit) != (after.holder, after.unit):
        yield News(Kind.ASSIGNED, those(Actor.UNIT), words)
    if before is not None and set(after.co_units) - set(before.co_units):
        asked = Words("请协助办理", "please contribute to its handling")
        yield News(Kind.ASSIGNED, those(Actor.CO_UNIT), asked)
    yield from _persons(before, after, words)


def _of_risk(loop: Loop, staff: Sequence[Acting], before: Case | None, after: Case) -> Iterator[News]:
    """It came to a higher level; or to another department that has to know of its level; or a higher one is asked."""
    if before is None:
        return
    risk = loop.risk(after.risk)
    words = Words(f"风险等级为“{risk.names.zh}”，请关注", f"its risk is “{risk.names.en}”; please see to it")
    new_here = risk.tell & _OF_DEPARTMENTS if after.unit not in {None, before.unit} else frozenset[Actor]()
    told = risk.tell if loop.rank(after.risk) > loop.rank(before.risk) else new_here
    if told:
        yield News(Kind.RISK, people_of(loop, staff, told, after), words, risk.at_any_hour)
    wanted = after.marks.get(Mark.PROPOSED_RISK)
    if wanted and wanted != before.marks.get(Mark.PROPOSED_RISK):
        names = loop.risk(RiskId(wanted)).names
        asks = Words(
            f"申请将风险等级上调为“{names.zh}”，请审定",
            f"asked to be taken as of risk “{names.en}”; please decide",
        )
        yield News(Kind.ASSIGNED, people_of(loop, staff, {Actor.DISPATCHER}, after), asks)


def _taken_back(loop: Loop, staff: Sequence[Acting], before: Case | None, after: Case) -> Iterator[News]:
    """No department has it any more: for those who had it, and who were asked to contribute."""
    if before is None or before.unit is None or after.unit is not None:
        return
    had = {Actor.UNIT, Actor.CO_UNIT} if before.co_units else {Actor.UNIT}
    words = Words("派单已收回，无需再办理", "its dispatch was taken back; nothing is left for you to do")
    yield News(Kind.TAKEN_BACK, people_of(loop, staff, had, before), words)


def _of_measures(text: str) -> Iterator[News]:
    """A review gave somebody something to do: each hears of all that is theirs at once."""
    for person, theirs in given_to(text).items():
        first, several = theirs[0], len(theirs) > 1
        mine = f"yours are {len(theirs)} measures" if several else "yours is a measure"
        words = Words(
            f"有 {len(theirs)} 项改进措施由您负责，{first.due} 前须完成：{shortened(first.what)}",
            f"{mine} of its review; by {first.due}: {shortened(first.what)}",
        )
        yield News(Kind.MEASURE, frozenset({person}), words)


def _given(staff: Sequence[Acting], entry: Entry) -> Iterator[News]:
    """A measure has another owner: for whoever has it now, and for whoever had it and is still here."""
    what, day = shortened(entry.inputs["measure"]), entry.inputs["day"]
    now, before = PersonId(entry.inputs["owner"]), PersonId(entry.inputs["owner_before"])
    yours = Words(f"改进措施改由您负责，{day} 前须完成：{what}", f"a measure is yours from now on; by {day}: {what}")
    yield News(Kind.MEASURE, frozenset({now}), yours)
    others = Words(f"改进措施已改由他人负责，您无需再办理：{what}", f"a measure of yours went to somebody else: {what}")
    yield News(Kind.MEASURE, frozenset(one.id for one in staff if one.id == before), others)


def _persons(before: Case | None, after: Case, words: Words) -> Iterator[News]:
    """Who was named: the new owner, the follow-up agent."""
    if before is not None and after.owner and before.owner != after.owner:
        taken = Words("首问责任已移交给您", "its ownership was handed over to you")
        yield News(Kind.ASSIGNED, frozenset({after.owner}), taken)
    if before is not None and after.follower and before.follower != after.follower:
        yield News(Kind.ASSIGNED, frozenset({after.follower}), words)
