"""The sample that anybody can draw again, and the calls that may be made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.times import Span, at_minute
from storage.ids import OrderNumber, PersonId
from storage.vault import CallerKey
from work_orders.follow_up.sample import draw, lot, stands
from work_orders.follow_up.visits import ToCall, calls, may_call, next_chance

DAY = date(2026, 11, 23)
ORDERS = [OrderNumber(f"YN-20261123-{number:04d}") for number in range(1, 201)]
HOURS = (Span(9 * 60, 12 * 60), Span(14 * 60, 18 * 60))
MONDAY = at_minute(DAY, 0)


@given(
    st.sets(st.sampled_from(ORDERS)), st.sampled_from([0.01, 0.1, 0.3, 1.0]), st.text("0123456789abcdef", min_size=32)
)
def test_the_share_is_reached_and_everybody_draws_the_same(chosen: set[OrderNumber], share: float, seed: str) -> None:
    sample = draw(DAY, seed, share, chosen)
    assert len(sample.drawn) == ceil(round(share * len(chosen), 9))
    assert set(sample.drawn) <= chosen
    assert draw(DAY, seed, share, sorted(chosen, reverse=True)) == sample
    assert stands(sample)


def test_a_sample_that_somebody_changed_does_not_stand() -> None:
    sample = draw(DAY, "ab" * 16, 0.1, ORDERS)
    left_out = next(number for number in ORDERS if number not in sample.drawn)
    assert not stands(replace(sample, drawn=(*sample.drawn[:-1], left_out)))
    hidden = tuple(number for number in sample.candidates if number != sample.drawn[0])
    assert not stands(replace(sample, candidates=hidden))


def test_another_day_and_another_seed_draw_others() -> None:
    one, other = draw(DAY, "ab" * 16, 0.1, ORDERS), draw(DAY, "cd" * 16, 0.1, ORDERS)
    assert one.drawn != other.drawn
    assert lot(DAY, "ab" * 16, ORDERS[0]) != lot(DAY + timedelta(days=1), "ab" * 16, ORDERS[0])


def test_every_order_is_drawn_about_as_often() -> None:
    often = dict.fromkeys(ORDERS[:20], 0)
    for number in range(2_000):
        for drawn in draw(DAY, f"{number:032x}", 0.1, ORDERS[:20]).drawn:
            often[drawn] += 1
    assert all(140 < count < 260 for count in often.values())  # 200 each, four standard deviations


def waiting(number: int, caller: str | None = None, *, due: int | None = None, follower: str = "a") -> ToCall:
    at = MONDAY + timedelta(hours=due) if due else None
    return ToCall(ORDERS[number], PersonId(follower), CallerKey(caller) if caller else None, at, 0, None)


def test_one_participants_orders_are_one_call_and_the_earliest_due_comes_first() -> None:
    found = calls(
        [waiting(0, "k1", due=18), waiting(1, "k2", due=12), waiting(2, "k1", due=10), waiting(3), waiting(4)]
    )
    assert [[one.number for one in call.orders] for call in found] == [
        [ORDERS[2], ORDERS[0]],
        [ORDERS[1]],
        [ORDERS[3]],
        [ORDERS[4]],
    ]
    assert found[0].due_at == MONDAY + timedelta(hours=10)


def test_orders_of_two_agents_stay_two_calls() -> None:
    assert len(calls([waiting(0, "k1", follower="a"), waiting(1, "k1", follower="b")])) == 2


@pytest.mark.parametrize(
    ("clock", "allowed", "chance"),
    [("08:59", False, "09:00"), ("09:00", True, "09:00"), ("12:00", False, "14:00"), ("17:59", True, "17:59")],
)
def test_people_are_called_at_permitted_hours_only(clock: str, allowed: bool, chance: str) -> None:
    at, then = (datetime.fromisoformat(f"2026-11-23T{one}+08:00") for one in (clock, chance))
    assert may_call(HOURS, at) is allowed
    assert next_chance(HOURS, at) == then


def test_after_hours_the_next_chance_is_tomorrow() -> None:
    assert next_chance(HOURS, MONDAY + timedelta(hours=20)) == MONDAY + timedelta(days=1, hours=9)
