"""A roster's ordinary week, without a calendar: what Asterisk goes by when nobody has told it anything for weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schedules.calendar import Day
from schedules.engine.day_plan import Around, plan
from schedules.language.hours import POSSIBLE_DAYS
from schedules.language.roster import Roster
from schedules.times import DAY_MINUTES
from storage.ids import GroupId


@dataclass(frozen=True, slots=True)
class WeeklyRow:
    """On this weekday (1 = Monday) these groups answer in ``[start, end)``, in minutes after midnight."""

    weekday: int
    start: int
    end: int
    groups: tuple[GroupId, ...]
    rule: str
    after: int | None = None


_WEEK: tuple[Day, ...] = POSSIBLE_DAYS[::3]  # of each weekday's kinds the ordinary one


def ordinary_week(roster: Roster) -> list[WeeklyRow]:
    """By weekday and time; what passes midnight stands on both days."""
    return sorted(_rows(roster), key=lambda row: (row.weekday, row.start))


def _rows(roster: Roster) -> Iterator[WeeklyRow]:
    busy = [0] * 7  # minutes of each day that the duty of the day before takes
    for _ in range(2):  # Sunday night runs into Monday: known after the first round
        rows: list[WeeklyRow] = []
        for index, day in enumerate(_WEEK):
            cursor = busy[index]
            for piece in plan(roster, Around(_WEEK[index - 1], day, _WEEK[(index + 1) % 7])).pieces:
                start, end = max(piece.span.start, cursor), piece.span.end
                for late in (0, 1):
                    low, high = max(start, late * DAY_MINUTES), min(end, (late + 1) * DAY_MINUTES)
                    if low < high:
                        weekday, base = (index + late) % 7 + 1, late * DAY_MINUTES
                        row = WeeklyRow(weekday, low - base, high - base, piece.groups, piece.rule, piece.after)
                        rows.append(row)
                cursor = max(cursor, end)
            busy[(index + 1) % 7] = max(0, cursor - DAY_MINUTES)
    yield from rows
