"""Who takes a follow-up over: the next shift first, then whoever is on duty that day, the least busy before others."""

from __future__ import annotations

import pytest

from schedules.book import DutyBook
from storage.ids import LineId, PersonId
from tests.reference import night_book, reference_book
from tests.work_orders.clock_cases import at
from work_orders.follow_up.people import callers, proposed, relief_of

GUIZHOU, YUNNAN = LineId("guizhou"), LineId("yunnan")


@pytest.fixture
def night() -> DutyBook:
    """Four crews on two shifts in Guizhou: on 23 November the third has the day, the fourth the night."""
    return night_book()


def staff(*numbers: int) -> set[PersonId]:
    return {PersonId(f"gz-staff-{number}") for number in numbers}


@pytest.mark.parametrize(
    ("person", "when", "next_ones"),
    [
        pytest.param(5, "2026-11-23 10:00", (7, 8), id="the day shift is relieved by the night's crew"),
        pytest.param(5, "2026-11-23 18:59", (7, 8), id="until its last minute"),
        pytest.param(7, "2026-11-23 19:00", (3, 4), id="the night shift by the next day's"),
        pytest.param(7, "2026-11-24 07:59", (3, 4), id="past midnight too"),
        pytest.param(7, "2026-11-23 10:00", (3, 4), id="who has yet to come is relieved after their own shift"),
        pytest.param(1, "2026-11-23 10:00", (7, 8), id="who is off is relieved by the next crew"),
        pytest.param(6, "2026-12-02 20:00", (2, 5), id="a stand-in comes in the place of who is on leave"),
        pytest.param(5, "2026-12-02 20:00", (3, 4), id="nobody relieves themselves as a stand-in"),
    ],
)
def test_the_relief_are_the_people_of_the_next_shift(
    night: DutyBook, person: int, when: str, next_ones: tuple[int, ...]
) -> None:
    assert relief_of(night, PersonId(f"gz-staff-{person}"), at(when)) == staff(*next_ones)


def test_where_the_same_people_come_again_nobody_relieves_anybody(night: DutyBook) -> None:
    assert relief_of(reference_book(), PersonId("yn-staff-1"), at("10:00")) == frozenset()
    assert relief_of(night, PersonId("nobody"), at("10:00")) == frozenset()


def test_whoever_relieves_comes_first_and_the_least_busy_of_them(night: DutyBook) -> None:
    going, busy = PersonId("gz-staff-5"), {PersonId("gz-staff-7"): 3, PersonId("gz-staff-6"): 1}
    found = callers(night, GUIZHOU, at("2026-11-23 18:00"), busy, after=going)
    assert [(one.id, one.relieves, one.on_duty) for one in found[:3]] == [
        ("gz-staff-8", True, True),
        ("gz-staff-7", True, True),
        ("gz-expert-1", False, True),
    ]
    assert going not in {one.id for one in found}
    assert {one.id for one in found if not one.on_duty} == staff(1, 2, 3, 4)


def test_the_owner_is_proposed_where_they_are_on_duty_and_else_whoever_comes_first(night: DutyBook) -> None:
    found = callers(night, GUIZHOU, at("2026-11-23 10:00"), {})
    assert proposed(found, PersonId("gz-staff-6")) == "gz-staff-6"
    assert proposed(found, PersonId("gz-staff-1")) == found[0].id
    assert proposed([], PersonId("gz-staff-1")) == "gz-staff-1"
    assert proposed([], None) is None
