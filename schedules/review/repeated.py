"""The same change on many days, told once: what people read instead of twenty-five lines that differ by a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic

from schedules.review.diff import Change, K, Said, essence_of


@dataclass(frozen=True, slots=True)
class Repeated(Generic[K, Said]):
    """A change, and all the days on which it happens at the same hours."""

    first: Change[K, Said]
    days: tuple[date, ...]


def repeated(changes: Iterable[Change[K, Said]]) -> list[Repeated[K, Said]]:
    """By the first day of each, then in the order of the changes. What lasts longer than a day stands alone."""
    found: dict[object, list[Change[K, Said]]] = {}
    for change in changes:
        length = change.end - change.start
        alone = change.start if length > timedelta(days=1) else None
        key = change.of, change.start.time(), length, essence_of(change), alone
        found.setdefault(key, []).append(change)
    told = [Repeated(same[0], tuple(one.start.date() for one in same)) for same in found.values()]
    return sorted(told, key=lambda one: one.first.start)


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """First and last of each run of days that follow each other."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found
