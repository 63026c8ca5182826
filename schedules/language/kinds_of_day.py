"""The kinds of days that rosters name, and which of them a date is."""

from __future__ import annotations

from enum import StrEnum

from schedules.calendar import Day, DayKind
from schedules.document import Bilingual, Section


class DayWord(StrEnum):
    """A kind of day as rosters write it.

    A weekday's name means an ordinary day of that name: a holiday on a Monday is a holiday, a Saturday that is
    worked is a make-up day.
    """

    EVERY_DAY = "every_day"
    WORKING_DAYS = "working_days"
    REST_DAYS = "rest_days"
    HOLIDAYS = "holidays"
    MAKE_UP_DAYS = "make_up_days"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def words(self) -> Bilingual:
        return _WORDS[self]

    def includes(self, day: Day) -> bool:
        """A make-up day is a working day, too."""
        match self:
            case DayWord.EVERY_DAY:
                return True
            case DayWord.WORKING_DAYS:
                return day.works
            case DayWord.REST_DAYS:
                return day.kind is DayKind.REST
            case DayWord.HOLIDAYS:
                return day.kind is DayKind.HOLIDAY
            case DayWord.MAKE_UP_DAYS:
                return day.kind is DayKind.MAKE_UP
        return day.kind in _ORDINARY and weekday(day) is self


WEEKDAYS = (
    *(DayWord.MONDAY, DayWord.TUESDAY, DayWord.WEDNESDAY, DayWord.THURSDAY, DayWord.FRIDAY),
    *(DayWord.SATURDAY, DayWord.SUNDAY),
)
_ORDINARY = {DayKind.WORKDAY, DayKind.REST}


def weekday(day: Day) -> DayWord:
    return WEEKDAYS[day.date.weekday()]


def kinds_of(day: Day) -> tuple[DayWord, ...]:
    """What the day may be called in a roster's ``duty``, the most specific first."""
    match day.kind:
        case DayKind.MAKE_UP:
            return DayWord.MAKE_UP_DAYS, DayWord.WORKING_DAYS, DayWord.EVERY_DAY
        case DayKind.HOLIDAY:
            return DayWord.HOLIDAYS, DayWord.EVERY_DAY
        case DayKind.REST:
            return weekday(day), DayWord.REST_DAYS, DayWord.EVERY_DAY
        case DayKind.WORKDAY:
            return weekday(day), DayWord.WORKING_DAYS, DayWord.EVERY_DAY


def read_day_words(section: Section, key: str) -> tuple[DayWord, ...]:
    """A list of kinds of days; none where the key is not given."""
    found: list[DayWord] = []
    for index, written in enumerate(section.texts(key, ())):
        if written not in set(DayWord):
            problem = Bilingual(f"“{written}” 不是一类日子", f"“{written}” is no kind of day")
            section.fail(key, problem, _meant(written), index)
        elif DayWord(written) in found:
            problem = Bilingual(f"“{written}” 重复", f"“{written}” is named twice")
            section.fail(key, problem, Bilingual("只写一次", "name it once"), index)
        else:
            found.append(DayWord(written))
    return tuple(found)


def meant_by(written: str) -> DayWord | None:
    """The word for what somebody wrote in Chinese: ``周六`` means ``saturday``."""
    said = written.replace("星期", "周").replace("礼拜", "周").replace("周天", "周日")
    return next((word for word in DayWord if said in {word.words.zh, *_ALSO.get(word, ())}), None)


def _meant(written: str) -> Bilingual:
    if (word := meant_by(written)) is not None:
        return Bilingual(f"请写 {word}", f"write {word}")
    return Bilingual(f"可用：{'、'.join(DayWord)}", f"one of: {', '.join(DayWord)}")


_WORDS = {
    DayWord.EVERY_DAY: Bilingual("每日", "every day"),
    DayWord.WORKING_DAYS: Bilingual("工作日", "working days"),
    DayWord.REST_DAYS: Bilingual("休息日", "days of rest"),
    DayWord.HOLIDAYS: Bilingual("节假日", "holidays"),
    DayWord.MAKE_UP_DAYS: Bilingual("调休上班日", "make-up days"),
    DayWord.MONDAY: Bilingual("周一", "Mondays"),
    DayWord.TUESDAY: Bilingual("周二", "Tuesdays"),
    DayWord.WEDNESDAY: Bilingual("周三", "Wednesdays"),
    DayWord.THURSDAY: Bilingual("周四", "Thursdays"),
    DayWord.FRIDAY: Bilingual("周五", "Fridays"),
    DayWord.SATURDAY: Bilingual("周六", "Saturdays"),
    DayWord.SUNDAY: Bilingual("周日", "Sundays"),
}
_ALSO = {
    DayWord.EVERY_DAY: ("每天",),
    DayWord.REST_DAYS: ("周末", "双休日"),
    DayWord.HOLIDAYS: ("法定节假日", "放假", "假日"),
    DayWord.MAKE_UP_DAYS: ("补班", "调休", "调休日", "补班日"),
}
