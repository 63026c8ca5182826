"""Who answers a line, and who of its groups takes the calls, walked from change to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from schedules.answer import DutyAnswer, OnDuty
from schedules.book import DutyBook
from storage.ids import GroupId, LineId


@dataclass(frozen=True, slots=True)
class Stretch:
    """``[start, end)`` with one answer and the same people."""

    start: datetime
    end: datetime
    answer: DutyAnswer
    people: tuple[OnDuty, ...]
    """For each group of the answer."""


def walk(book: DutyBook, line: LineId, start: datetime, end: datetime) -> Iterator[Stretch]:
    """All of ``[start, end)``, in order and without a gap."""
    cursor = start
    while cursor < end:
        answer = book.state_at(line, cursor)
        people = tuple(book.on_duty(group, cursor) for group in answer.groups)
        until = earliest(end, answer.until, *(one.until for one in people))
        yield Stretch(cursor, until, answer, people)
        cursor = until


def walk_group(book: DutyBook, group: GroupId, start: datetime, end: datetime) -> Iterator[tuple[datetime, OnDuty]]:
    """Who of a group takes calls, with the end of each, over ``[start, end)``."""
    cursor = start
    while cursor < end:
        on_duty = book.on_duty(group, cursor)
        cursor = earliest(end, on_duty.until)
        yield cursor, on_duty


def earliest(end: datetime, *untils: datetime | None) -> datetime:
    return min((end, *(until for until in untils if until is not None)))
