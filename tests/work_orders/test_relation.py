"""Who sees an order, and what each of them may do at each step of the reference loop."""

from __future__ import annotations

import pytest

from tests.work_orders.desk_cases import Walk, a_case
from tests.work_orders.desk_people import (
    CO,
    COLLEAGUE,
    CREW,
    DISPATCHER,
    EVERYBODY,
    FITTER,
    HEAD,
    LEAD,
    MANAGER,
    OWNER,
    PLATFORM,
    SETTLEMENT,
    STRANGER,
    SUPERVISOR,
    someone,
)
from work_orders.case.case import Acting, Case
from work_orders.case.relation import manned, may, sees
from work_orders.loop.loop import Input, Loop


def who_sees(loop: Loop, case: Case) -> set[str]:
    return {one.id for one in EVERYBODY if sees(loop, case, one)}


EVER = {"owner", "colleague", "dispatcher", "manager", "supervisor"}


def test_before_it_is_assigned_no_department_sees_it(loop: Loop) -> None:
    assert who_sees(loop, a_case()) == EVER


def test_units_see_what_lies_or_lay_with_them_and_below_them(loop: Loop) -> None:
    walk = Walk(loop).assigned()
    assert who_sees(loop, walk.case) == EVER | {"lead", "head", "co"}
    walk.must(LEAD, "accept")
    walk.must(LEAD, "sub_assign", sub_unit="platform-operations")
    assert who_sees(loop, walk.case) == EVER | {"lead", "head", "co", "fitter"}
    walk.must(FITTER, "refuse_dispatch", reason="派错")
    walk.must(DISPATCHER, "assign", unit="market")
    assert who_sees(loop, walk.case) == EVER | {"lead", "head", "co", "fitter"}


def test_a_confidential_order_is_for_those_who_work_on_it(loop: Loop) -> None:
    case = Walk(loop).handled().as_it_is(confidential=True).case
    assert who_sees(loop, case) == {"owner", "dispatcher", "supervisor", "lead", "fitter", "head", "co"}


def test_whoever_follows_up_sees_it_whatever_their_line(loop: Loop) -> None:
    walk = Walk(loop).handled()
    walk.must(FITTER, "reply", reply="好")
    walk.must(DISPATCHER, "approve_reply", person="stranger")
    assert sees(loop, walk.case, STRANGER)


@pytest.mark.parametrize(
    ("steps", "who", "offered"),
    [
        ("filled_in", OWNER, "pass_on close_directly not_accept hand_over note"),
        ("filled_in", COLLEAGUE, "pass_on close_directly not_accept note"),
        ("filled_in", STRANGER, ""),
        ("filled_in", DISPATCHER, "hand_over note"),
        ("filled_in", LEAD, ""),
        ("assigned", LEAD, "accept refuse_dispatch sub_assign propose_risk note"),
        ("assigned", FITTER, ""),
        ("assigned", CO, "propose_risk note"),
        ("handled", LEAD, "refuse_dispatch sub_assign contacted report_progress ask_major propose_risk reply note"),
        ("handled", FITTER, "refuse_dispatch sub_assign contacted report_progress ask_major propose_risk reply note"),
        ("handled", CO, "contacted report_progress propose_risk co_reply note"),
        ("handled", HEAD, "refuse_dispatch sub_assign contacted report_progress ask_major propose_risk reply note"),
        ("assigned", DISPATCHER, "take_back set_risk hand_over note"),
        ("handled", DISPATCHER, "take_back set_risk hand_over note"),
        ("handled", MANAGER, "note"),
        (
            "to_follow_up",
            OWNER,
            "not_reached satisfied dissatisfied hand_over reassign_follow_up note",
        ),
        ("to_follow_up", COLLEAGUE, "note"),
        ("to_follow_up", DISPATCHER, "set_risk hand_over reassign_follow_up note"),
        ("to_follow_up", SUPERVISOR, "set_risk hand_over reassign_follow_up note"),
    ],
)
def test_what_is_offered(loop: Loop, steps: str, who: Acting, offered: str) -> None:
    case = getattr(Walk(loop), steps)().case
    assert [action.id for action in may(loop, case, who)] == offered.split()


def test_nothing_is_done_to_a_merged_order(loop: Loop) -> None:
    case = Walk(loop).as_it_is(parent="YN-20261123-0001").case
    assert [may(loop, case, one) for one in EVERYBODY] == [()] * len(EVERYBODY)


def test_a_head_without_the_unit_is_nobody_to_it(loop: Loop) -> None:
    other = someone("other", is_head=True, units=frozenset({"market"}))
    assert may(loop, Walk(loop).handled().case, other) == ()


def test_a_department_has_somebody_of_its_own_or_a_head_from_further_up(loop: Loop) -> None:
    above = someone("above", is_head=True, units=frozenset({PLATFORM}))
    assert manned(loop, [FITTER, CO], Input.UNIT) == {CREW, SETTLEMENT}
    assert manned(loop, [above], Input.UNIT) == {PLATFORM, CREW}
    assert manned(loop, [above], Input.CO_UNITS) == {PLATFORM}, "a head contributes for their own"
    assert manned(loop, [DISPATCHER, OWNER], Input.UNIT) == frozenset()
