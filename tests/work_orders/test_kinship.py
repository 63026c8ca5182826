"""Merged and linked orders."""

from __future__ import annotations

import pytest

from storage.ids import OrderNumber
from tests.work_orders.clock_cases import at
from tests.work_orders.desk_cases import a_case
from tests.work_orders.desk_people import COLLEAGUE, DISPATCHER, LEAD, OWNER, STRANGER
from work_orders.case.case import Acting, Case
from work_orders.case.kinship import Family, Together, follow_to_the_end, link, merge, unlink, unmerge
from work_orders.case.refusal import Refused
from work_orders.loop.loop import Loop

NOON = at("12:00")
CHILD, PARENT = a_case(number=OrderNumber("YN-20261123-0002"), revision=3), a_case()


def family(one: Case = CHILD, other: Case = PARENT, *, by: Acting = DISPATCHER, reason: str = "同一诉求") -> Family:
    return Family(one, other, by, NOON, reason)


def code(outcome: object) -> str:
    assert isinstance(outcome, Refused)
    return outcome.code


def test_a_merged_order_follows_the_other_and_both_say_so(loop: Loop) -> None:
    outcome = merge(loop, family(), has_children=False)
    assert isinstance(outcome, Together)
    assert (outcome.one.parent, outcome.one.revision, outcome.other.revision) == (PARENT.number, 4, 1)
    mine, theirs = outcome.entries
    assert (mine.what, mine.inputs) == ("merged", {"order": PARENT.number, "reason": "同一诉求"})
    assert (theirs.what, theirs.inputs["order"], theirs.number) == ("took_in", CHILD.number, PARENT.number)


def test_it_goes_on_from_where_it_stood_when_taken_out(loop: Loop) -> None:
    merged = merge(loop, family(), has_children=False)
    assert isinstance(merged, Together)
    apart = unmerge(loop, family(merged.one, merged.other))
    assert isinstance(apart, Together)
    assert (apart.one.parent, apart.one.step, apart.one.revision) == (None, "fill", 5)


def test_it_is_archived_with_its_parent(loop: Loop) -> None:
    parent = a_case(step="archived", result="已更正", archived_at=NOON)
    after, entry = follow_to_the_end(loop, CHILD, parent, by=OWNER.id, at=NOON)
    assert (after.step, after.archived_at, after.result, after.revision) == ("archived", NOON, "已更正", 4)
    assert (entry.step_before, entry.step_after, entry.inputs) == ("fill", "archived", {"order": parent.number})


@pytest.mark.parametrize(
    ("pair", "has_children", "why"),
    [
        (family(other=CHILD), False, "same_order"),
        (family(by=STRANGER), False, "not_allowed"),
        (family(by=LEAD), False, "not_allowed"),
        (family(reason=" "), False, "bad_input"),
        (family(reason="字" * 501), False, "bad_input"),
        (family(), True, "has_children"),
        (family(a_case(number="x", parent="y")), False, "merged"),
        (family(other=a_case(parent="y")), False, "merged"),
        (family(other=a_case(archived_at=NOON)), False, "archived"),
        (family(other=a_case(line="guizhou"), by=COLLEAGUE), False, "not_allowed"),
    ],
)
def test_what_is_not_merged(loop: Loop, pair: Family, has_children: bool, why: str) -> None:
    assert code(merge(loop, pair, has_children=has_children)) == why


def test_what_is_not_taken_out(loop: Loop) -> None:
    assert code(unmerge(loop, family())) == "not_merged"
    child = a_case(number="x", parent=PARENT.number, archived_at=NOON)
    assert code(unmerge(loop, family(child, a_case(archived_at=NOON)))) == "parent_archived"


def test_linked_orders_name_each_other(loop: Loop) -> None:
    outcome = link(loop, family(reason=""), "grew_from", linked=False)
    assert isinstance(outcome, Together)
    assert [entry.inputs for entry in outcome.entries] == [
        {"order": PARENT.number, "kind": "grew_from"},
        {"order": CHILD.number, "kind": "grew_from"},
    ]
    assert code(link(loop, family(), "related", linked=True)) == "linked_already"
    assert code(link(loop, family(), "sibling", linked=False)) == "bad_input"
    assert code(link(loop, family(by=STRANGER), "related", linked=False)) == "not_allowed"
    assert code(unlink(loop, family(), "related", linked=False)) == "not_linked"
