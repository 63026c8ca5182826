"""The hotline's time: Asia/Shanghai, minutes of a day, half-open ranges; and how people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
DAY_MINUTES = 24 * 60

WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``[start, end)`` in minutes after midnight, within one day; ``end`` may be 1440 (24:00)."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"

    def __contains__(self, minute: int) -> bool:
        return self.start <= minute < self.end


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


_TIME = r"(\d{1,2}):(\d{2})"
_SPAN = re.compile(rf"{_TIME}\s*[-–—~至]\s*{_TIME}", re.ASCII)
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*[~至]\s*(\d{4}-\d{2}-\d{2}))?", re.ASCII)
_INSTANT = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}})[ T]+{_TIME}", re.ASCII)


def read_span(text: str) -> Span | None:
    """``09:00-12:00``; full-width digits, colons and dashes are understood. None when it is no range of a day."""
    match = _SPAN.fullmatch(_narrow(text))
    if match is None:
        return None
    start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
    if start is None or end is None or start >= end:
        return None
    return Span(start, end)


def read_dates(text: str) -> tuple[date, date] | None:
    """``2027-10-01`` or ``2027-10-01~2027-10-07``, both ends counted; None when it is no date."""
    match = _DATES.fullmatch(_narrow(text))
    if match is None:
        return None
    try:
        first = date.fromisoformat(match[1])
        return first, date.fromisoformat(match[2]) if match[2] else first
    except ValueError:
        return None


def read_instant(text: str) -> datetime | None:
    """``2026-11-23 12:30`` on the hotline's clock; 24:00 is the next midnight."""
    match = _INSTANT.fullmatch(_narrow(text))
    minute = _minute(match[2], match[3]) if match else None
    if match is None or minute is None:
        return None
    try:
        return at_minute(date.fromisoformat(match[1]), minute)
    except ValueError:
        return None


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


def _minute(hours: str, minutes: str) -> int | None:
    value = int(hours) * 60 + int(minutes)
    return value if int(minutes) < 60 and value <= DAY_MINUTES else None


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
