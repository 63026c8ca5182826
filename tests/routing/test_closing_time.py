"""What becomes of callers who wait when the line closes: how long each group has, who comes then, how it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.because import because
from routing.decide import decide
from routing.decision import Choice, Closing, Facts, Name, Names, Reason, Step
from routing.duty import Duty
from schedules.answer import Because, DutyAnswer, DutyState
from schedules.rules import RoutingRules
from schedules.times import ZONE
from storage.ids import CallId, GroupId, LineId
from tests.reference import night_book

CLOSES = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
EXPERTS, STAFF = GroupId("yunnan-experts"), GroupId("yunnan-staff")
RULES = RoutingRules(ring_seconds=20, last_group_seconds=300, when_undecided=None)
NAMES = Names(Name("云南", "Yunnan"), {EXPERTS: Name("专家", "experts"), STAFF: Name("客服", "service staff")})
OFFER, TO_STAFF = Closing(CLOSES, None), Closing(CLOSES, Step(STAFF, 300))


@pytest.fixture(scope="module")
def duty() -> Duty:
    return Duty(night_book())


def facts(left: float, closing: Closing | None = OFFER, after: int | None = None) -> Facts:
    """Of an open line, so many seconds before it closes."""
    instant = CLOSES - timedelta(seconds=left)
    line, said = LineId("yunnan"), Because("由专家应答。", "Experts answer.")
    answer = DutyAnswer(line, DutyState.OPEN, (EXPERTS, STAFF), "rule", None, None, assumed=False, version=None)
    answer = replace(answer, after=after)
    return Facts(CallId("n1-1.0"), line, Choice.PRESSED, "3", instant, answer, said, NAMES, None, closing)


def plan(one: Facts) -> list[tuple[GroupId, int]]:
    return [(step.group, step.seconds) for step in decide(one, RULES).plan]


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (3_600, [(EXPERTS, 20), (STAFF, 300)]),
        (320, [(EXPERTS, 20), (STAFF, 300)]),
        (319.5, [(EXPERTS, 20), (STAFF, 300)]),
        (100, [(EXPERTS, 20), (STAFF, 80)]),
        (20, [(EXPERTS, 20)]),
        (5, [(EXPERTS, 5)]),
        (0.2, [(EXPERTS, 1)]),
    ],
)
def test_the_plan_has_no_more_seconds_than_the_line_is_open(left: float, expected: list[tuple[GroupId, int]]) -> None:
    assert plan(facts(left)) == expected


def test_those_who_are_served_at_closing_time_wait_as_ever() -> None:
    assert plan(facts(5, closing=None)) == [(EXPERTS, 20), (STAFF, 300)]


def test_the_rosters_own_seconds_take_the_place_of_the_general_ones() -> None:
    assert plan(facts(3_600, after=7)) == [(EXPERTS, 7), (STAFF, 300)]
    assert plan(facts(10, after=7)) == [(EXPERTS, 7), (STAFF, 3)]


def test_what_an_exception_announces_is_part_of_the_decision() -> None:
    told = facts(3_600)
    told = replace(told, duty=replace(told.duty, say=("notice",)))
    assert decide(told, RULES).say == ("notice",)


@pytest.mark.parametrize(
    ("closing", "zh", "en"),
    [
        (
            OFFER,
            "；18:00 停止服务时仍未接通的，提供回拨或留言。",
            " If still waiting when the line closes at 18:00, a callback or a message is offered.",
        ),
        (
            TO_STAFF,
            "；18:00 停止服务时仍未接通的，转客服。",
            " If still waiting when the line closes at 18:00, to service staff.",
        ),
    ],
)
def test_it_is_said_of_callers_whom_it_can_befall(closing: Closing, zh: str, en: str) -> None:
    near, far = decide(facts(60, closing), RULES), decide(facts(3_600, closing), RULES)
    assert near.because.zh.endswith(f"由专家应答{zh}")
    assert near.because.en.endswith(f"Experts answer.{en}")
    assert "停止服务" not in far.because.zh
    assert near.closing == far.closing == closing, "the dialplan counts the seconds itself, from when it rings"


def test_a_call_that_nobody_takes_has_no_closing_time() -> None:
    nobody = replace(facts(60), staffing={})
    assert decide(nobody, RULES).closing is None
    assert "停止服务" not in because(nobody, Reason.NOBODY_SIGNED_IN, ()).zh


@given(left=st.floats(0.001, 10_000), after=st.none() | st.integers(5, 120))
def test_nobody_is_rung_after_the_closing_and_the_first_always(left: float, after: int | None) -> None:
    cut, whole = plan(facts(left, after=after)), plan(facts(left, closing=None, after=after))
    assert 1 <= len(cut) <= len(whole)
    assert sum(seconds for _, seconds in cut) < left + 1
    assert all(seconds <= longer for (_, seconds), (_, longer) in zip(cut, whole, strict=False))
    assert [group for group, _ in cut] == [group for group, _ in whole[: len(cut)]]


@pytest.mark.parametrize(
    ("line", "at", "closes", "group"),
    [
        ("yunnan", "2026-11-27 11:58", "2026-11-27 12:00", "yunnan-staff"),
        ("yunnan", "2026-11-27 14:00", "2026-11-27 18:00", "yunnan-staff"),
        ("yunnan", "2026-11-29 23:00", "2026-11-30 06:00", "yunnan-staff"),
        ("guizhou", "2026-11-23 14:00", "2026-11-23 15:00", None),  # an emergency closing is a closing
        ("guizhou", "2026-11-24 14:00", None, None),  # a line that never closes
        ("yunnan", "2026-11-28 13:00", None, None),  # closed already
        ("hainan", "2026-11-23 17:59", None, None),  # who waits there is served
    ],
)
def test_the_roster_says_when_and_to_whom(
    duty: Duty, line: str, at: str, closes: str | None, group: str | None
) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    found = duty.closing(duty.book.state_at(LineId(line), instant), instant)
    if closes is None:
        assert found is None
        return
    assert found is not None
    assert found.at == datetime.fromisoformat(closes).replace(tzinfo=ZONE)
    assert (found.step.group if found.step else None) == group
