"""Which days are worked: our table over chinesecalendar (State Council notices), over the bare weekday rule.

A year that neither covers is decided by the weekday rule and marked *assumed*; it never stops a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

import chinese_calendar

from schedules.document import Bilingual, Section
from schedules.times import read_dates

LONGEST_HOLIDAY = 31  # days one entry may span: a wrong year in a range must not close the hotline


class DayKind(StrEnum):
    WORKDAY = "workday"  # 工作日
    MAKE_UP = "make_up"  # 调休上班日
    REST = "rest"  # 休息日
    HOLIDAY = "holiday"  # 节假日


@dataclass(frozen=True, slots=True)
class Day:
    """One date and what kind of day it is, and who says so."""

    date: date
    kind: DayKind
    name: Bilingual | None = None
    """The holiday, also on a make-up day: the holiday it makes up for."""
    ours: bool = False
    """True when ``calendar.yaml`` names this date."""
    assumed: bool = False
    """True when no data covers the year and the weekday alone decided."""

    @property
    def works(self) -> bool:
        return self.kind in {DayKind.WORKDAY, DayKind.MAKE_UP}


class Calendar:
    """Answers for any date. ``table``, ``complete_years`` and ``notices`` come from ``calendar.yaml``."""

    def __init__(
        self,
        table: Mapping[date, Day],
        complete_years: frozenset[int] = frozenset(),
        notices: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        self._table = table
        self._complete = complete_years
        self.notices = notices
        """Year → number of the State Council's notice that was entered by hand or by ``hotline calendar import``."""
        self._days: dict[date, Day] = {}

    def day(self, when: date) -> Day:
        if (known := self._days.get(when)) is None:
            known = self._days[when] = self._decide(when)
        return known

    def covers(self, year: int) -> bool:
        """False for a year that is decided by weekdays alone: time for an alarm."""
        return not self.day(date(year, 12, 31)).assumed

    def _decide(self, when: date) -> Day:
        if (ours := self._table.get(when)) is not None:
            return ours
        if when.year in self._complete:
            return _by_weekday(when, assumed=False)
        try:
            return _official(when)
        except NotImplementedError:
            return _by_weekday(when, assumed=True)


def read_calendar(section: Section) -> Calendar:
    """Read ``calendar.yaml``; faults become the section's findings."""
    table: dict[date, Day] = {}
    for key, works in (("holidays", False), ("workdays", True)):
        entries = section.section(key, optional=True)
        for written in entries.names:
            for when in _dates(entries, written):
                if when in table:
                    problem = Bilingual(f"{when} 写了两次", f"{when} is given twice")
                    entries.fail_key(written, problem, Bilingual("每个日期只写一次", "give each date once"))
                table[when] = _ours(when, works, entries.text(written))
    return Calendar(table, _years(section), _notices(section))


def _dates(entries: Section, written: str) -> list[date]:
    dates = read_dates(written)
    if dates is None:
        problem = Bilingual(f"“{written}” 不是日期", f"“{written}” is not a date")
        remedy = Bilingual("请写 2027-10-01 或 2027-10-01~2027-10-07", "write 2027-10-01 or 2027-10-01~2027-10-07")
        entries.fail_key(written, problem, remedy)
        return []
    count = (dates[1] - dates[0]).days + 1
    if not 1 <= count <= LONGEST_HOLIDAY:
        problem = Bilingual(f"“{written}” 有 {count} 天", f"“{written}” has {count} days")
        remedy = Bilingual(f"一段应为 1 至 {LONGEST_HOLIDAY} 天", f"one entry has 1 to {LONGEST_HOLIDAY} days")
        entries.fail_key(written, problem, remedy)
        return []
    return [dates[0] + timedelta(days=offset) for offset in range(count)]


def _years(section: Section) -> frozenset[int]:
    years: set[int] = set()
    for index, written in enumerate(section.texts("complete_years", ())):
        if (year := _year(written)) is not None:
            years.add(year)
        else:
            section.fail("complete_years", _no_year(written), _FOUR_DIGITS, index)
    return frozenset(years)


def _notices(section: Section) -> dict[int, str]:
    entries = section.section("notices", optional=True)
    found: dict[int, str] = {}
    for written in entries.names:
        number = entries.text(written)
        if (year := _year(written)) is not None:
            found[year] = number
        else:
            entries.fail_key(written, _no_year(written), _FOUR_DIGITS)
    return found


def _year(written: str) -> int | None:
    good = written.isascii() and written.isdigit() and 2004 <= int(written) <= 2100
    return int(written) if good else None


def _no_year(written: str) -> Bilingual:
    return Bilingual(f"“{written}” 不是年份", f"“{written}” is not a year")


_FOUR_DIGITS = Bilingual("请写四位年份", "write a year of four digits")


def _ours(when: date, works: bool, written: str) -> Day:
    zh, _, en = (part.strip() for part in written.partition("/"))
    kind = DayKind.HOLIDAY
    if works:
        ordinary = _by_weekday(when, assumed=False).works and not _is_official_holiday(when)
        kind = DayKind.WORKDAY if ordinary else DayKind.MAKE_UP
    return Day(when, kind, Bilingual(zh, en or zh), ours=True)


@cache  # the notices of all years are a few thousand days; every version of the rosters asks for them anew
def _official(when: date) -> Day:
    free, label = chinese_calendar.get_holiday_detail(when)
    name = _HOLIDAY_NAMES.get(label) if label else None
    if free:
        return Day(when, DayKind.HOLIDAY if name else DayKind.REST, name)
    return Day(when, DayKind.MAKE_UP if when.isoweekday() > 5 else DayKind.WORKDAY, name)


def _is_official_holiday(when: date) -> bool:
    try:
        return _official(when).kind is DayKind.HOLIDAY
    except NotImplementedError:
        return False


def _by_weekday(when: date, *, assumed: bool) -> Day:
    return Day(when, DayKind.WORKDAY if when.isoweekday() <= 5 else DayKind.REST, assumed=assumed)


_HOLIDAY_NAMES = {holiday.value: Bilingual(holiday.chinese, holiday.value) for holiday in chinese_calendar.Holiday}
