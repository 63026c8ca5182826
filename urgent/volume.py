"""Far more calls than usual, or far fewer: counts against what comparable half-hours had, as a tail probability.

The usual number of a half-hour is taken from the same line on the days before that were like today (weekday and kind
of day), with outliers pulled in so that last month's surge is not this month's normal. Calls scatter more than chance
alone (a price notice makes hundreds ring at once), so the count is taken as negative binomial: ``var = mu + alpha *
mu**2``, with ``alpha`` from the line's own scatter. An alarm is a count that would come by chance less often than the
threshold.

One half-hour without calls says little of a small line, therefore few calls are looked for over longer windows as well;
neighbouring half-hours are taken to scatter half together, half on their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from math import exp, log1p
from statistics import median

HALF_HOUR = timedelta(minutes=30)
HALVES = 48
LEAST_DAYS = 4
"""Comparable days without which nothing is said."""
MOST_DAYS = 12
LEAST_SCATTER = 0.02
LEAST_MEAN = 0.2
"""Where calls never come, a single one is no surge."""
WINDOWS = (1, 2, 3, 4, 6, 8)
"""Half-hours that are looked at together."""
_FENCE = 4.0
"""How many spreads (MAD, scaled) from the median a count may lie before it is pulled in."""


class Volume(StrEnum):
    SURGE = "surge"
    FEW = "few"


@dataclass(frozen=True, slots=True)
class Day:
    """Arrivals of one line on one day, by half-hour; ``kind`` tells which days are alike."""

    date: date
    kind: str
    counts: tuple[int, ...]
    watched: tuple[bool, ...] = (True,) * HALVES
    """In which half-hours this house watched and was well: what was not counted in the others may have come all the
    same."""

    def __post_init__(self) -> None:
        if {len(self.counts), len(self.watched)} != {HALVES}:
            raise ValueError(f"a day of {len(self.counts)} half-hours, {len(self.watched)} watched")


@dataclass(frozen=True, slots=True)
class Usual:
    """What the half-hours of such a day have: the mean of each, and how far counts scatter."""

    means: tuple[float, ...]
    scatter: float
    """``alpha``: 0 were chance alone."""
    days: tuple[date, ...]
    """On which days it stands."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """Evidence: what was counted in ``[start, end)``, what is usual, and how improbable that is."""

    volume: Volume
    start: datetime
    end: datetime
    count: int
    usual: float
    low: int
    high: int
    """The band in which all but one in a thousand such counts lie."""
    chance: float


def usual(before: Sequence[Day], kind: str) -> Usual | None:
    """What is usual on days of this kind; None while there are too few. ``before``: in any order, today not in it."""
    same = sorted((day for day in before if day.kind == kind), key=lambda day: day.date)[-MOST_DAYS:]
    if len(same) < LEAST_DAYS:
        return None
    columns = [[day.counts[half] for day in same] for half in range(HALVES)]
    means = tuple(_mean(column) for column in columns)
    return Usual(means, _scatter(columns, means), tuple(day.date for day in same))


def unusual(known: Usual, today: Day, over: int, midnight: datetime, chance: float) -> Unusual | None:
    """The most improbable of the windows that end with the last half-hour that is over; None where none is below
    ``chance``. ``over``: how many of the day's half-hours, which begins at ``midnight``, are over.

    Few calls are few only where all of the window was watched; too many are too many in any case.
    """
    counts = today.counts[:over]
    found = [
        window
        for length in WINDOWS
        if length <= over
        for window in _window(known, counts, midnight, length)
        if window.chance < chance and (window.volume is Volume.SURGE or all(today.watched[over - length : over]))
    ]
    return min(found, key=lambda window: window.chance, default=None)


def rising(known: Usual, count: int, half: int, midnight: datetime, chance: float) -> Unusual | None:
    """A surge in the half-hour that still runs: already more than the whole of it would have by chance."""
    mean = known.means[half]
    start = midnight + half * HALF_HOUR
    low, high = band(mean, known.scatter) if mean else (0, 0)
    by_chance = above(count, max(mean, LEAST_MEAN), known.scatter) if count > mean else 1.0
    if by_chance >= chance:
        return None
    return Unusual(Volume.SURGE, start, start + HALF_HOUR, count, mean, low, high, by_chance)


def alike(before: Sequence[Day], kind: str) -> int:
    """How many days of this kind are known; ``LEAST_DAYS`` are needed before anything is said."""
    return sum(day.kind == kind for day in before)


def band(mean: float, scatter: float, beyond: float = 0.0005) -> tuple[int, int]:
    """The counts between which all lie but ``beyond`` of them on each side; for the plot as well."""
    low, below = 0, 0.0
    for count, chance in enumerate(_chances(mean, scatter)):
        below += chance
        if below < beyond:
            low = count + 1
        if count > mean and 1 - below <= beyond:
            return low, count
    raise AssertionError("the chances of all counts add up to one")


def at_most(count: int, mean: float, scatter: float) -> float:
    """The chance of ``count`` calls or fewer."""
    return min(1.0, sum(islice(_chances(mean, scatter), count + 1)))


def above(count: int, mean: float, scatter: float) -> float:
    """The chance of ``count`` calls or more, summed in the tail itself so that it is right where it is tiny."""
    if count <= mean:
        return 1.0 - at_most(count - 1, mean, scatter)
    total = 0.0
    for chance in islice(_chances(mean, scatter), count, None):
        total += chance
        if chance <= total * 1e-12:
            break
    return total


def _window(known: Usual, counts: Sequence[int], midnight: datetime, length: int) -> list[Unusual]:
    first = len(counts) - length
    means = known.means[first : len(counts)]
    mean, count = sum(means), sum(counts[first:])
    scatter = _together(means, known.scatter)
    start, end = midnight + first * HALF_HOUR, midnight + len(counts) * HALF_HOUR
    low, high = band(mean, scatter) if mean else (0, 0)
    few = Unusual(Volume.FEW, start, end, count, mean, low, high, at_most(count, mean, scatter))
    if length > 1:
        return [few] if count < mean else []
    surge = Unusual(Volume.SURGE, start, end, count, mean, low, high, above(count, max(mean, LEAST_MEAN), scatter))
    return [surge if count > mean else few]


def _together(means: Sequence[float], scatter: float) -> float:
    """The scatter of a sum of half-hours."""
    mean = sum(means)
    alone = sum(one * one for one in means) / (mean * mean) if mean else 1.0
    return scatter * (1 + alone) / 2


def _mean(column: Sequence[int]) -> float:
    """The mean of the counts, none of them further from the median than the fence."""
    middle = float(median(column))
    deviation = float(median(abs(one - middle) for one in column))
    spread = max(1.4826 * deviation, float(middle**0.5), 0.5)
    low, high = middle - _FENCE * spread, middle + _FENCE * spread
    return sum(min(max(one, low), high) for one in column) / len(column)


def _scatter(columns: Sequence[Sequence[int]], means: Sequence[float]) -> float:
    """By moments over the whole line; outliers beyond the fence count as far as the fence."""
    squares = expected = weight = 0.0
    for column, mean in zip(columns, means, strict=True):
        limit = (_FENCE * max(mean**0.5, 0.5)) ** 2 * (1 + mean * 0.1)
        squares += sum(min((one - mean) ** 2, limit) for one in column) * len(column) / (len(column) - 1)
        expected += mean * len(column)
        weight += mean * mean * len(column)
    return max((squares - expected) / weight, LEAST_SCATTER) if weight else LEAST_SCATTER


def _chances(mean: float, scatter: float) -> Iterator[float]:
    """The chance of 0, 1, 2, … calls: negative binomial of this mean, size ``1 / scatter``. Without end."""
    size = 1 / scatter
    chance = exp(-size * log1p(mean * scatter))
    share = mean / (mean + size)
    for count in itertools.count():
        yield chance
        chance *= share * (count + size) / (count + 1)


def by_half_hour(arrivals: Sequence[datetime], midnight: datetime) -> tuple[int, ...]:
    """How many of these fall into each half-hour of the day that begins at ``midnight``."""
    counts = [0] * HALVES
    for at in arrivals:
        half = (at - midnight) // HALF_HOUR
        if 0 <= half < HALVES:
            counts[half] += 1
    return tuple(counts)
