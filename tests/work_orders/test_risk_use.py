"""Risk in the database: level, clocks and history in one transaction; boards, samples, the measures of a review."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.database import Database
from storage.ids import OrderNumber
from storage.vault import Vault
from tests.reference import reference_book
from tests.work_orders.desk_people import AGENTS, DISPATCHER, LEAD, MANAGER, OWNER, PEOPLE, STRANGER, YUNNAN, someone
from tests.work_orders.test_use import Office, Openings
from work_orders.board import store as board
from work_orders.board.shown.store import Looker
from work_orders.board.views import Question, View
from work_orders.case import store
from work_orders.case.case import Acting, Case, Entry
from work_orders.case.means import Means
from work_orders.case.refusal import Refused
from work_orders.case.words import RISK_MOVED
from work_orders.clock.hours import DutyHours
from work_orders.follow_up import store as follow_up
from work_orders.loop.loop import CategoryId, Loop
from work_orders.measures import store as measures
from work_orders.measures.store import KeptMeasure
from work_orders.measures.use import Doing, finish

MEASURES = [
    {"what": "增加监控", "person": "lead", "due": "2026-12-31"},
    {"what": "改规程", "person": "stranger", "due": "2026-12-01"},
]
REVIEW = {"cause": "负载均衡异常", "evaluation": "恢复及时", "measures": json.dumps(MEASURES)}
SATISFIED = {"service_score": "1", "handling_score": "1"}


@pytest.fixture
def office(db: Database, opening: Openings, loop: Loop) -> Office:
    hours = DutyHours(reference_book(), loop.calendars)
    vault = Vault(b"a secret of thirty-two bytes, yes")
    return Office(db, Means(loop, hours, vault, AGENTS, {YUNNAN: "YN"}, people=PEOPLE), opening)


async def done(office: Office, who: Acting, number: OrderNumber, action: str, **inputs: str) -> Case:
    outcome = await office.does(who, number, (await office.case(number)).revision, action, **inputs)
    assert isinstance(outcome, Case), outcome
    return outcome


async def assigned(office: Office, **risk: str) -> OrderNumber:
    number = await office.passed_on()
    await done(office, DISPATCHER, number, "assign", unit="platform", **risk)
    return number


async def reviewed(office: Office) -> OrderNumber:
    """Of high risk from the dispatch to its review."""
    number = await assigned(office, risk="high")
    await done(office, LEAD, number, "accept")
    await done(office, LEAD, number, "reply", reply="已恢复。")
    await done(office, DISPATCHER, number, "approve_reply", person="owner")
    await done(office, OWNER, number, "satisfied_at_risk", **SATISFIED)
    return number


async def entries(office: Office, number: OrderNumber) -> tuple[Entry, ...]:
    async with office.db.reading() as tx:
        return await store.entries_of(tx, number)


async def listed(office: Office, who: Acting, view: View) -> list[str]:
    async with office.db.reading() as tx:
        looker = Looker(who, office.means.loop, office.now)
        return list((await board.find(tx, looker, Question(view=view))).numbers)


async def test_a_level_moves_clocks_and_the_history_says_so_in_the_same_revision(office: Office) -> None:
    number = await assigned(office)
    assert "progress" not in await office.running(number)
    case = await done(office, DISPATCHER, number, "set_risk", new_risk="high", reason="影响结算")
    told = [(entry.what, entry.who, entry.revision) for entry in (await entries(office, number))[-1:]]
    assert told == [("set_risk", DISPATCHER.id, case.revision)], "an inquiry has a day anyway: no deadline moved"
    assert {"handle", "progress"} <= (await office.running(number)).keys()
    await done(office, DISPATCHER, number, "set_risk", new_risk="low", reason="已排除")
    assert "progress" not in await office.running(number)


async def test_a_complaints_deadline_moves_and_moves_back(office: Office) -> None:
    number = await assigned(office)
    revision = (await office.case(number)).revision
    assert isinstance(await office.fills(DISPATCHER, number, revision, category="complaint"), Case)
    await done(office, DISPATCHER, number, "set_risk", new_risk="high", reason="影响结算")
    *_, deed, moved = await entries(office, number)
    assert (deed.what, moved.what, moved.inputs["clock"]) == ("set_risk", RISK_MOVED, "handle")
    assert moved.inputs["after"] < moved.inputs["before"]
    await done(office, DISPATCHER, number, "set_risk", new_risk="medium", reason="已缓解")
    back = [entry.inputs for entry in await entries(office, number) if entry.what == RISK_MOVED][-2:]
    assert {one["clock"] for one in back} == {"handle", "progress"}


async def test_the_boards_show_what_is_of_high_risk_or_may_be(office: Office) -> None:
    number = await assigned(office)
    assert await listed(office, DISPATCHER, View.URGENT) == []
    await done(office, LEAD, number, "propose_risk", higher_risk="high", reason="又有两家反映")
    assert await listed(office, DISPATCHER, View.URGENT) == [number]
    await done(office, DISPATCHER, number, "decline_risk", reason="影响有限")
    assert await listed(office, DISPATCHER, View.URGENT) == []


async def test_what_waits_for_its_review_is_on_a_board_of_its_own(office: Office) -> None:
    number = await reviewed(office)
    assert await listed(office, MANAGER, View.URGENT) == [number]
    assert (
        await listed(office, MANAGER, View.TO_EVALUATE)
        == await listed(office, DISPATCHER, View.TO_EVALUATE)
        == [number]
    )
    assert await listed(office, DISPATCHER, View.TO_REVIEW) == []


async def test_open_orders_hold_their_levels_in_the_file(office: Office) -> None:
    await assigned(office, risk="medium")
    async with office.db.reading() as tx:
        assert dict((await store.in_use(tx)).risks) == {"medium": 1}


async def test_what_a_level_has_called_is_neither_drawn_nor_archived_uncalled(office: Office, loop: Loop) -> None:
    number = await assigned(office, risk="high")
    await done(office, LEAD, number, "accept")
    await done(office, LEAD, number, "reply", reply="已恢复。")
    category = loop.categories[CategoryId("inquiry")]
    for how in ("sample", "none"):
        other = replace(loop, categories={**loop.categories, category.id: replace(category, followed=how)})
        office.means = replace(office.means, loop=other)
        if how == "sample":
            await done(office, DISPATCHER, number, "approve_reply", person="owner")
        async with office.db.reading() as tx:
            assert await follow_up.undrawn(tx, other) == {}
            assert await follow_up.left_out(tx, other, limit=9) == []
    assert (await office.case(number)).archived_at is None


async def test_whoever_has_no_part_in_it_sees_no_board_of_reviews(office: Office) -> None:
    await reviewed(office)
    assert await listed(office, someone("elsewhere"), View.TO_EVALUATE) == []


async def kept(office: Office, number: OrderNumber) -> list[KeptMeasure]:
    async with office.db.reading() as tx:
        return await measures.of_order(tx, number)


async def open_ones(office: Office, who: Acting) -> list[str]:
    async with office.db.reading() as tx:
        found = await measures.open_ones(tx, Looker(who, office.means.loop, office.now), limit=9)
    return [one.what for one in found]


async def finished(office: Office, who: Acting, number: OrderNumber, measure: int, note: str = "已上线") -> object:
    office.now += timedelta(minutes=1)
    async with office.db.transaction() as tx:
        return await finish(tx, office.means, Doing(number, measure, note, who, office.now))


async def test_the_measures_of_a_review_are_followed_until_they_are_done(office: Office) -> None:
    number = await reviewed(office)
    assert await open_ones(office, DISPATCHER) == []
    case = await done(office, MANAGER, number, "write_review", **REVIEW)
    assert case.archived_at == office.now
    first, second = await kept(office, number)
    assert (first.what, first.owner, first.due.isoformat(), first.decided_at) == (
        "增加监控",
        LEAD.id,
        "2026-12-31",
        office.now,
    )
    assert await open_ones(office, DISPATCHER) == ["改规程", "增加监控"], "what is due first"
    outcome = await finished(office, LEAD, number, second.id)
    assert isinstance(outcome, Case)
    assert (outcome.revision, outcome.archived_at) == (case.revision + 1, case.archived_at)
    told = (await entries(office, number))[-1]
    assert (told.what, told.who, told.inputs) == ("measure_done", LEAD.id, {"measure": "改规程", "note": "已上线"})
    (one,) = [one for one in await kept(office, number) if one.done_at]
    assert (one.done_by, one.note, one.done_at) == (LEAD.id, "已上线", office.now)
    assert await open_ones(office, DISPATCHER) == ["增加监控"]


async def test_a_measure_is_finished_once_and_by_whom_it_concerns(office: Office) -> None:
    number = await reviewed(office)
    await done(office, DISPATCHER, number, "write_review", **REVIEW)
    first, _ = await kept(office, number)
    for who, measure, code in (
        (OWNER, first.id, "not_allowed"),
        (someone("elsewhere"), first.id, "not_seen"),
        (LEAD, 999, "no_such_measure"),
    ):
        outcome = await finished(office, who, number, measure)
        assert isinstance(outcome, Refused)
        assert outcome.code == code
    assert isinstance(await finished(office, LEAD, number, first.id, note=""), Case)
    again = await finished(office, DISPATCHER, number, first.id)
    assert isinstance(again, Refused)
    assert again.code == "no_such_measure"


async def test_open_measures_are_shown_to_whoever_sees_their_order(office: Office) -> None:
    number = await reviewed(office)
    await done(office, DISPATCHER, number, "write_review", **REVIEW)
    assert await open_ones(office, OWNER) == await open_ones(office, LEAD) == ["改规程", "增加监控"]
    assert await open_ones(office, someone("elsewhere")) == []


async def test_whoever_owns_a_measure_sees_it_and_says_that_it_was_done_without_seeing_the_order(
    office: Office,
) -> None:
    number = await reviewed(office)
    await done(office, DISPATCHER, number, "write_review", **REVIEW)
    theirs, mine = await kept(office, number)
    assert await open_ones(office, STRANGER) == ["改规程"]
    refused = await finished(office, STRANGER, number, theirs.id)
    assert isinstance(refused, Refused)
    assert refused.code == "not_seen"
    assert isinstance(await finished(office, STRANGER, number, mine.id), Case)
    assert await open_ones(office, STRANGER) == []
