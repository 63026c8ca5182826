"""A notice written into ``calendar.yaml``: what it says takes the place of what stood there of the same days.

Entered twice it changes nothing; entered again after a correction, what the year's first import brought is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from schedules.editing import edited, list_in_line, mapping_in
from schedules.notice.judge import english
from schedules.notice.table import Notice, spans
from schedules.times import read_dates


def enter(text: str, notice: Notice) -> str:
    """The text of ``calendar.yaml`` with the notice in it; comments and whatever else stands there stay."""
    return edited(text, lambda top: _enter(top, notice))


def _enter(top: Any, notice: Notice) -> None:
    imported = any(str(year) == str(notice.year) for year in top.get("notices") or ())
    named = {day.date for day in notice.days}
    for key, ranges in (("holidays", spans(notice.off_days)), ("workdays", spans(notice.make_up_days))):
        if named or key in top:
            entries = mapping_in(top, key)
            _make_room(entries, named, notice.year if imported else None)
            _add(entries, ranges)
    years = top.get("complete_years") or ()
    if not any(str(year) == str(notice.year) for year in years):
        top["complete_years"] = list_in_line((*years, notice.year))
    _keep_number(top, notice)


def _keep_number(top: Any, notice: Notice) -> None:
    if notice.number:
        notices = mapping_in(top, "notices")
        key = next((year for year in notices if str(year) == str(notice.year)), notice.year)
        notices[key] = notice.number


def _make_room(entries: Any, named: set[date], imported_year: int | None) -> None:
    """Take out what the notice says anew; a range of which only a part is said anew keeps its other days."""
    for key in list(entries):
        words, dates = entries[key], _dates(key)
        if dates and dates[0].year == imported_year and english(str(words)):
            del entries[key]
        elif named.intersection(dates):
            del entries[key]
            for when in dates:
                if when not in named:
                    entries[when] = words


def _add(entries: Any, ranges: Iterable[tuple[date, date, str]]) -> None:
    """In the order of the dates, before the first later entry."""
    for first, last, name in ranges:
        later = (place for place, other in enumerate(entries) if (_dates(other) or [date.max])[0] > first)
        words = f"{name} / {english(name)}" if english(name) else name
        entries.insert(next(later, len(entries)), first if first == last else f"{first}~{last}", words)


def _dates(key: object) -> list[date]:
    """The days a key names, as ruamel read it: a date alone is one for it, too."""
    ends = read_dates(str(key))
    return [] if ends is None else [ends[0] + timedelta(days=day) for day in range((ends[1] - ends[0]).days + 1)]
