"""Can this be what the State Council announced? What cannot is refused; what is only unusual is told.

The rules are those that every notice since 2014 has kept: seven holidays, their statutory days off, make-up days on
week-ends alone. Since 2025 thirteen working days of a year are off on balance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.finding import Bilingual, Severity
from schedules.notice.table import Notice, spans

FIRST_YEAR_OF_THIRTEEN = 2025
LONGEST_HOLIDAY = 12  # days at a stretch; nine is the longest so far


@dataclass(frozen=True, slots=True)
class Holiday:
    """A statutory holiday: when its days can fall, and which of them are known beforehand."""

    zh: str
    en: str
    days: int
    """Statutory days off."""
    first: tuple[int, int]
    last: tuple[int, int]
    fixed: tuple[tuple[int, int], ...] = ()


HOLIDAYS = (
    Holiday("元旦", "New Year's Day", 1, (1, 1), (1, 1), ((1, 1),)),
    Holiday("春节", "Spring Festival", 4, (1, 20), (2, 27)),
    Holiday("清明", "Tomb-sweeping Day", 1, (4, 4), (4, 6)),
    Holiday("劳动", "Labour Day", 2, (5, 1), (5, 2), ((5, 1), (5, 2))),
    Holiday("端午", "Dragon Boat Festival", 1, (5, 26), (6, 26)),
    Holiday("中秋", "Mid-autumn Festival", 1, (9, 7), (10, 9)),
    Holiday("国庆", "National Day", 3, (10, 1), (10, 3), ((10, 1), (10, 2), (10, 3))),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    severity: Severity
    words: Bilingual


def judge(notice: Notice) -> list[Verdict]:
    """Everything that speaks against the table; it is refused when an error is among it."""
    return [*_dates(notice), *_holidays(notice), *_make_up_days(notice), *_balance(notice)]


def english(name: str) -> str:
    """The English name, both where a day belongs to two holidays; empty for a name that is none of the seven."""
    return " and ".join(holiday.en for holiday in HOLIDAYS if holiday.zh in name)


def _dates(notice: Notice) -> Iterator[Verdict]:
    first, last = date(notice.year - 1, 12, 25), date(notice.year, 12, 31)
    for day in notice.days:
        if not first <= day.date <= last:
            yield _error(
                f"{day.date} 不属于 {notice.year} 年的安排", f"{day.date} is no day of the notice of {notice.year}"
            )
        elif not english(day.name):
            yield _warning(
                f"{day.date} “{day.name}” 不是七个法定节日之一", f"{day.date}: “{day.name}” is an unusual name"
            )
    for first, last, name in spans(notice.off_days):
        count = (last - first).days + 1
        if count > LONGEST_HOLIDAY:
            yield _error(f"{name}连放 {count} 天", f"{english(name) or name} has {count} days at a stretch")


def _holidays(notice: Notice) -> Iterator[Verdict]:
    off = {day.date: day.name for day in notice.off_days}
    for holiday in HOLIDAYS:
        named = [when for when, name in off.items() if holiday.zh in name]
        day, last = (date(notice.year, *edge) for edge in (holiday.first, holiday.last))
        window = {day + timedelta(days=offset) for offset in range((last - day).days + 1)}
        if not named:
            yield _error(f"没有{holiday.zh}假期", f"{holiday.en} is missing")
        elif not window & set(named):
            yield _error(f"{holiday.zh}的日期不对：{named[0]}", f"{holiday.en} cannot be on {named[0]}")
        elif len(named) < holiday.days and notice.year >= FIRST_YEAR_OF_THIRTEEN:
            yield _error(
                f"{holiday.zh}只有 {len(named)} 天，法定 {holiday.days} 天",
                f"{holiday.en} has {len(named)} days; {holiday.days} are statutory",
            )
        for month, number in holiday.fixed:
            if date(notice.year, month, number) not in off and notice.year >= FIRST_YEAR_OF_THIRTEEN:
                yield _error(
                    f"{notice.year}-{month:02}-{number:02} 是法定{holiday.zh}假日，表中却不放假",
                    f"{notice.year}-{month:02}-{number:02} is {holiday.en}, yet not off in the table",
                )


def _make_up_days(notice: Notice) -> Iterator[Verdict]:
    for day in notice.make_up_days:
        if day.date.isoweekday() <= 5:
            yield _error(
                f"{day.date} 是工作日，不能是调休上班日", f"{day.date} is a weekday and cannot be a make-up day"
            )


def _balance(notice: Notice) -> Iterator[Verdict]:
    weekdays = sum(day.date.isoweekday() <= 5 for day in notice.off_days)
    net = weekdays - len(notice.make_up_days)
    if notice.year >= FIRST_YEAR_OF_THIRTEEN and net != 13:
        yield _warning(
            f"放假占 {weekdays} 个工作日，调休补 {len(notice.make_up_days)} 天，净 {net} 天（往年为 13 天），请核对",
            f"{weekdays} weekdays off, {len(notice.make_up_days)} made up: {net} on balance, usually 13; check it",
        )


def _error(zh: str, en: str) -> Verdict:
    return Verdict(Severity.ERROR, Bilingual(zh, en))


def _warning(zh: str, en: str) -> Verdict:
    return Verdict(Severity.WARNING, Bilingual(zh, en))
