"""Whose time counts, by the name of a calendar: a line's duty hours, or the office hours of those who answer none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from schedules.book import DutyBook
from schedules.times import Span
from schedules.working_time.hours import Hours, LineHours, OfficeHours
from storage.ids import LineId, VersionHash

LINE = "line"


class HoursOf(Protocol):
    """A calendar's name and an order's line → the hours that count."""

    @property
    def version(self) -> VersionHash | None:
        """The duty version they come from."""
        ...

    def __call__(self, calendar: str, line: LineId) -> Hours: ...


@dataclass(frozen=True)
class DutyHours:
    """The hours of a duty version, with the loop's calendars."""

    book: DutyBook
    calendars: Mapping[str, tuple[Span, ...]]

    @property
    def version(self) -> VersionHash:
        return self.book.version

    def __call__(self, calendar: str, line: LineId) -> Hours:
        """A line, or a calendar, that is not there any more: working days from nine to six."""
        if calendar == LINE and line in self.book.lines:
            return LineHours(self.book, line)
        spans = self.calendars.get(calendar)
        return OfficeHours(self.book.calendar, spans) if spans else OfficeHours(self.book.calendar)
