"""One day of a line: the stretches on duty that begin on it, cut where another rule decides, and what holds between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Protocol

from schedules.calendar import Day, DayKind
from schedules.language.answering import AnswerRule
from schedules.language.exceptions import DatedException
from schedules.language.hours import possible_kinds
from schedules.language.kinds_of_day import DayWord, weekday
from schedules.language.roster import Roster
from schedules.times import DAY_MINUTES, Span, clock
from storage.ids import GroupId

OFF_HOURS = "off-hours"
DAYS_OFF = {
    DayKind.HOLIDAY: "holiday",
    DayKind.REST: "rest-day",
    DayKind.MAKE_UP: "make-up-day",
    DayKind.WORKDAY: "working-day",
}
"""The rule of a day without duty, by its kind; a weekday that is closed by its name gives that name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """On duty in ``span`` of the day, counted from its midnight."""

    span: Span
    groups: tuple[GroupId, ...]
    """Empty only where no rule answers; such a roster is refused."""
    rule: str
    """As it is recorded with a call, e.g. ``working_days/12:00-14:00``."""
    index: int | None = None
    """Which rule of ``answer`` decided; None for a dated exception that names groups."""
    after: int | None = None
    say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayPlan:
    pieces: tuple[Piece, ...]
    off: str
    """The rule under which the line is closed on this day outside its pieces."""
    off_say: tuple[str, ...]
    assumed: bool


@dataclass(frozen=True, slots=True)
class Around:
    """A day with its neighbours: a range that passes midnight belongs to the day on which it begins."""

    before: Day
    day: Day
    after: Day


def plan(roster: Roster, around: Around) -> DayPlan:
    """What the roster says of a day, without what was ordered above it."""
    exception = roster.exceptions.get(around.day.date)
    if exception is None:
        return _ordinary(roster, around)
    return _exceptional(roster, around, exception)


def _ordinary(roster: Roster, around: Around) -> DayPlan:
    word = roster.hours.word_for(around.day)
    hours = roster.hours.on(around.day)
    pieces = tuple(_cut(roster.rules, around, hours, word or "")) if word else ()
    assumed = around.day.assumed and depends_on_calendar(roster, around.day)
    return DayPlan(pieces, OFF_HOURS if hours else _day_off(around.day, word), (), assumed)


def _exceptional(roster: Roster, around: Around, exception: DatedException) -> DayPlan:
    usual = _ordinary(roster, around)
    hours = roster.hours.on(around.day) if exception.hours is None else exception.hours
    if exception.closed:
        return DayPlan((), exception.rule, exception.say, assumed=False)
    if exception.groups:
        pieces = tuple(
            Piece(span, exception.groups, _named(exception.rule, span), None, exception.after) for span in hours
        )
    elif exception.hours is None:
        pieces = tuple(replace(piece, after=exception.after or piece.after) for piece in usual.pieces)
    else:
        pieces = tuple(_cut(roster.rules, around, hours, exception.rule))
    told = tuple(replace(piece, say=exception.say) for piece in pieces)
    off = usual.off if exception.hours is None else f"{exception.rule}/{OFF_HOURS}"
    return DayPlan(told, off, exception.say, usual.assumed and exception.hours is None)


def _day_off(day: Day, word: DayWord | None) -> str:
    return word.value if word is not None and word is weekday(day) else DAYS_OFF[day.kind]


def _cut(rules: tuple[AnswerRule, ...], around: Around, hours: Iterable[Span], prefix: str) -> Iterable[Piece]:
    """Cut duty hours at every edge of every rule; the first matching rule takes each cut."""
    edges = {
        edge + shift
        for rule in rules
        for span in rule.spans
        for edge in (span.start, span.end)
        for shift in (-DAY_MINUTES, 0, DAY_MINUTES)
    }
    for hour in hours:
        cuts = sorted({hour.start, hour.end} | {edge for edge in (*edges, DAY_MINUTES) if edge in hour})
        for index, run in groupby(pairwise(cuts), key=lambda cut: deciding(rules, around, cut[0])):
            stretch = list(run)
            span = Span(stretch[0][0], stretch[-1][1])
            if index is None:
                yield Piece(span, (), _named(prefix, span))
            else:
                yield Piece(span, rules[index].groups, _named(prefix, span), index, rules[index].after)


def deciding(rules: tuple[AnswerRule, ...], around: Around, minute: int) -> int | None:
    """The first rule that matches a minute of duty that began on the day; it may lie on the next one."""
    return next((index for index, rule in enumerate(rules) if matches(rule, around, minute)), None)


class Dated(Protocol):
    """What goes by days and hours: a rule of ``answer``, a named slot."""

    @property
    def on(self) -> tuple[DayWord, ...]: ...

    @property
    def spans(self) -> tuple[Span, ...]: ...


def matches(rule: Dated, around: Around, minute: int) -> bool:
    """A rule without hours goes by the day on which the duty begins, its own hours by the day on which *they* begin."""
    if not rule.spans:
        return on_such(rule.on, around.day)
    days = around.before, around.day, around.after
    later, time = divmod(minute, DAY_MINUTES)
    return any(
        (time in span and on_such(rule.on, days[later + 1]))
        or (time + DAY_MINUTES in span and on_such(rule.on, days[later]))
        for span in rule.spans
    )


def on_such(words: tuple[DayWord, ...], day: Day) -> bool:
    return not words or any(word.includes(day) for word in words)


def _named(prefix: str, span: Span) -> str:
    late = DAY_MINUTES if span.start >= DAY_MINUTES else 0
    return f"{prefix}/{clock(span.start - late)}-{clock(span.end - late)}"


def depends_on_calendar(roster: Roster, day: Day) -> bool:
    """True when it makes a difference for the line whether this date is a holiday or a make-up day."""
    kinds = possible_kinds(day.date)
    return len({(roster.hours.on(kind), tuple(on_such(rule.on, kind) for rule in roster.rules)) for kind in kinds}) > 1
