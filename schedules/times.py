"""The hotline's time: Asia/Shanghai, minutes of a day, half-open ranges; and how people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
DAY_MINUTES = 24 * 60
FIRST_YEAR, LAST_YEAR = 2004, 2100  # of the dates that may be written

WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``[start, end)`` in minutes after the midnight of the day on which it begins, at most 24 hours long.

    ``end`` is 1440 for 24:00, and more for a range that passes midnight.
    """

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"

    @property
    def passes_midnight(self) -> bool:
        return self.end > DAY_MINUTES

    def __contains__(self, minute: int) -> bool:
        return self.start <= minute < self.end


WHOLE_DAY = Span(0, DAY_MINUTES)


def clock(minute: int) -> str:
    """``09:05``; of the next day what lies behind 24:00."""
    if minute > DAY_MINUTES:
        minute -= DAY_MINUTES
    return f"{minute // 60:02}:{minute % 60:02}"


_TIME = r"(\d{1,2}):(\d{2})"
_SPAN = re.compile(rf"{_TIME}\s*[-–—~至]\s*{_TIME}", re.ASCII)
_ALL_DAY = {"24h", "24H", "24小时", "全天"}
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*[~至]\s*(\d{4}-\d{2}-\d{2}))?", re.ASCII)
_INSTANT = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})[ T]+{_TIME}", re.ASCII)


def read_span(text: str) -> Span | None:
    """``09:00-12:00``, ``22:00-06:00`` (passes midnight) or ``24h``; None when it is no range of hours.

    Full-width digits, colons and dashes are understood. Equal ends are refused: nobody knows whether they mean a
    whole day or nothing.
    """
    narrow = _narrow(text)
    if narrow in _ALL_DAY:
        return WHOLE_DAY
    match = _SPAN.fullmatch(narrow)
    if match is None:
        return None
    start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
    if start is None or end is None or start in {end, DAY_MINUTES}:
        return None
    return Span(start, end if start < end else end + DAY_MINUTES)


def read_dates(text: str) -> tuple[date, date] | None:
    """``2027-10-01`` or ``2027-10-01~2027-10-07``, both ends counted; None when it is no date."""
    match = _DATES.fullmatch(_narrow(text))
    if match is None:
        return None
    first = _date(match[1])
    last = _date(match[2]) if match[2] else first
    return (first, last) if first and last else None


def read_instant(text: str) -> datetime | None:
    """``2026-11-23 12:30`` on the hotline's clock; 24:00 is the next midnight."""
    match = _INSTANT.fullmatch(_narrow(text))
    minute = _minute(match[2], match[3]) if match else None
    day = _date(match[1]) if match else None
    return None if day is None or minute is None else at_minute(day, minute)


def at_minute(day: date, minute: int) -> datetime:
    """The instant at so many minutes of a local day."""
    if minute >= DAY_MINUTES:
        day, minute = day + timedelta(days=1), minute - DAY_MINUTES
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZONE)


def local(instant: datetime) -> datetime:
    """An aware instant on the hotline's clock. A naive one is a mistake of ours and raises."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime: {instant!r}")
    return instant.astimezone(ZONE)


def minute_of(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _date(written: str) -> date | None:
    """A day that the hotline may live to see: a mistyped century is no date."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _minute(hours: str, minutes: str) -> int | None:
    value = int(hours) * 60 + int(minutes)
    return value if int(minutes) < 60 and value <= DAY_MINUTES else None


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
