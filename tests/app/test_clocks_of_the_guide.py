"""The table of the service guide, part three (1): every clock of the reference loop, beside every category that has it.

An order of Monday, 23 November 2026, answered at 10:00, spoken about until 10:02 and taken on a minute at a time from
10:06, is left lying where the clock runs, or done with a minute before it runs out. Engine, clocks, bell and notices
work together on one database, with the people of the reference files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from notices.tables import screen_notices
from storage.database import Database
from storage.ids import OrderNumber
from tests.app.desk_twin import DeskTwin
from tests.work_orders.clock_cases import at
from work_orders.case.case import Case
from work_orders.clock import store as clocks
from work_orders.clock.clock import RunningClock
from work_orders.loop.loop import ClockId, Mark

MINUTE = timedelta(minutes=1)
MAJOR = "handle, major"

DUE = {
    # clock           inquiry        complaint      suggestion     from → term, as the guide has it
    "fill":          ("11-23 10:32", "11-23 10:32", "11-23 10:32"),  # the conversation's end → 30 min
    "review":        ("11-23 11:06", "11-23 11:06", "11-23 11:06"),  # passing on → 1 h
    "contact":       ("",            "11-24 18:00", ""),             # the dispatch → – / 1 working day / –
    "handle":        ("11-24 18:00", "11-26 18:00", "11-24 18:00"),  # the dispatch → 1 / 3 / 1 working days
    MAJOR:           ("11-25 18:00", "11-30 18:00", ""),             # the dispatch → 2 / 5 working days / –
    "reply_review":  ("11-23 11:09", "11-23 11:09", "11-23 11:09"),  # the reply → 1 h
    "follow_up":     ("11-24 18:00", "11-24 18:00", "11-24 18:00"),  # the approval → 1 working day
    "whole":         ("11-26 18:00", "12-02 18:00", "11-26 18:00"),  # the answer → 3 / 7 / 3 working days
}  # fmt: skip
OF_RISK = {"progress", "risk_review"}  # not the guide's: tests/work_orders/test_risk_clocks.py
CATEGORIES = ("inquiry", "complaint", "suggestion")

OWNER, FOLLOWER, DISPATCHERS = "yn-staff-1", "yn-staff-2", ("dispatcher-1", "dispatcher-2")
UNIT, SUPERVISOR = ("trading-1", "trading-head"), ("supervisor",)


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a clock tells. The head of the department is one of it, and hears a thing once."""

    starts: str
    walked: int
    """Steps of the way before it runs."""
    done_by: tuple[str, ...]
    ahead: timedelta
    whose: tuple[str, ...]
    escalated: tuple[tuple[timedelta, tuple[str, ...]], ...]
    """So long after it ran out, to whom besides."""


NOW, HALF_AN_HOUR, FOUR_HOURS = timedelta(), timedelta(minutes=30), timedelta(hours=4)
TOLD = {
    "fill": Told("10:02", 0, ("pass_on",), 10 * MINUTE, (OWNER,), ((NOW, DISPATCHERS), (HALF_AN_HOUR, SUPERVISOR))),
    "review": Told("10:06", 1, ("assign",), 15 * MINUTE, DISPATCHERS, ((NOW, SUPERVISOR),)),
    "contact": Told("10:07", 3, ("contacted",), 120 * MINUTE, UNIT, ((NOW, DISPATCHERS),)),
    "handle": Told("10:07", 3, ("reply",), 120 * MINUTE, UNIT, ((NOW, DISPATCHERS), (FOUR_HOURS, SUPERVISOR))),
    "reply_review": Told("10:09", 4, ("approve_reply",), 15 * MINUTE, DISPATCHERS, ((NOW, SUPERVISOR),)),
    "follow_up": Told(
        "10:10", 5, ("satisfied",), 120 * MINUTE, (FOLLOWER,), ((NOW, DISPATCHERS), (FOUR_HOURS, SUPERVISOR))
    ),
    "whole": Told("10:00", 5, ("satisfied",), FOUR_HOURS, DISPATCHERS, ((NOW, SUPERVISOR),)),
}

