"""The alarm of December: next year's holidays are not in the calendar yet."""

from __future__ import annotations

from datetime import datetime

from schedules.answer import Because
from schedules.book import DutyBook
from schedules.times import local


def missing_year(book: DutyBook, now: datetime) -> int | None:
    """The year that is decided by weekdays alone: this one, or from 1 December on the next. None while all is well."""
    today = local(now)
    if not book.calendar.covers(today.year):
        return today.year
    if today.month == 12 and not book.calendar.covers(today.year + 1):
        return today.year + 1
    return None


def alarm(year: int) -> Because:
    return Because(
        f"{year} 年的放假和调休安排尚未录入 calendar.yaml，{year} 年的值班只能按周一至周五推定。",
        f"The holidays and make-up days of {year} are not in calendar.yaml: duty in {year} goes by weekdays alone.",
    )
