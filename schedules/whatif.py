"""What if somebody called this line then? The same answers as a call gets, as rows for a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.answer import Because, DutyState
from schedules.book import DutyBook
from schedules.times import local
from storage.ids import GroupId, LineId, VersionHash


@dataclass(frozen=True, slots=True)
class WhatIf:
    line: LineId
    at: datetime
    """On the hotline's clock."""
    state: DutyState
    groups: tuple[GroupId, ...]
    rule: str
    because: Because
    assumed: bool
    until: datetime | None
    """When other people begin to answer, or the line opens or closes."""
    version: VersionHash


def at(book: DutyBook, line: LineId, instant: datetime) -> WhatIf:
    """KeyError for a line that the version does not know."""
    answer = book.state_at(line, instant)
    return WhatIf(
        line=line,
        at=local(instant),
        state=answer.state,
        groups=answer.groups,
        rule=answer.rule,
        because=book.explain(line, instant),
        assumed=answer.assumed,
        until=book.next_change(line, instant),
        version=book.version,
    )


def between(
    book: DutyBook, lines: Iterable[LineId], start: datetime, end: datetime, every: timedelta
) -> Iterator[WhatIf]:
    """One row for each line at ``start``, ``start + every``, … before ``end``; by time, then by line."""
    if every <= timedelta():
        raise ValueError("every must be longer than nothing")
    asked = tuple(lines)
    moment = start
    while moment < end:
        for line in asked:
            yield at(book, line, moment)
        moment += every
