"""Who speaks with an order's caller, and so may see the number: by what the person is to the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.ids import LineId, OrderNumber, PersonId, UnitId
from tests.reference import reference_loop
from web.private import speaks_with_caller
from work_orders.case.case import Acting, Case
from work_orders.loop.loop import Actor, SourceId

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
LOOP = reference_loop()
UNIT = next(iter(LOOP.units))
OWNER, FOLLOWER = PersonId("yn-expert-1"), PersonId("yn-expert-2")
NOBODY = Acting(PersonId("x"), frozenset(), frozenset())
COLLEAGUE = replace(NOBODY, id=PersonId("yn-expert-3"), is_agent=True, lines=frozenset({LineId("yunnan")}))
CASE = Case(OrderNumber("YN-20261123-0001"), 1, LineId("yunnan"), LOOP.first, NOW, NOW, SourceId("phone"), owner=OWNER)
WITH_UNIT = replace(CASE, unit=UNIT, holder=UNIT)
AT_FOLLOW_UP = replace(
    WITH_UNIT, step=next(step.id for step in LOOP.steps.values() if step.by is Actor.FOLLOWER), follower=FOLLOWER
)


@pytest.mark.parametrize(
    ("case", "by", "may"),
    [
        (CASE, replace(NOBODY, id=OWNER), True),
        (CASE, replace(NOBODY, is_supervisor=True), True),
        (CASE, COLLEAGUE, False),
        (CASE, replace(NOBODY, is_dispatcher=True), False),
        (CASE, replace(NOBODY, is_manager=True), False),
        (WITH_UNIT, replace(NOBODY, units=frozenset({UNIT})), True),
        (WITH_UNIT, replace(NOBODY, units=frozenset({UnitId("elsewhere")})), False),
        (replace(WITH_UNIT, archived_at=NOW), replace(NOBODY, units=frozenset({UNIT})), False),
        (replace(WITH_UNIT, archived_at=NOW), replace(NOBODY, id=OWNER), True),
        (AT_FOLLOW_UP, replace(NOBODY, id=FOLLOWER), True),
        (AT_FOLLOW_UP, COLLEAGUE, False),
        (replace(AT_FOLLOW_UP, follower=None), COLLEAGUE, True),
    ],
)
def test_whoever_has_to_speak_with_the_caller_may_see_the_number(case: Case, by: Acting, may: bool) -> None:
    assert speaks_with_caller(LOOP, case, by, awaited=False) is may


def test_a_callback_that_is_awaited_is_everybodys() -> None:
    assert speaks_with_caller(LOOP, CASE, COLLEAGUE, awaited=True)
