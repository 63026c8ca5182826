"""The whole table of decisions, and what holds for every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.decide import decide
from routing.decision import Choice, Decision, Facts, Name, Names, Reason, Staffing, Step
from schedules.answer import Because, DutyAnswer, DutyState
from schedules.rules import RoutingRules
from storage.ids import CallId, GroupId, LineId, VersionHash

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
EXPERTS, STAFF, SPARE = GroupId("yunnan-experts"), GroupId("yunnan-staff"), GroupId("guangzhou-staff")
RULES = RoutingRules(ring_seconds=20, last_group_seconds=300, when_undecided=SPARE)
NO_SPARE = RoutingRules(ring_seconds=20, last_group_seconds=300, when_undecided=None)

READY, BUSY, EMPTY = Staffing(2, 1, 1), Staffing(2, 0, 0), Staffing(0, 0, 0)
ASLEEP = Staffing(1, 1, 0)
"""Signed in and free, but the phone cannot ring."""


def facts(
    state: DutyState,
    staffing: Mapping[GroupId, Staffing] | None,
    groups: tuple[GroupId, ...] = (EXPERTS, STAFF),
) -> Facts:
    on_duty = groups if state is DutyState.OPEN else ()
    duty = DutyAnswer(LineId("yunnan"), state, on_duty, "a-rule", None, None, assumed=False, version=VersionHash("ab"))
    names = Names(Name("云南", "Yunnan"), {EXPERTS: Name("专家", "experts"), STAFF: Name("客服", "service staff")})
    said = Because("日历如是说。", "so says the calendar.")
    return Facts(CallId("n1-1.0"), LineId("yunnan"), Choice.PRESSED, "3", NOW, duty, said, names, staffing)


def steps(decision: Decision) -> list[tuple[GroupId, int]]:
    return [(step.group, step.seconds) for step in decision.plan]


BOTH = [(EXPERTS, 20), (STAFF, 300)]
ONLY_STAFF = [(STAFF, 300)]


@pytest.mark.parametrize(
    ("experts", "staff", "reason", "plan"),
    [
        (READY, READY, Reason.ON_DUTY, BOTH),
        (READY, BUSY, Reason.ON_DUTY, BOTH),
        (READY, EMPTY, Reason.ON_DUTY, [(EXPERTS, 300)]),
        (BUSY, READY, Reason.OVERFLOW_NOBODY_READY, ONLY_STAFF),
        (BUSY, BUSY, Reason.ON_DUTY, BOTH),
        (BUSY, EMPTY, Reason.ON_DUTY, [(EXPERTS, 300)]),
        (EMPTY, READY, Reason.OVERFLOW_NOBODY_READY, ONLY_STAFF),
        (EMPTY, BUSY, Reason.OVERFLOW_NOBODY_READY, ONLY_STAFF),
        (EMPTY, EMPTY, Reason.NOBODY_SIGNED_IN, []),
        (ASLEEP, READY, Reason.OVERFLOW_NOBODY_READY, ONLY_STAFF),
        (ASLEEP, EMPTY, Reason.ON_DUTY, [(EXPERTS, 300)]),
    ],
)
def test_an_open_line_rings_from_the_first_group_that_can_ring_somebody(
    experts: Staffing, staff: Staffing, reason: Reason, plan: list[tuple[GroupId, int]]
) -> None:
    decision = decide(facts(DutyState.OPEN, {EXPERTS: experts, STAFF: staff}), RULES)
    assert (decision.reason, steps(decision)) == (reason, plan)
    assert decision.group == (plan[0][0] if plan else None)


def test_where_asterisk_could_not_be_asked_all_groups_stand_in_the_plan() -> None:
    decision = decide(facts(DutyState.OPEN, None), RULES)
    assert (decision.reason, steps(decision)) == (Reason.ON_DUTY, BOTH)


def test_a_group_that_asterisk_did_not_count_is_not_rung() -> None:
    decision = decide(facts(DutyState.OPEN, {STAFF: READY}), RULES)
    assert (decision.reason, steps(decision)) == (Reason.OVERFLOW_NOBODY_READY, ONLY_STAFF)


@pytest.mark.parametrize("staffing", [None, {}, {EXPERTS: READY, STAFF: READY, SPARE: READY}])
def test_a_closed_line_rings_nobody_whoever_is_there(staffing: Mapping[GroupId, Staffing] | None) -> None:
    decision = decide(facts(DutyState.CLOSED, staffing), RULES)
    assert (decision.state, decision.reason, decision.plan) == (DutyState.CLOSED, Reason.CLOSED, ())


@pytest.mark.parametrize(
    ("rules", "staffing", "reason", "plan"),
    [
        (RULES, None, Reason.UNDECIDED_GROUP, [(SPARE, 300)]),
        (RULES, {SPARE: READY}, Reason.UNDECIDED_GROUP, [(SPARE, 300)]),
        (RULES, {SPARE: BUSY}, Reason.UNDECIDED_GROUP, [(SPARE, 300)]),
        (RULES, {SPARE: EMPTY}, Reason.UNDECIDED_MESSAGE, []),
        (RULES, {}, Reason.UNDECIDED_MESSAGE, []),
        (NO_SPARE, None, Reason.UNDECIDED_MESSAGE, []),
        (NO_SPARE, {SPARE: READY}, Reason.UNDECIDED_MESSAGE, []),
    ],
)
def test_an_undecided_line_goes_to_the_named_group_or_to_the_offer(
    rules: RoutingRules, staffing: Mapping[GroupId, Staffing] | None, reason: Reason, plan: list[tuple[GroupId, int]]
) -> None:
    decision = decide(facts(DutyState.UNDECIDED, staffing), rules)
    assert (decision.state, decision.reason, steps(decision)) == (DutyState.UNDECIDED, reason, plan)


def test_the_decision_says_what_it_was_made_from() -> None:
    decision = decide(facts(DutyState.OPEN, None), RULES)
    assert (decision.line, decision.rule, decision.version, decision.instant) == ("yunnan", "a-rule", "ab", NOW)


groups = st.sampled_from([GroupId(f"line-{letter}") for letter in "abcde"])
counts = st.integers(0, 3)
any_facts = st.builds(
    Facts,
    call=st.just(CallId("n1-1.0")),
    line=st.just(LineId("line")),
    choice=st.sampled_from(Choice),
    key=st.text(max_size=3),
    instant=st.just(NOW),
    duty=st.builds(
        DutyAnswer,
        line=st.just(LineId("line")),
        state=st.sampled_from(DutyState),
        groups=st.lists(groups, unique=True, max_size=4).map(tuple),
        rule=st.text(max_size=5),
        since=st.none(),
        until=st.none(),
        assumed=st.booleans(),
        version=st.none(),
    ),
    duty_because=st.builds(Because, st.text(max_size=9), st.text(max_size=9)),
    names=st.builds(Names, st.builds(Name, st.text(), st.text()), st.dictionaries(groups, st.builds(Name, st.text()))),
    staffing=st.none() | st.dictionaries(groups, st.builds(Staffing, counts, counts, counts)),
)
any_rules = st.builds(
    RoutingRules,
    ring_seconds=st.integers(5, 120),
    last_group_seconds=st.integers(121, 3_600),
    when_undecided=st.none() | groups,
)


@settings(max_examples=30)
@given(any_facts, any_rules)
def test_every_decision_is_made_and_holds_together(facts: Facts, rules: RoutingRules) -> None:
    decision = decide(facts, rules)
    assert all(isinstance(step, Step) for step in decision.plan)
    rung = [step.group for step in decision.plan]
    if facts.duty.state is DutyState.OPEN:
        assert rung == [group for group in facts.duty.groups if group in rung]  # on duty, in their order, once
    else:
        assert set(rung) <= {rules.when_undecided}
    assert [step.seconds for step in decision.plan[:-1]] == [rules.ring_seconds] * (len(rung) - 1 if rung else 0)
    assert not rung or decision.plan[-1].seconds == rules.last_group_seconds
    if facts.staffing is not None:
        assert all(facts.staffing[group].logged > 0 for group in rung)
    assert decision.because.zh.endswith("。")
    assert decision.because.en.endswith(".")