SCORES = {"service_score": "1", "handling_score": "2"}
DEEDS: dict[str, tuple[str, dict[str, str]]] = {
    "pass_on": (OWNER, {}),
    "assign": ("dispatcher-1", {"unit": "trading", "risk": "low"}),
    "accept": ("trading-1", {}),
    "contacted": ("trading-1", {"result": "已电话说明"}),
    "ask_major": ("trading-1", {"reason": "涉及面广"}),
    "confirm_major": ("dispatcher-2", {}),
    "reply": ("trading-1", {"reply": "已核对，更正如下。"}),
    "send_back_reply": ("dispatcher-1", {"reason": "答复不完整"}),
    "approve_reply": ("dispatcher-2", {"person": FOLLOWER}),
    "refuse_dispatch": ("trading-1", {"reason": "应由结算部办理"}),
    "satisfied": (FOLLOWER, SCORES),
    "dissatisfied": (FOLLOWER, {**SCORES, "reason": "问题依旧"}),
    "dissatisfied_again": (FOLLOWER, {**SCORES, "reason": "仍未解决"}),
    "not_reached": (FOLLOWER, {"outcome": "no_answer"}),
    "archive_unreached": (FOLLOWER, {"reason": "多次无人接听"}),
    "unlist": ("supervisor", {"reason": "已当面解决"}),
}
WAY = ("pass_on", "assign", "accept", "reply", "approve_reply")
FORMS = {
    "inquiry": {"summary": "交易规则何时生效"},
    "complaint": {
        "participant_name": "昆明某售电公司",
        "caller_name": "王女士",
        "contact_phone": "13812345678",
        "summary": "对清分结果有异议",
        "description": "十月清分电量与计量不符。",
    },
    "suggestion": {"summary": "公告可否订阅", "proposal": "请提供公告的邮件订阅。"},
}


def cells() -> Iterator[tuple[str, str, str]]:
    """Clock, category, when it is due."""
    for clock, dues in DUE.items():
        for category, due in zip(CATEGORIES, dues, strict=True):
            if due:
                yield clock, category, due


CELLS = [pytest.param(*cell, id=f"{cell[0]}-{cell[1]}") for cell in cells()]


@dataclass
class Walk:
    """One order, taken on a minute at a time."""

    desk: DeskTwin
    number: OrderNumber

    async def does(self, *actions: str) -> Case | None:
        case = None
        for action in actions:
            await self.desk.until(self.desk.now + MINUTE)
            who, inputs = DEEDS[action]
            case = await self.desk.does(who, self.number, action, **inputs)
        return case

    async def rows(self, clock: str) -> list[RunningClock]:
        async with self.desk.db.reading() as tx:
            return [row for row in await clocks.of_order(tx, self.number) if row.clock == clock]

    async def heard(self, clock: str) -> list[tuple[str, datetime, str]]:
        """All that anybody at all was told of this clock: what, when, who."""
        told = screen_notices.c
        said = f"“{self.desk.loops.loop.clocks[ClockId(clock)].names.zh}”"
        async with self.desk.db.reading() as tx:
            found = await tx.execute(select(told.kind, told.at, told.person).where(told.zh.contains(said)))
            return sorted(map(tuple, found))


@pytest.fixture
async def desk(db: Database, config: Path) -> DeskTwin:
    twin = DeskTwin(db, config, at("10:05"))
    await twin.start()
    return twin


async def an_order(desk: DeskTwin, category: str) -> Walk:
    walk = Walk(desk, await desk.called())
    await desk.fills(OWNER, walk.number, category, **FORMS[category])
    return walk


async def lying(desk: DeskTwin, clock: str, category: str) -> Walk:
    """It has come to where this clock runs."""
    walk = await an_order(desk, category)
    await walk.does(*WAY[: TOLD[clock.partition(",")[0]].walked])
    if clock == MAJOR:
        await walk.does("ask_major", "confirm_major")
    return walk


def told(kind: str, when: datetime, people: Iterable[str]) -> list[tuple[str, datetime, str]]:
    return [(kind, when, person) for person in people]


@pytest.mark.parametrize(("cell", "category", "due"), CELLS)
async def test_left_lying_it_warns_once_runs_out_once_and_is_escalated_to_exactly_these(
    desk: DeskTwin, cell: str, category: str, due: str
) -> None:
    walk, clock, end = await lying(desk, cell, category), cell.partition(",")[0], at(f"2026-{due}")
    rule = TOLD[clock]
    await desk.until(end + timedelta(hours=5))
    (row,) = await walk.rows(clock)
    assert (row.basis.asked_at, row.due_at, row.ended_at) == (at(rule.starts), end, None)
    expected = told("warning", end - rule.ahead, rule.whose) + told("breach", end, rule.whose)
    expected += [one for after, people in rule.escalated for one in told("escalation", end + after, people)]
    assert await walk.heard(clock) == sorted(expected)


