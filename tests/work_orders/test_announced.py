"""What other systems are told of orders: ids, numbers and instants, whatever anybody said or is called."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from notices.hooks.event import Event, EventId, body_of
from storage.ids import OrderNumber, PersonId, UnitId
from tests.reference import reference_loop
from tests.work_orders.clock_cases import at
from tests.work_orders.desk_cases import Walk, a_case
from tests.work_orders.desk_people import DISPATCHER, OWNER
from work_orders.announced import became, changed, clock_told, moved, opened
from work_orders.case.case import Case, Entry
from work_orders.case.words import NOTED
from work_orders.clock.agenda import Kind
from work_orders.clock.clock import Basis, RunningClock
from work_orders.loop.loop import ClockId, FieldId, Mark
from work_orders.loop.risk import RiskId

LOOP, NOON = reference_loop(), at("12:00")
SAID = "王小明 13812345678 投诉内容"
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00")
IDS = {*LOOP.steps, *LOOP.categories, *LOOP.matters, *LOOP.clocks, *LOOP.risks, "yunnan"}
NUMBERS = re.compile(r"(/api/v1/orders/)?YN-20261123-\d{4}")
ALWAYS = {"order", "line", "revision", "step", "confidential", "category", "matter", "merged_into", "url"}


def body(event: Event) -> dict[str, Any]:
    return dict(json.loads(body_of(EventId("evt_1"), event.type, event.at, event.data)))


def a_full_case(**more: object) -> Case:
    """Everything that can be said about an order is said, and is private."""
    facts: dict[str, object] = {
        "owner": PersonId(SAID),
        "follower": PersonId(SAID),
        "unit": UnitId(SAID),
        "holder": UnitId(SAID),
        "co_units": (UnitId(SAID),),
        "lay_with": frozenset({UnitId(SAID)}),
        "outside_number": SAID,
        "participant": SAID,
        "form": dict.fromkeys(map(FieldId, LOOP.fields), SAID),
        "sealed_form": SAID.encode(),
        "marks": dict.fromkeys(Mark, SAID),
        "result": SAID,
        "reply": SAID,
        "not_accepted": SAID,
        "contributions": {UnitId(SAID): SAID},
    }
    return a_case(**(facts | more))


CASES = st.builds(
    a_full_case,
    step=st.sampled_from(sorted(LOOP.steps)),
    category=st.sampled_from([None, *LOOP.categories]),
    matter=st.sampled_from([None, *LOOP.matters]),
    confidential=st.booleans(),
    parent=st.sampled_from([None, OrderNumber("YN-20261123-0001")]),
    archived_at=st.sampled_from([None, NOON]),
    risk=st.sampled_from(sorted(LOOP.risks)),
    revision=st.integers(0, 99),
    came_back=st.booleans(),
)


def a_clock(case: Case, clock: str) -> RunningClock:
    basis = Basis(SAID, SAID, NOON)  # type: ignore[arg-type] # of which nothing is told
    return RunningClock(case.number, ClockId(clock), 1, case.line, basis, NOON, NOON, NOON + timedelta(hours=1))


@given(CASES, CASES, st.sampled_from(sorted(LOOP.clocks)), st.sampled_from(Kind))
def test_nothing_that_anybody_said_or_is_called_leaves_the_house(
    before: Case, after: Case, clock: str, kind: Kind
) -> None:
    row = a_clock(after, clock)
    changes = {"category": (SAID, SAID), "form.summary": (SAID, SAID)}
    saved = Entry(after.number, 1, NOON, PersonId(SAID), NOTED, before.step, after.step, {"x": SAID}, changes)
    told = [
        *(opened(after, NOON), *became(before, after, NOON), clock_told(after, row, kind, NOON)),
        *(*changed(LOOP.first, after, [saved]), *moved(after, [row], [replace(row, due_at=NOON)], NOON)),
    ]
    for event in told:
        said = body(event)
        assert SAID not in json.dumps(said, ensure_ascii=False)
        assert set(said["data"]) >= ALWAYS
        for value in (*said["data"].values(), said["timestamp"]):
            known = value is None or isinstance(value, bool | int | list) or value in IDS
            assert known or INSTANT.fullmatch(value) or NUMBERS.fullmatch(value), value
        if after.confidential:
            hidden = {said["data"].get(name) for name in ("category", "matter", "risk", "risk_before")}
            assert (hidden, said["data"].get("changed")) == ({None}, None)
        else:
            assert said["data"].get("changed", []) in ([], ["category", "form.summary"])


def test_an_order_moves_once_for_each_step_and_ends_in_the_archive() -> None:
    walk = Walk(LOOP).handled()
    steps = [(one.step_before, one.step_after) for one in walk.entries if one.step_before != one.step_after]
    case, told = a_case(), list[tuple[str, object, str]]()
    for before, after in steps:
        (event,) = became(replace(case, step=before or case.step), replace(case, step=after), NOON)
        told.append((event.type, event.data["step_before"], str(event.data["step"])))
    assert told == [("order.moved", before, after) for before, after in steps]
    (last,) = became(walk.case, replace(walk.case, step=LOOP.end, archived_at=NOON), NOON)
    assert (last.type, last.data["step"]) == ("order.archived", LOOP.end)


def test_a_change_that_leaves_an_order_where_it_is_is_nothing_to_others() -> None:
    case = a_full_case()
    assert list(became(case, replace(case, revision=9, result="x"), NOON)) == []


def test_a_form_is_told_of_once_it_was_passed_on() -> None:
    walk = Walk(LOOP).filled_in()
    assert list(changed(LOOP.first, walk.case, walk.entries)) == []
    walk.must(OWNER, "pass_on")
    walk.fills(DISPATCHER, category="complaint", form={"summary": "结算有误"})
    (event,) = changed(LOOP.first, walk.case, walk.entries[-1:])
    assert (event.type, event.data["changed"]) == ("order.changed", ("category", "form.summary"))


def test_a_level_of_risk_and_a_deadline_are_told_with_what_they_were() -> None:
    case = a_case(risk="low", step="handle")
    (event,) = became(case, replace(case, risk=RiskId("high")), NOON)
    assert (event.type, event.data["risk_before"], event.data["risk"]) == ("order.risk", "low", "high")
    row, other = a_clock(case, "handle"), a_clock(case, "whole")
    (event,) = moved(case, [row, other], [replace(row, due_at=NOON), other], NOON)
    assert (event.type, event.data["clock"]) == ("clock.moved", "handle")
    assert (event.data["due_before"], event.data["due_at"]) == (
        "2026-11-23T13:00:00+08:00",
        "2026-11-23T12:00:00+08:00",
    )
