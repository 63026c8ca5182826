"""Working-time arithmetic for the clocks an order is born with, each result with its reason.

Minutes are natural time once started; a clock that starts off duty starts at the next opening instead. Working days
do not count the day of the start, and end with the close of business of the Nth (Civil Code 201, 203).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schedules.answer import Because, DutyState
from schedules.book import DutyBook
from schedules.times import WEEKDAYS_EN, WEEKDAYS_ZH, at_minute, local
from storage.ids import LineId


@dataclass(frozen=True, slots=True)
class Due:
    """A clock: from when it runs, until when, and why so."""

    start: datetime
    at: datetime
    because: Because


def duty_start(book: DutyBook, line: LineId, instant: datetime) -> datetime:
    """The instant itself while the line is on duty, else its next opening.

    A line that does not open within two years waits for nobody: its clocks run at once.
    """
    if book.state_at(line, instant).state is DutyState.OPEN:
        return local(instant)
    return book.next_opening(line, instant) or local(instant)


def due_in_minutes(book: DutyBook, line: LineId, instant: datetime, minutes: int) -> Due:
    """So many natural minutes after the instant, or after the next opening when the line is off duty."""
    start = duty_start(book, line, instant)
    at = start + timedelta(minutes=minutes)
    zh, en = _from(local(instant), start)
    return Due(
        start, at, Because(f"{zh}，{minutes} 分钟后到期：{_zh(at)}。", f"{en}, due {minutes} minutes later: {_en(at)}.")
    )


def due_on_working_day(book: DutyBook, line: LineId, instant: datetime, days: int) -> Due:
    """Close of business on the Nth working day after the day of the start."""
    start = duty_start(book, line, instant)
    last = _nth_working_day(book, start.date(), days)
    at = at_minute(last, book.hours(line, start).ranges[-1].end)
    zh, en = _from(local(instant), start)
    return Due(
        start,
        at,
        Because(
            f"{zh}，当日不计，第 {days} 个工作日下班时到期：{_zh(at)}。",
            f"{en}, that day not counted, due at close of business on working day {days}: {_en(at)}.",
        ),
    )


def _nth_working_day(book: DutyBook, day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= book.calendar.day(day).works
    return day


def _from(instant: datetime, start: datetime) -> tuple[str, str]:
    if start == instant:
        return f"自 {_zh(start)} 起计", f"Counted from {_en(start)}"
    return (
        f"{_zh(instant)} 不在值班时间，自下次值班 {_zh(start)} 起计",
        f"{_en(instant)} is off duty, so counted from the next opening on {_en(start)}",
    )


def _zh(when: datetime) -> str:
    return f"{when:%Y-%m-%d}（{WEEKDAYS_ZH[when.weekday()]}）{when:%H:%M}"


def _en(when: datetime) -> str:
    return f"{WEEKDAYS_EN[when.weekday()]} {when:%Y-%m-%d} {when:%H:%M}"
