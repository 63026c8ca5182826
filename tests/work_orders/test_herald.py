"""Who hears of a deed: those whose turn it is, who were named, who have to know. Never who did it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notices import store as notices
from notices.notice import Kind
from notices.settings import NoticeSettings
from storage.database import Database
from storage.ids import PersonId, UnitId
from tests.reference import reference_book, reference_loop
from tests.work_orders.bell_house import STAFF
from tests.work_orders.clock_cases import TRADING, an_order, at
from work_orders.case.case import Case, Entry
from work_orders.clock.bell import Ground
from work_orders.clock.hours import DutyHours
from work_orders.herald import Herald, news_of
from work_orders.loop.loop import Mark, StepId

LOOP = reference_loop()
GROUND = Ground(LOOP, DutyHours(reference_book(), LOOP.calendars), STAFF, NoticeSettings())
FILLED = an_order(at("10:00"))


def entry(case: Case, who: str, what: str = "assign") -> Entry:
    return Entry(case.number, case.revision, at("10:00"), PersonId(who), what, None, case.step)


def step(case: Case, name: str, **more: object) -> Case:
    return replace(case, step=StepId(name), revision=case.revision + 1, **more)  # type: ignore[arg-type]


REVIEWED = step(FILLED, "review")
DISPATCHED = step(REVIEWED, "accept", unit=TRADING, holder=TRADING)
HANDLED = step(DISPATCHED, "handle")
NOBODYS: dict[str, object] = {"unit": None, "holder": None, "co_units": ()}


@pytest.mark.parametrize(
    ("before", "after", "who", "told"),
    [
        (FILLED, REVIEWED, "yn-staff-1", []),  # the dispatchers' board shows it
        (REVIEWED, DISPATCHED, "dispatcher", [("assigned", {"trader", "trading-head"}, "待您办理：接派单")]),
        (DISPATCHED, HANDLED, "trader", [("assigned", {"trading-head"}, "待您办理：处置并回单")]),
        (REVIEWED, step(REVIEWED, "fill", came_back=True), "dispatcher", [("returned", {"yn-staff-1"}, "被退回")]),
        (DISPATCHED, step(DISPATCHED, "review", came_back=True), "trader", [("returned", {"dispatcher"}, "被退回")]),
        (HANDLED, replace(HANDLED, owner=PersonId("yn-staff-2")), "yn-staff-1", [("assigned", {"yn-staff-2"}, "移交")]),
        (
            step(HANDLED, "reply_review"),
            step(HANDLED, "follow_up", follower=PersonId("yn-staff-2")),
            "dispatcher",
            [("assigned", {"yn-staff-2"}, "待您办理：回访")],
        ),
        (
            step(HANDLED, "follow_up"),
            step(HANDLED, "handle", came_back=True, marks={Mark.LISTED: "yes"}),
            "yn-staff-1",
            [("listed", {"trading-head", "dispatcher", "supervisor"}, "挂牌督办"), ("returned", {"trader"}, "被退回")],
        ),
        (HANDLED, replace(HANDLED, marks={Mark.MAJOR: "asked"}), "trader", [("assigned", {"dispatcher"}, "重大研判")]),
        (HANDLED, replace(HANDLED, co_units=(UnitId("market"),)), "dispatcher", [("assigned", {"supervisor"}, "协助")]),
        (HANDLED, replace(HANDLED, result="…"), "trader", []),
        (
            HANDLED,
            step(HANDLED, "review", **NOBODYS),
            "dispatcher",
            [("taken_back", {"trader", "trading-head"}, "收回")],
        ),
        (
            replace(DISPATCHED, unit=UnitId("market"), holder=UnitId("market"), co_units=(TRADING,)),
            step(DISPATCHED, "review", **NOBODYS),
            "dispatcher",
            [("taken_back", {"supervisor", "trader", "trading-head"}, "无需再办理")],  # nobody works in the first
        ),
        (FILLED, step(FILLED, "archived", archived_at=at("10:30")), "yn-staff-1", []),
    ],
)
def test_who_hears_what(before: Case, after: Case, who: str, told: list[tuple[str, set[str], str]]) -> None:
    found = list(news_of(GROUND, before, after, entry(after, who)))
    assert [(news.kind.value, set(news.people)) for news in found] == [(kind, people) for kind, people, _ in told]
    assert all(words in news.words.zh for news, (_, _, words) in zip(found, told, strict=True))


async def test_a_deed_is_told_once_however_often_it_is_told(db: Database) -> None:
    herald = Herald(lambda: GROUND)
    for _ in range(2):
        async with db.transaction() as tx:
            await herald(tx, REVIEWED, DISPATCHED, entry(DISPATCHED, "dispatcher"))
    async with db.reading() as tx:
        (shown,) = await notices.of_person(tx, PersonId("trader"), limit=9)
    assert (shown.kind, shown.zh) == (Kind.ASSIGNED, "工单 YN-20261123-0007 待您办理：接派单")


async def test_without_a_duty_version_nobody_is_told(db: Database) -> None:
    async with db.transaction() as tx:
        await Herald(lambda: None)(tx, REVIEWED, DISPATCHED, entry(DISPATCHED, "dispatcher"))
    async with db.reading() as tx:
        assert await notices.of_person(tx, PersonId("trader"), limit=9) == []
