"""Entries whose time has passed, or never ends; years that nobody entered."""

from __future__ import annotations

from datetime import timedelta

from schedules.bundle import CALENDAR, LEAVE, OVERRIDES
from schedules.coverage import alarm, missing_year
from schedules.document import Section
from schedules.finding import Bilingual
from schedules.review.looking import Looking
from schedules.times import at_minute, local, read_dates, read_instant

KEPT_DAYS = 31  # an entry that ended so long ago is only in the way
LONGEST_COVER = timedelta(days=31)  # what lies over the roster for longer belongs into it


def expired_exceptions(looking: Looking) -> None:
    for top in looking.rosters():
        entries = top.section("exceptions", optional=True)
        for written in entries.names:
            dates = read_dates(written)
            if dates and (local(looking.now).date() - dates[1]).days > KEPT_DAYS:
                entries.warn_key(written, Bilingual(f"{written} 的例外已过期", f"{written} is over"), _REMOVE)


def expired_overrides(looking: Looking) -> None:
    for entry in _overrides(looking):
        end = read_instant(entry.text("until"))
        if end and local(looking.now) - end > timedelta(days=KEPT_DAYS):
            entry.warn("until", Bilingual(f"已于 {end:%Y-%m-%d} 结束", f"it ended on {end:%Y-%m-%d}"), _REMOVE)


def endless_overrides(looking: Looking) -> None:
    for entry in _overrides(looking):
        start, end = read_instant(entry.text("from")), read_instant(entry.text("until"))
        if start and end and end - start > LONGEST_COVER:
            days = (end - start).days
            problem = Bilingual(f"持续 {days} 天，年月是否写对？", f"it lasts {days} days: is the date right?")
            remedy = Bilingual("长期的改动请写进值班表", "what stays belongs into the roster")
            entry.warn("until", problem, remedy)


def expired_leave(looking: Looking) -> None:
    top = looking.top(LEAVE)
    if top is None:
        return
    limit = at_minute(local(looking.now).date() - timedelta(days=KEPT_DAYS), 0)
    over = Bilingual("已结束一个月以上", "it ended more than a month ago")
    for key, when in (("leave", "until"), ("swaps", "on")):
        for entry in top.section_list(key, optional=True):
            written = entry.text(when)
            dates, instant = read_dates(written), read_instant(written)
            end = instant or (at_minute(dates[1], 24 * 60) if dates else None)
            if end and end < limit:
                entry.warn(when, over, _REMOVE)


def years_without_calendar(looking: Looking) -> None:
    year, top = missing_year(looking.book, looking.now), looking.top(CALENDAR)
    if year is not None and top is not None:
        words = alarm(year)
        problem = Bilingual(words.zh.rstrip("。"), words.en.rstrip("."))
        remedy = Bilingual(
            "取得国务院办公厅通知后运行 hotline calendar import",
            "run hotline calendar import once the State Council's notice is out",
        )
        top.warn("complete_years", problem, remedy)


def _overrides(looking: Looking) -> list[Section]:
    top = looking.top(OVERRIDES)
    keys = ("closings", "overrides")
    return [] if top is None else [entry for key in keys for entry in top.section_list(key, optional=True)]


_REMOVE = Bilingual("可以删去；历史在值班版本中", "remove it; the versions remember")
