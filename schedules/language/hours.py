"""``duty`` of a roster: on which kinds of days the line is on duty, and in which hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from schedules.calendar import Day, DayKind
from schedules.document import Bilingual, Section
from schedules.language.kinds_of_day import WEEKDAYS, DayWord, kinds_of, meant_by
from schedules.language.ranges import read_ranges
from schedules.times import Span

CLOSED = "closed"


@dataclass(frozen=True)
class DutyHours:
    """Hours by kind of day; no hours for a kind means that the line is closed on such days."""

    by_kind: Mapping[DayWord, tuple[Span, ...]]

    def word_for(self, day: Day) -> DayWord | None:
        """The kind that decides for this day: the most specific one that is given; None where none is."""
        return next((word for word in kinds_of(day) if word in self.by_kind), None)

    def on(self, day: Day) -> tuple[Span, ...]:
        """The ranges that begin on this day."""
        word = self.word_for(day)
        return () if word is None else self.by_kind[word]

    @cached_property
    def simple(self) -> tuple[DayWord, tuple[Span, ...]] | None:
        """``every_day`` or ``working_days`` with their hours, where that is all there is to say; else None."""
        if any(span.passes_midnight for spans in self.by_kind.values() for span in spans):
            return None
        every = {self.on(day) for day in POSSIBLE_DAYS if day.kind is not DayKind.MAKE_UP}
        working = {self.on(day) for day in POSSIBLE_DAYS if day.kind is DayKind.WORKDAY}
        free = {self.on(day) for day in POSSIBLE_DAYS if not day.works}
        if len(every) == 1 and () not in every:
            return DayWord.EVERY_DAY, every.pop()
        if len(working) == 1 and () not in working and free == {()}:
            return DayWord.WORKING_DAYS, working.pop()
        return None


def possible_kinds(when: date) -> tuple[Day, ...]:
    """What a date may turn out to be, whatever the State Council decides."""
    ordinary = DayKind.WORKDAY if when.isoweekday() <= 5 else DayKind.REST
    return tuple(Day(when, kind) for kind in (ordinary, DayKind.HOLIDAY, DayKind.MAKE_UP))


_MONDAY = date(2001, 1, 1)  # older than any date that may be written: no exception falls on these days
POSSIBLE_DAYS = tuple(day for offset in range(7) for day in possible_kinds(_MONDAY + timedelta(days=offset)))
"""Every weekday as every kind of day that it can be."""


def read_hours(section: Section) -> DutyHours:
    """Read ``duty``; faults become the section's findings."""
    duty = section.section("duty")
    hours = {word: _of_kind(duty, word) for word in DayWord if duty.has(word)}
    for name in duty.names:
        if name not in set(DayWord) and (word := meant_by(name)) is not None and duty.has(name):
            problem = Bilingual(f"不认识的键 “{name}”", f"unknown key “{name}”")
            duty.fail_key(name, problem, Bilingual(f"请写 {word}", f"write {word}"))
    found = DutyHours(hours)
    if any(hours.values()):
        _warn_of_unsaid_days(duty, found)
        _warn_of_overrun(duty, found)
    elif section.has("duty") and not duty.names:
        section.fail("duty", Bilingual("没有值班时间", "no duty hours"), _GIVE_HOURS)
    elif hours and all(duty.texts(word) == (CLOSED,) for word in hours):
        section.fail("duty", Bilingual("从不值班", "never on duty"), _GIVE_HOURS)
    return found


def _of_kind(duty: Section, word: DayWord) -> tuple[Span, ...]:
    return () if duty.texts(word) == (CLOSED,) else read_ranges(duty, word)


def _warn_of_unsaid_days(duty: Section, hours: DutyHours) -> None:
    """Whoever names some days may have forgotten the others: say what holds on them."""
    named = [word for word in hours.by_kind if word in {*WEEKDAYS, DayWord.REST_DAYS}]
    if not named or DayWord.EVERY_DAY in hours.by_kind:
        return
    if DayWord.HOLIDAYS not in hours.by_kind:
        problem = Bilingual("没有写节假日：节假日不值班", "holidays are not given: the line is closed on holidays")
        duty.warn(named[0], problem, Bilingual("请写明 holidays: closed 或时间", "write holidays: closed, or hours"))
    if not {DayWord.WORKING_DAYS, DayWord.MAKE_UP_DAYS} & set(hours.by_kind):
        problem = Bilingual(
            "没有写调休上班日：调休上班日不值班", "make-up days are not given: the line is closed on them"
        )
        remedy = Bilingual("请写明 make_up_days: closed 或时间", "write make_up_days: closed, or hours")
        duty.warn(named[0], problem, remedy)


def _warn_of_overrun(duty: Section, hours: DutyHours) -> None:
    """Hours that run into the next morning's own: they run to their end, which may not be meant."""
    mornings = [spans[0].start for spans in hours.by_kind.values() if spans]
    for word, spans in hours.by_kind.items():
        if spans and spans[-1].passes_midnight and spans[-1].end - 24 * 60 > min(mornings):
            problem = Bilingual(
                f"{spans[-1]} 会延续到次日的值班时间之内", f"{spans[-1]} runs into the next day's hours"
            )
            remedy = Bilingual("两段相接即可，不必重叠", "let the ranges touch, not overlap")
            duty.warn(word, problem, remedy, len(spans) - 1)


_GIVE_HOURS = Bilingual(
    "请写 working_days（工作日）或 every_day（每日）等的时间", "give hours, for working_days or every_day for example"
)
