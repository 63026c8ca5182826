"""Whose time counts: the duty hours of a line, or the office hours of people who answer no telephone.

Both are read as stretches, on duty or off, each with the calendar's reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from schedules.answer import Because, DutyState
from schedules.book import DutyBook
from schedules.calendar import Calendar, Day, DayKind
from schedules.precedence import Precedence
from schedules.times import DAY_MINUTES, WEEKDAYS_EN, WEEKDAYS_ZH, Span, at_minute, local
from storage.ids import LineId

HORIZON = timedelta(days=2 * 366)
"""Hours that do not open within this time are taken not to open any more."""

ON_DUTY = Because("值班时间", "duty hours")
OFF_DUTY = Because("非值班时间", "outside duty hours")


@dataclass(frozen=True, slots=True)
class Stretch:
    """``[since, until)``, never over a midnight, on duty throughout or off duty throughout; why, in a few words."""

    since: datetime
    until: datetime
    on_duty: bool
    because: Because


class Hours(Protocol):
    """On duty or not, for ever: all that working-time arithmetic needs to know of a roster."""

    @property
    def calendar(self) -> Calendar:
        """Which days are working days (工作日) is never a line's own affair."""
        ...

    def of_day(self, day: date) -> list[Stretch]:
        """The whole day, from midnight to midnight, in order and without a gap."""
        ...

    def shift_end(self, instant: datetime) -> datetime | None:
        """When those on duty at this instant are relieved; None where nobody works in shifts."""
        ...


@dataclass(frozen=True)
class LineHours:
    """The duty hours of a line, with its exceptions and closings."""

    book: DutyBook
    line: LineId

    @property
    def calendar(self) -> Calendar:
        return self.book.calendar

    def of_day(self, day: date) -> list[Stretch]:
        start, end = at_minute(day, 0), at_minute(day, DAY_MINUTES)
        found: list[Stretch] = []
        for answer in self.book.changes(self.line, start, end):
            on_duty = answer.state is DutyState.OPEN
            why = ON_DUTY if on_duty else _ordered(answer.rule) or why_off(self.calendar.day(day))
            _join(found, Stretch(max(answer.since or start, start), min(answer.until or end, end), on_duty, why))
        return found

    def shift_end(self, instant: datetime) -> datetime | None:
        """Of the crews that answer at this instant, the first that is relieved."""
        groups = self.book.state_at(self.line, instant).groups
        crews = (self.book.on_duty(group, instant) for group in groups)
        return min((crew.until for crew in crews if crew.rule.startswith("rotation/") and crew.until), default=None)


@dataclass(frozen=True)
class OfficeHours:
    """The calendar's working days, the same hours on each: departments and dispatchers."""

    calendar: Calendar
    spans: tuple[Span, ...] = (Span(9 * 60, 18 * 60),)

    def of_day(self, day: date) -> list[Stretch]:
        kind = self.calendar.day(day)
        return list(_tiles(day, self.spans if kind.works else (), why_off(kind)))

    def shift_end(self, instant: datetime) -> datetime | None:  # noqa: ARG002 offices have no shifts
        return None


def stretches(hours: Hours, since: datetime, until: datetime) -> Iterator[Stretch]:
    """All of ``[since, until)`` in stretches, cut to it; nothing where it is empty."""
    since, until = local(since), local(until)
    day = since.date()
    while at_minute(day, 0) < until:
        for stretch in hours.of_day(day):
            cut = replace(stretch, since=max(stretch.since, since), until=min(stretch.until, until))
            if cut.since < cut.until:
                yield cut
        day += timedelta(days=1)


def opening(hours: Hours, instant: datetime) -> datetime | None:
    """The instant itself while on duty, else the next opening; None when there is none within the horizon."""
    ahead = stretches(hours, instant, instant + HORIZON)
    return next((stretch.since for stretch in ahead if stretch.on_duty), None)


def last_on_duty(hours: Hours, limit: datetime) -> datetime:
    """The limit itself while on duty, else the end of the last duty before it; itself where there was none."""
    limit = local(limit)
    day, first = limit.date(), (limit - HORIZON).date()
    while day >= first:
        for stretch in reversed(hours.of_day(day)):
            if stretch.on_duty and stretch.since <= limit:
                return min(stretch.until, limit)
        day -= timedelta(days=1)
    return limit


def close_of_business(hours: Hours, day: date) -> datetime | None:
    """When duty ends on that day, at midnight at the latest; None on a day without duty."""
    return next((stretch.until for stretch in reversed(hours.of_day(day)) if stretch.on_duty), None)


def _tiles(day: date, spans: tuple[Span, ...], why_off: Because) -> Iterator[Stretch]:
    """A day of these spans, and of what lies between them."""
    cursor = 0
    for span in spans:
        if span.start > cursor:
            yield Stretch(at_minute(day, cursor), at_minute(day, span.start), False, why_off)
        yield Stretch(at_minute(day, span.start), at_minute(day, span.end), True, ON_DUTY)
        cursor = span.end
    if cursor < DAY_MINUTES:
        yield Stretch(at_minute(day, cursor), at_minute(day, DAY_MINUTES), False, why_off)


def _join(found: list[Stretch], stretch: Stretch) -> None:
    """Who answers is no matter here: the change from experts to service staff is none."""
    if found and found[-1].on_duty == stretch.on_duty:
        found[-1] = replace(found[-1], until=stretch.until)
    else:
        found.append(stretch)


def _ordered(rule: str) -> Because | None:
    """Why a line is closed that would not be by its roster alone."""
    kind = rule.partition("/")[0]
    words = {"closing": Precedence.CLOSING, "exception": Precedence.EXCEPTION}.get(kind)
    return Because(words.words.zh, words.words.en) if words else None


def why_off(day: Day) -> Because:
    if day.kind is DayKind.HOLIDAY and day.name:
        return Because(f"{day.name.zh}放假", f"{day.name.en} (holiday)")
    if not day.works:
        weekday = day.date.weekday()
        return Because(f"{WEEKDAYS_ZH[weekday]}休息", f"{WEEKDAYS_EN[weekday]}, a day of rest")
    return OFF_DUTY
