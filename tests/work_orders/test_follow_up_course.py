"""Attempts that count, orders that nobody calls, and the second dissatisfaction, on the reference loop. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from schedules.answer import Because as Words
from tests.work_orders.desk_cases import MORNING, Walk, a_case
from tests.work_orders.desk_people import DISPATCHER, FITTER, OWNER
from work_orders.case.case import Case
from work_orders.case.refusal import Refused
from work_orders.follow_up.attempts import last_attempt
from work_orders.follow_up.fate import Fate, archived, fate, waits
from work_orders.loop.loop import CategoryId, Condition, Input, Loop, Mark, StepId
from work_orders.loop.read import FILE, loop_of

INQUIRY = CategoryId("inquiry")
HALF_AN_HOUR = timedelta(minutes=30)
BAD_NPS = Refused("bad_input", {"nps": Words("请从列表中选择。", "Choose one of the list.")})
CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def at_follow_up(loop: Loop) -> Walk:
    return Walk(loop).to_follow_up()


def fails(walk: Walk, outcome: str = "no_answer", after: timedelta = HALF_AN_HOUR) -> None:
    walk.now += after
    walk.must(OWNER, "not_reached", outcome=outcome)


def test_nobody_is_given_up_before_all_attempts_were_made(at_follow_up: Walk) -> None:
    for made in range(3):
        refused = at_follow_up.does(OWNER, "archive_unreached", reason="多次无人接听")
        assert isinstance(refused, Refused)
        assert (refused.code, at_follow_up.case.count(Mark.ATTEMPTS)) == ("attempts_left", made)
        fails(at_follow_up)
    assert at_follow_up.must(OWNER, "archive_unreached", reason="多次无人接听").archived_at == at_follow_up.now


def test_the_dispatcher_is_held_to_the_attempts_as_well(at_follow_up: Walk) -> None:
    refused = at_follow_up.does(DISPATCHER, "archive_unreached", reason="不必再打")
    assert isinstance(refused, Refused)
    assert refused.code == "attempts_left"


def test_attempts_in_a_row_count_as_one_and_are_told_all_the_same(at_follow_up: Walk) -> None:
    fails(at_follow_up)
    first = last_attempt(at_follow_up.case)
    for _ in range(3):
        fails(at_follow_up, "busy", after=timedelta(minutes=5))
    assert at_follow_up.case.count(Mark.ATTEMPTS) == 1
    assert last_attempt(at_follow_up.case) == first
    assert [entry.inputs["outcome"] for entry in at_follow_up.entries[-4:]] == ["no_answer", "busy", "busy", "busy"]


def test_whoever_does_not_want_to_talk_is_not_called_again(at_follow_up: Walk) -> None:
    fails(at_follow_up, "unwilling")
    assert at_follow_up.must(OWNER, "archive_unreached", reason="拒绝回访").marks[Mark.REACHED] == "no"


def test_each_follow_up_counts_its_own_attempts(at_follow_up: Walk) -> None:
    fails(at_follow_up)
    at_follow_up.must(OWNER, "dissatisfied", service_score="2", handling_score="4", reason="仍有差错")
    at_follow_up.must(FITTER, "reply", reply="已重新核对。")
    at_follow_up.must(DISPATCHER, "approve_reply", person="colleague")
    assert at_follow_up.case.count(Mark.ATTEMPTS) == 0
    assert last_attempt(at_follow_up.case) is None


def test_the_second_dissatisfaction_lists_the_order_whatever_the_action_says(loop: Loop) -> None:
    plain = replace(loop.actions[next(one for one in loop.actions if one == "dissatisfied")], when=Condition())
    own = replace(loop, actions={**loop.actions, plain.id: plain})
    walk = Walk(own).to_follow_up().as_it_is(marks={Mark.DISSATISFIED: "1"})
    case = walk.must(OWNER, "dissatisfied", service_score="2", handling_score="5", reason="仍未解决")
    assert (case.count(Mark.DISSATISFIED), case.marks[Mark.LISTED]) == (2, "yes")


def test_the_first_dissatisfaction_lists_nothing(at_follow_up: Walk) -> None:
    case = at_follow_up.must(OWNER, "dissatisfied", service_score="2", handling_score="4", reason="仍有差错")
    assert case.marks.get(Mark.LISTED, "no") == "no"


def test_where_nps_is_wanted_whoever_was_reached_is_asked_and_may_leave_it() -> None:
    told = (CONFIG / FILE).read_text("utf-8")
    wanted = loop_of(told.replace("  nps: false", "  nps: true"))
    asking = {action.id for action in wanted.actions.values() if Input.NPS in action.asks}
    assert asking == {"satisfied", "satisfied_at_risk", "dissatisfied", "dissatisfied_again"}
    assert not any(Input.NPS in action.asks for action in loop_of(told).actions.values())
    walk = Walk(wanted).to_follow_up()
    assert walk.does(OWNER, "satisfied", service_score="1", handling_score="1", nps="11") == BAD_NPS
    walk.must(OWNER, "satisfied", service_score="1", handling_score="1", nps="9")
    assert walk.entries[-1].inputs["nps"] == "9"
    Walk(wanted).to_follow_up().must(OWNER, "satisfied", service_score="1", handling_score="1")


def followed(loop: Loop, how: str) -> Loop:
    """The same loop with inquiries followed up so."""
    inquiry = replace(loop.categories[INQUIRY], followed=how)
    return replace(loop, categories={**loop.categories, INQUIRY: inquiry})


def waiting(**more: object) -> Case:
    return a_case(**({"step": StepId("follow_up"), "category": INQUIRY} | more))


@pytest.mark.parametrize(("how", "expected"), [("all", "called"), ("sample", "to_draw"), ("none", "archived")])
def test_the_category_says_who_is_called(loop: Loop, how: str, expected: str) -> None:
    assert fate(followed(loop, how), waiting()) is Fate(expected)


@pytest.mark.parametrize(
    "more", [{"risk": "high"}, {"marks": {Mark.LISTED: "yes"}}, {"marks": {Mark.DISSATISFIED: "1"}}]
)
def test_of_sampled_categories_some_are_called_in_any_case(loop: Loop, more: dict[str, object]) -> None:
    assert fate(followed(loop, "sample"), waiting(**more)) is Fate.CALLED


@pytest.mark.parametrize("how", ["all", "sample", "none"])
def test_a_level_of_risk_that_asks_for_it_is_called_whatever_the_category_says(loop: Loop, how: str) -> None:
    assert fate(followed(loop, how), waiting(risk="high")) is Fate.CALLED


def test_an_order_without_a_category_is_called(loop: Loop) -> None:
    assert fate(followed(loop, "none"), waiting(category=None)) is Fate.CALLED


def test_what_was_merged_waits_for_nothing(loop: Loop) -> None:
    assert waits(loop, waiting())
    assert not waits(loop, waiting(parent="YN-20261123-0001"))
    assert not waits(loop, waiting(step=StepId("handle")))


def test_the_engine_archives_with_an_entry_of_its_own(loop: Loop) -> None:
    case = waiting(revision=4)
    after, entry = archived(loop, case, "not_in_sample", MORNING, day="2026-11-23")
    assert (after.step, after.archived_at, after.revision) == (loop.end, MORNING, 5)
    assert (entry.who, entry.step_before, entry.step_after) == (None, StepId("follow_up"), loop.end)
    assert entry.inputs == {"day": "2026-11-23"}
