"""Far more or far fewer calls than usual: right tails, no false alarms, a dead trunk found."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from math import exp, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urgent.volume import HALVES, Day, Unusual, Volume, above, at_most, band, by_half_hour, unusual, usual

MIDNIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # of 23 November in Guangzhou
OFFICE = (0.0,) * 16 + (0.5, 1.0) + (8.0,) * 8 + (3.0,) * 4 + (7.0,) * 8 + (1.0,) * 4 + (0.0,) * 6
CHANCE = 1e-5


def drawn(chance: random.Random, mean: float, scatter: float) -> int:
    """Negative binomial as a Poisson of a gamma, which owes nothing to the formula under test."""
    if mean == 0:
        return 0
    rate, count, product = chance.gammavariate(1 / scatter, mean * scatter), 0, chance.random()
    while product > exp(-rate):
        product *= chance.random()
        count += 1
    return count


def a_day(chance: random.Random, number: int, means: Sequence[float] = OFFICE) -> Day:
    counts = tuple(drawn(chance, mean, 0.1) for mean in means)
    return Day(date(2026, 1, 1) + timedelta(days=number), "working day", counts)


@pytest.fixture
def days() -> list[Day]:
    chance = random.Random(20261123)  # noqa: S311 no secret
    return [a_day(chance, number) for number in range(12)]


def looked_at(
    days: Sequence[Day], counts: Sequence[int], watched: Sequence[bool] = (True,) * HALVES
) -> list[Unusual | None]:
    """What is said at the end of each half-hour."""
    known = usual(days, "working day")
    assert known is not None
    today = Day(date(2026, 11, 23), "working day", tuple(counts), tuple(watched))
    return [unusual(known, today, half + 1, MIDNIGHT, CHANCE) for half in range(HALVES)]


@given(st.integers(0, 60), st.floats(0.05, 40), st.floats(0.02, 2))
def test_both_tails_are_the_whole(count: int, mean: float, scatter: float) -> None:
    assert isclose(at_most(count, mean, scatter) + above(count + 1, mean, scatter), 1, abs_tol=1e-9)


def test_the_tail_agrees_with_draws() -> None:
    chance = random.Random(7)  # noqa: S311 no secret
    draws = [drawn(chance, 6.0, 0.2) for _ in range(20_000)]
    for count in (0, 3, 10, 15):
        assert isclose(sum(one >= count for one in draws) / 20_000, above(count, 6.0, 0.2), abs_tol=0.012)


def test_a_tiny_tail_is_not_rounded_away() -> None:
    assert 0 < above(400, 10, 0.05) < 1e-20


def test_the_band_holds_all_but_one_in_a_thousand() -> None:
    low, high = band(20.0, 0.1)
    assert at_most(low - 1, 20.0, 0.1) < 0.0005 < at_most(low, 20.0, 0.1)
    assert above(high + 1, 20.0, 0.1) <= 0.0005 < above(high, 20.0, 0.1)


def test_ordinary_days_are_not_remarked_on(days: list[Day]) -> None:
    chance = random.Random(3)  # noqa: S311 no secret
    remarks = [one for number in range(30) for one in looked_at(days, a_day(chance, 100 + number).counts) if one]
    assert len(remarks) <= 1


def test_a_dead_trunk_is_noticed_within_two_hours(days: list[Day]) -> None:
    silent = tuple(0 if half >= 20 else count for half, count in enumerate(days[-1].counts))
    found = looked_at(days, silent)
    first = next(half for half, one in enumerate(found) if one)
    evidence = found[first]
    assert evidence is not None
    assert 20 < first < 24
    assert (evidence.volume, evidence.count) == (Volume.FEW, 0)
    assert evidence.usual > evidence.low > 0


def test_what_nobody_watched_is_not_few_and_what_was_watched_after_it_is(days: list[Day]) -> None:
    silent = tuple(0 if half >= 18 else count for half, count in enumerate(days[-1].counts))
    away = tuple(not 18 <= half < 22 for half in range(HALVES))
    found = looked_at(days, silent, away)
    assert not any(found[18:22]), "the house was down, and cannot know"
    first = next(one for one in found[22:] if one)
    assert (first.volume, first.start) == (Volume.FEW, MIDNIGHT + timedelta(hours=11))


def test_a_surge_is_one_however_little_was_watched(days: list[Day]) -> None:
    counts = tuple(60 if half == 22 else count for half, count in enumerate(days[-1].counts))
    found = looked_at(days, counts, (False,) * HALVES)[22]
    assert found is not None
    assert found.volume is Volume.SURGE


def test_a_surge_is_noticed_in_its_half_hour(days: list[Day]) -> None:
    counts = tuple(60 if half == 22 else count for half, count in enumerate(days[-1].counts))
    found = looked_at(days, counts)[22]
    assert found is not None
    assert (found.volume, found.count, found.end) == (Volume.SURGE, 60, MIDNIGHT + timedelta(hours=11, minutes=30))
    assert found.count > found.high


def test_a_surge_of_last_month_is_not_this_months_normal(days: list[Day]) -> None:
    mad = Day(days[3].date, "working day", tuple(count * 20 for count in days[3].counts))
    before, after = usual(days, "working day"), usual([*days[:3], mad, *days[4:]], "working day")
    assert before is not None
    assert after is not None
    assert sum(after.means) < 1.35 * sum(before.means)


def test_nothing_is_said_while_too_little_is_known(days: list[Day]) -> None:
    assert usual(days[:3], "working day") is None
    assert usual(days, "rest day") is None


def test_silence_at_night_is_no_event(days: list[Day]) -> None:
    assert not any(looked_at(days, (0,) * 16 + days[0].counts[16:])[:18])


def test_arrivals_are_counted_by_half_hour() -> None:
    at = [MIDNIGHT + timedelta(minutes=minute) for minute in (0, 29, 30, 1439, 1440, -1)]
    counts = by_half_hour(at, MIDNIGHT)
    assert (counts[0], counts[1], counts[47]) == (2, 1, 1)
    assert list(accumulate(counts))[-1] == 4