@pytest.mark.parametrize(("cell", "category", "due"), CELLS)
async def test_done_a_minute_before_it_is_met_and_nobody_hears_more_than_the_warning(
    desk: DeskTwin, cell: str, category: str, due: str
) -> None:
    walk, clock, end = await lying(desk, cell, category), cell.partition(",")[0], at(f"2026-{due}")
    rule = TOLD[clock]
    await desk.until(end - 2 * MINUTE)
    await walk.does(*rule.done_by)
    (row,) = await walk.rows(clock)
    assert (row.ended_at, row.met) == (end - MINUTE, True)
    await desk.until(end + timedelta(hours=5))
    assert await walk.heard(clock) == sorted(told("warning", end - rule.ahead, rule.whose))


def test_the_table_names_every_clock_that_the_loop_starts_by_itself(desk: DeskTwin) -> None:
    loop = desk.loops.loop
    starts = {one.id for one in loop.clocks.values() if not one.starts_with} - OF_RISK
    assert {clock.partition(",")[0] for clock in DUE} == starts
    for clock, dues in DUE.items():
        known = loop.clocks[ClockId(clock.partition(",")[0])]
        terms = known.major_terms if clock == MAJOR else known.terms
        assert {one for one, due in zip(CATEGORIES, dues, strict=True) if due} == set(terms) & set(CATEGORIES), clock


# -- 挂牌督办 · listed for supervision


async def listed(desk: DeskTwin) -> Walk:
    """Dissatisfied for the second time, at 10:20: the deadline is close of business on Wednesday."""
    walk = await an_order(desk, "inquiry")
    await walk.does(*WAY, "dissatisfied", "reply", "approve_reply")
    assert await walk.rows("supervision") == []
    await desk.until(at("10:19"))
    case = await walk.does("dissatisfied_again")
    assert case is not None
    assert case.marks[Mark.LISTED] == "yes"
    return walk


END_OF_SUPERVISION = at("2026-11-25 18:00")


async def test_supervision_warns_the_head_and_is_escalated_to_supervisor_and_market_management(desk: DeskTwin) -> None:
    walk = await listed(desk)
    await desk.until(END_OF_SUPERVISION + timedelta(hours=5))
    (row,) = await walk.rows("supervision")
    assert (row.started_at, row.due_at, row.ended_at) == (at("10:20"), END_OF_SUPERVISION, None)
    assert await walk.heard("supervision") == sorted(
        [
            ("warning", at("2026-11-25 14:00"), "trading-head"),
            ("breach", END_OF_SUPERVISION, "trading-head"),
            ("escalation", END_OF_SUPERVISION, "supervisor"),
            ("escalation", END_OF_SUPERVISION, "market-manager"),
        ]
    )


async def test_supervision_outlasts_whatever_sends_the_order_back(desk: DeskTwin) -> None:
    walk = await listed(desk)
    way = ("reply", "send_back_reply", "reply", "approve_reply", "dissatisfied_again", "refuse_dispatch", "assign")
    for action in way:
        await walk.does(action)
        (row,) = await walk.rows("supervision")
        assert (row.round, row.started_at, row.due_at, row.ended_at) == (1, at("10:20"), END_OF_SUPERVISION, None)


@pytest.mark.parametrize(
    ("way", "archived"),
    [
        (("reply", "approve_reply", "satisfied"), True),
        (("unlist",), False),
        (("reply", "approve_reply", "unlist"), False),
        (("reply", "approve_reply", *("not_reached",) * 3, "archive_unreached"), True),
    ],
    ids=lambda way: "-".join(way) if isinstance(way, tuple) else None,
)
@pytest.mark.parametrize("late", [False, True])
async def test_supervision_ends_with_what_stops_it(
    desk: DeskTwin, way: tuple[str, ...], archived: bool, late: bool
) -> None:
    walk = await listed(desk)
    if late:
        await desk.until(END_OF_SUPERVISION)
    for action in way:
        if action == "not_reached":
            await desk.until(desk.now + HALF_AN_HOUR)
        (row,) = await walk.rows("supervision")
        assert row.ended_at is None, f"before {action}"
        case = await walk.does(action)
    (row,) = await walk.rows("supervision")
    assert (row.ended_at, row.met) == (desk.now, not late)
    assert case is not None
    assert (case.archived_at is not None) is archived
    before = await walk.heard("supervision")
    await desk.until(at("2026-12-04 18:00"))
    assert await walk.heard("supervision") == before


async def test_an_order_taken_off_the_list_is_listed_anew_when_they_are_dissatisfied_once_more(desk: DeskTwin) -> None:
    walk = await listed(desk)
    await walk.does("unlist", "reply", "approve_reply", "dissatisfied_again")
    assert [(row.round, row.ended_at is None) for row in await walk.rows("supervision")] == [(1, False), (2, True)]
