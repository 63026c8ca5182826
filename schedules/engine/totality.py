"""Every minute on duty is somebody's, and every rule has a minute: checked for all days there can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from schedules.calendar import Calendar, Day
from schedules.document import Bilingual, Section
from schedules.engine.day_plan import Around, Piece, plan
from schedules.language.hours import POSSIBLE_DAYS, possible_kinds
from schedules.language.roster import Roster


def check_rules(section: Section, roster: Roster, calendar: Calendar) -> None:
    """Findings for hours in which nobody answers, and for rules that never decide anything."""
    if not roster.rules or not any(roster.hours.by_kind.values()):
        return
    used: set[int | None] = set()
    gap: tuple[Day, Piece] | None = None
    for around in possible_days(roster, calendar, near=_looks_over_midnight(roster)):
        pieces = plan(roster, around).pieces
        used.update(piece.index for piece in pieces)
        gap = gap or next(((around.day, piece) for piece in pieces if not piece.groups), None)
    if gap is not None:
        _nobody_answers(section, roster, *gap)
    for index in range(len(roster.rules)):
        if index not in used:
            problem = Bilingual(f"第 {index + 1} 条规则永远不会生效", f"rule {index + 1} never decides anything")
            remedy = Bilingual(
                "它不在值班时间内，或已被前面的规则占尽；请删去或前移",
                "it lies outside duty hours or behind other rules: remove it or move it up",
            )
            section.fail("answer", problem, remedy, index)


def _nobody_answers(section: Section, roster: Roster, day: Day, piece: Piece) -> None:
    zh, en = _which_day(roster, day)
    problem = Bilingual(
        f"{zh}{piece.span} 在值班时间内，却没有人应答", f"{en}{piece.span} is within duty hours, but nobody answers"
    )
    remedy = Bilingual("补上该时段，或在最后加 {otherwise: [组]}", "add the range, or end with {otherwise: [group]}")
    section.fail("answer", problem, remedy)


def _which_day(roster: Roster, day: Day) -> tuple[str, str]:
    """Said only where it makes a difference."""
    if day.date in roster.exceptions:
        return f"{day.date} ", f"on {day.date}, "
    word = roster.hours.word_for(day)
    if word is None or (len(roster.hours.by_kind) == 1 and not any(rule.on for rule in roster.rules)):
        return "", ""
    return f"{word.words.zh} ", f"on {word.words.en}, "


def _looks_over_midnight(roster: Roster) -> bool:
    """True where rules for kinds of days meet ranges over midnight, so that the neighbours of a day matter."""
    if not any(rule.on for rule in roster.rules):
        return False
    return any(span.passes_midnight for spans in roster.hours.by_kind.values() for span in spans) or any(
        rule.on and span.passes_midnight for rule in roster.rules for span in rule.spans
    )


def possible_days(roster: Roster, calendar: Calendar, *, near: bool) -> Iterator[Around]:
    """Every kind of day on every weekday; ``near``: with all kinds of neighbours, else as if all days were alike.

    Dated exceptions come with the days that the calendar puts around them.
    """
    for day in POSSIBLE_DAYS:
        if near:
            before, after = (possible_kinds(day.date + timedelta(days=by)) for by in (-1, 1))
            yield from (Around(one, day, other) for one, other in product(before, after))
        else:
            yield Around(day, day, day)
    yield from _exceptional(roster, calendar)


def _exceptional(roster: Roster, calendar: Calendar) -> Iterator[Around]:
    """The days of exceptions; of those that are alike in all that a rule looks at only the first."""
    seen: set[tuple[object, ...]] = set()
    for when, exception in roster.exceptions.items():
        before, day, after = (calendar.day(when + timedelta(days=by)) for by in (-1, 0, 1))
        key = (before.kind, day.kind, after.kind, when.weekday(), exception.hours, exception.groups)
        if key not in seen:
            seen.add(key)
            yield Around(before, day, after)
