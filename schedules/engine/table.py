"""Years of stretches joined into a table that is looked up by bisection; what every question is answered from.

A stretch that begins before or ends after a year has its true ends: the years around it belong to the year's table.
Where nothing changes in all that time the end stays open. A table depends on its year alone, not on what was asked
before, and is made when it is first asked about.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from schedules.times import ZONE

Held = TypeVar("Held")
Answer = TypeVar("Answer")

Turn = tuple[datetime, Held]
"""From this instant on this holds, until the next turn."""

Finish = Callable[[Held, datetime | None, datetime | None], Answer]
"""Makes the answer out of what holds, since when, and until when."""


@dataclass(frozen=True, slots=True)
class _Year(Generic[Answer]):
    """``[since, until)`` in seconds since 1970, with the answers in it and where each begins."""

    since: float
    until: float
    starts: list[float]
    answers: list[Answer]


class Table(Generic[Held, Answer]):
    """``turns`` gives a year's turns, the first at midnight of 1 January; ``finish`` their answers."""

    def __init__(self, turns: Callable[[int], Sequence[Turn[Held]]], finish: Finish[Held, Answer]) -> None:
        self._turns = turns
        self._finish = finish
        self._known: dict[int, Sequence[Turn[Held]]] = {}
        self._years: dict[int, _Year[Answer]] = {}
        self._last: _Year[Answer] = _Year(0.0, 0.0, [], [])  # the year asked about last: calls come one after another

    def at(self, instant: datetime) -> Answer:
        """The answer that holds at an aware instant."""
        if instant.tzinfo is None:
            raise ValueError(f"naive datetime: {instant!r}")
        second, table = instant.timestamp(), self._last
        if not table.since <= second < table.until:
            year = instant.astimezone(ZONE).year
            table = self._last = self._years.get(year) or self._compiled(year)
        return table.answers[bisect_right(table.starts, second) - 1]

    def _compiled(self, year: int) -> _Year[Answer]:
        turns = self._joined(year)
        starts = [start for start, _ in turns]
        new_year, next_year = (datetime(one, 1, 1, tzinfo=ZONE) for one in (year, year + 1))
        first, last = bisect_right(starts, new_year) - 1, bisect_left(starts, next_year)
        ends: list[datetime | None] = [*starts[1:], None]
        answers = [
            self._finish(turns[index][1], starts[index] if index else None, ends[index]) for index in range(first, last)
        ]
        seconds = [start.timestamp() for start in starts[first:last]]
        table = self._years[year] = _Year(new_year.timestamp(), next_year.timestamp(), seconds, answers)
        return table

    def _joined(self, year: int) -> list[Turn[Held]]:
        """Three years, without the turns at which nothing changes."""
        joined: list[Turn[Held]] = []
        for needed in (year - 1, year, year + 1):
            if needed not in self._known:
                self._known[needed] = self._turns(needed)
            for turn in self._known[needed]:
                if not joined or joined[-1][1] != turn[1]:
                    joined.append(turn)
        return joined
