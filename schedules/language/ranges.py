"""Hours, dates and instants as people write them, read out of a section with their findings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from schedules.document import Bilingual, Section
from schedules.times import Span, at_minute, read_dates, read_instant, read_span


def read_ranges(section: Section, key: str) -> tuple[Span, ...]:
    """One range of hours or a list of them, in order and without overlap."""
    spans: list[Span] = []
    for index, written in enumerate(section.texts(key)):
        span = read_span(written)
        if span is None:
            problem = Bilingual(f"“{written}” 不是一段时间", f"“{written}” is not a range of hours")
            section.fail(key, problem, _RANGE, index)
        elif spans and (span.start < spans[-1].end or span.end > spans[0].start + 24 * 60):
            problem = Bilingual(
                f"{span} 与前面的时段重叠或次序颠倒", f"{span} overlaps a range before it, or precedes it"
            )
            section.fail(key, problem, Bilingual("请按先后排列，不重叠", "put them in order, without overlap"), index)
        else:
            spans.append(span)
    return tuple(spans)


def read_days(section: Section, key: str, longest: int) -> tuple[date, date] | None:
    """The dates that a *key* of the section names, both ends counted; at most ``longest`` days."""
    dates = read_dates(key)
    if dates is None:
        problem = Bilingual(f"“{key}” 不是日期", f"“{key}” is not a date")
        section.fail_key(key, problem, _DATES)
        return None
    count = (dates[1] - dates[0]).days + 1
    if not 1 <= count <= longest:
        problem = Bilingual(f"“{key}” 有 {count} 天", f"“{key}” has {count} days")
        section.fail_key(key, problem, Bilingual(f"一段应为 1 至 {longest} 天", f"one entry has 1 to {longest} days"))
        return None
    return dates


def read_date(section: Section, key: str) -> date | None:
    """A single date, the value of a key."""
    written = section.text(key)
    dates = read_dates(written) if written else None
    if written and (dates is None or dates[0] != dates[1]):
        problem = Bilingual(f"“{written}” 不是日期", f"“{written}” is not a date")
        section.fail(key, problem, Bilingual("请写成 2026-11-23", "write 2026-11-23"))
        return None
    return dates[0] if dates else None


def read_time(section: Section, key: str) -> datetime | None:
    """A date with a time of day."""
    written = section.text(key)
    instant = read_instant(written) if written else None
    if written and instant is None:
        problem = Bilingual(f"“{written}” 不是日期和时刻", f"“{written}” is not a date and time")
        section.fail(key, problem, Bilingual("请写成 2026-11-23 12:30", "write 2026-11-23 12:30"))
    return instant


def read_period(section: Section, *, whole_days: bool = False) -> tuple[datetime, datetime] | None:
    """``from`` and ``until``, the end behind the start. With ``whole_days`` a date alone counts from its first to its
    last minute."""
    if whole_days:
        start, end = _day_or_time(section, "from", 0), _day_or_time(section, "until", 1)
    else:
        start, end = read_time(section, "from"), read_time(section, "until")
    if start is None or end is None:
        return None
    if end <= start:
        problem = Bilingual("结束不晚于开始", "it ends before it begins")
        section.fail("until", problem, Bilingual("请改正结束时间", "correct the end"))
        return None
    return start, end


def _day_or_time(section: Section, key: str, days_later: int) -> datetime | None:
    written = section.text(key)
    if not written:
        return None
    dates = read_dates(written)
    if dates is not None and dates[0] == dates[1]:
        return at_minute(dates[0] + timedelta(days=days_later), 0)
    if (instant := read_instant(written)) is None:
        problem = Bilingual(f"“{written}” 不是日期，也不是时刻", f"“{written}” is neither a date nor a time")
        section.fail(key, problem, Bilingual("请写 2026-12-01 或 2026-12-01 12:00", "write 2026-12-01, or with 12:00"))
    return instant


_RANGE = Bilingual(
    "请写成 09:00-12:00；跨零点写 22:00-06:00，全天写 24h",
    "write 09:00-12:00; 22:00-06:00 passes midnight, 24h is the whole day",
)
_DATES = Bilingual("请写 2027-10-01 或 2027-10-01~2027-10-07", "write 2027-10-01 or 2027-10-01~2027-10-07")
