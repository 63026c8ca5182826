"""Why the duty calendar answers as it does, in one sentence; and where in the roster that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from schedules.answer import Because, DutyAnswer, DutyState, OnDuty
from schedules.calendar import Calendar, Day
from schedules.engine.day_plan import Around, Piece, plan
from schedules.engine.wording import (
    answered_by,
    date_words,
    day_words,
    from_to,
    group_names,
    hours_words,
    opens_words,
)
from schedules.finding import Bilingual
from schedules.language.exceptions import DatedException
from schedules.language.group import Group, Line
from schedules.language.overrides import Cover
from schedules.language.roster import Roster
from schedules.times import DAY_MINUTES, at_minute, minute_of
from storage.ids import GroupId, LineId, PersonId


@dataclass(frozen=True)
class Question:
    """An answer and all that led to it."""

    roster: Roster
    calendar: Calendar
    moment: datetime
    """On the hotline's clock."""
    answer: DutyAnswer
    opens: datetime | None
    """When a closed line opens again."""
    covers: tuple[Cover, ...]
    """Those that concern the line, in force or not."""
    lines: Mapping[LineId, Line]
    groups: Mapping[GroupId, Group]
    people: Mapping[PersonId, str]
    on_duty: tuple[OnDuty, ...]
    """Who of the groups that answer is on duty."""

    @cached_property
    def cover(self) -> Cover | None:
        """The closing or override that decided."""
        return next((one for one in self.covers if one.rule == self.answer.rule and self.in_force(one)), None)

    def in_force(self, cover: Cover) -> bool:
        return cover.start <= self.moment < cover.end

    @cached_property
    def piece(self) -> tuple[Day, Piece] | None:
        """The stretch on duty that decided, and the day on which it began: today, or the evening before."""
        today, minute = self.moment.date(), minute_of(self.moment)
        for begun, time in ((today - timedelta(days=1), minute + DAY_MINUTES), (today, minute)):
            for piece in self._pieces(begun):
                if time in piece.span and piece.rule == self.answer.rule:
                    return self.calendar.day(begun), piece
        return None

    @cached_property
    def day(self) -> Day:
        """The day that decided."""
        return self.calendar.day(self.moment.date()) if self.piece is None else self.piece[0]

    @property
    def exception(self) -> DatedException | None:
        return self.roster.exceptions.get(self.day.date)

    @property
    def names(self) -> list[Bilingual]:
        return self.named(self.answer.groups)

    def named(self, groups: tuple[GroupId, ...]) -> list[Bilingual]:
        return group_names(self.roster.line.id, groups, self.lines, self.groups)

    def _pieces(self, day: date) -> tuple[Piece, ...]:
        around = (self.calendar.day(day + timedelta(days=by)) for by in (-1, 0, 1))
        return plan(self.roster, Around(*around)).pieces


def because(question: Question) -> Because:
    """One sentence in each language."""
    if question.cover is not None:
        return _ordered(question, question.cover)
    if question.answer.state is DutyState.OPEN:
        return _open(question)
    if question.exception is not None and question.answer.rule.startswith(question.exception.rule):
        return _exceptionally_closed(question, question.exception)
    if question.roster.hours.on(question.day):
        return _off_hours(question)
    return _day_off(question)


def _ordered(question: Question, cover: Cover) -> Because:
    start, end = f"{cover.start:%Y-%m-%d %H:%M}", f"{cover.end:%Y-%m-%d %H:%M}"
    who = question.people.get(PersonId(cover.who), cover.who)
    if not cover.groups:
        opens = opens_words(question.opens)
        return Because(
            f"{start} 至 {end} 临时停止应答，原因：{cover.why}（{who}）{opens.zh}。",
            f"Closed for the time from {start} to {end} by {who}: {cover.why}{opens.en}.",
        )
    first, then = answered_by(question.names, cover.after)
    return Because(
        f"{start} 至 {end} 临时改派，由{first.zh}应答{then.zh}，原因：{cover.why}（{who}）。",
        f"From {start} to {end} {first.en} answer by order of {who}{then.en}: {cover.why}.",
    )


def _open(question: Question) -> Because:
    if question.piece is None:
        raise ValueError(f"no stretch on duty at {question.moment} has the rule {question.answer.rule}")
    piece, exception = question.piece[1], question.exception
    head, span = _head(question), from_to(piece.span)
    first, then = answered_by(question.names, question.answer.after)
    why = Bilingual("", "") if exception is None else _why(exception)
    order = "" if exception is None else "按当日例外，"
    return Because(
        f"{head.zh}{order}{span.zh} 由{first.zh}应答{then.zh}{why.zh}。",
        f"{head.en}, {first.en} answer from {span.en}{then.en}{why.en}.",
    )


def _off_hours(question: Question) -> Because:
    head, hours = _head(question), hours_words(question.roster.hours.on(question.day))
    opens, time = opens_words(question.opens), f"{question.moment:%H:%M}"
    return Because(
        f"{head.zh}{time} 不在值班时间 {hours.zh} 之内{opens.zh}。",
        f"{head.en}, {time} is outside the duty hours {hours.en}{opens.en}.",
    )


def _day_off(question: Question) -> Because:
    head, opens = _head(question), opens_words(question.opens)
    return Because(f"{head.zh}不值班{opens.zh}。", f"{head.en}, the line is off duty{opens.en}.")


def _exceptionally_closed(question: Question, exception: DatedException) -> Because:
    head, why, opens = _head(question), _why(exception), opens_words(question.opens)
    if exception.closed or exception.hours is None:
        return Because(
            f"{head.zh}按当日例外不值班{why.zh}{opens.zh}。", f"{head.en}, the line is closed{why.en}{opens.en}."
        )
    hours, time = hours_words(exception.hours), f"{question.moment:%H:%M}"
    return Because(
        f"{head.zh}{time} 不在当日例外的值班时间 {hours.zh} 之内{why.zh}{opens.zh}。",
        f"{head.en}, {time} is outside that day's exceptional hours {hours.en}{why.en}{opens.en}.",
    )


def _why(exception: DatedException) -> Bilingual:
    return Bilingual(f"，原因：{exception.why}", f", by exception: {exception.why}")


def _head(question: Question) -> Bilingual:
    """``2026-10-10（周六，国庆节调休上班日）`` and ``On Saturday 2026-10-10, a make-up working day …``."""
    date, day = date_words(at_minute(question.day.date, 0)), day_words(question.day)
    return Bilingual(f"{date.zh}（{day.zh}）", f"On {date.en}, {day.en}")
