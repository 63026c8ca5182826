"""The duty rules once more, minute by minute and as naively as can be: what the engine's tables are compared with.

Written from the language's description alone. It shares the values that the files are read into, and no rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schedules.book import DutyBook
from schedules.calendar import Day, DayKind
from schedules.language.kinds_of_day import DayWord
from schedules.language.roster import Roster
from schedules.times import ZONE, Span
from storage.ids import GroupId, LineId, PersonId

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Told:
    groups: tuple[GroupId, ...]
    after: int | None = None
    say: tuple[str, ...] = ()


def is_called(word: str, day: Day) -> bool:
    """Whether a kind of day, as rosters write it, is what this day is."""
    if word == "every_day":
        return True
    if word == "working_days":
        return day.kind in (DayKind.WORKDAY, DayKind.MAKE_UP)
    if word == "make_up_days":
        return day.kind is DayKind.MAKE_UP
    if word == "holidays":
        return day.kind is DayKind.HOLIDAY
    if word == "rest_days":
        return day.kind is DayKind.REST
    return day.kind not in (DayKind.HOLIDAY, DayKind.MAKE_UP) and NAMES[day.date.weekday()] == word


def any_called(words: Sequence[str], day: Day) -> bool:
    return len(words) == 0 or any(is_called(word, day) for word in words)


ORDER = ("make_up_days", "holidays", *NAMES, "working_days", "rest_days", "every_day")


def hours_of(roster: Roster, day: Day) -> tuple[Span, ...]:
    for word in ORDER:
        if is_called(word, day) and DayWord(word) in roster.hours.by_kind:
            return roster.hours.by_kind[DayWord(word)]
    return ()


def ranges_of(roster: Roster, day: Day) -> tuple[Span, ...]:
    exception = roster.exceptions.get(day.date)
    if exception is not None and exception.hours is not None:
        return exception.hours
    return hours_of(roster, day)


def within(span: Span, begun: date, moment: datetime) -> bool:
    midnight = datetime(begun.year, begun.month, begun.day, tzinfo=ZONE)
    return midnight + timedelta(minutes=span.start) <= moment < midnight + timedelta(minutes=span.end)


def told_at(book: DutyBook, line: LineId, moment: datetime) -> Told:
    """Who answers, for how long each, and what is said first."""
    for ordered in book.covers:
        if line in ordered.lines and ordered.start <= moment < ordered.end:
            return Told(ordered.groups, ordered.after, ordered.say)
    roster = book.rosters[line]
    today = book.calendar.day(moment.date())
    yesterday = book.calendar.day(moment.date() - timedelta(days=1))
    for begun in (yesterday, today):
        if any(within(span, begun.date, moment) for span in ranges_of(roster, begun)):
            return by_rules(roster, begun, yesterday, today, moment)
    exception = roster.exceptions.get(today.date)
    return Told((), None, exception.say if exception else ())


def by_rules(roster: Roster, begun: Day, yesterday: Day, today: Day, moment: datetime) -> Told:
    exception = roster.exceptions.get(begun.date)
    say = exception.say if exception else ()
    if exception is not None and exception.groups:
        return Told(exception.groups, exception.after, say)
    for rule in roster.rules:
        if rule.spans:
            fits = any(
                any_called(rule.on, day) and any(within(span, day.date, moment) for span in rule.spans)
                for day in (yesterday, today)
            )
        else:
            fits = any_called(rule.on, begun)
        if fits:
            kept = exception.after if exception is not None and exception.hours is None else None
            return Told(rule.groups, kept or rule.after, say)
    raise AssertionError(f"{roster.line.id} at {moment}: on duty, and nobody answers")


def people_at(book: DutyBook, group: GroupId, moment: datetime) -> tuple[PersonId, ...]:
    """Who of a group takes calls."""
    gone = {one.person: one.stand_in for one in book.absences.leave if one.start <= moment < one.end}
    people: list[PersonId] = []
    for person in turn_of(book, group, moment):
        instead = gone.get(person) if person in gone else person
        if instead is None or (instead != person and instead in gone) or instead in people:
            continue
        people.append(instead)
    return tuple(people)


def turn_of(book: DutyBook, group: GroupId, moment: datetime) -> list[PersonId]:
    roster = book.rosters[book.groups[group].line]
    days = [moment.date(), moment.date() - timedelta(days=1)]
    for slot in roster.named:
        for begun in days:
            fits = any_called(slot.on, book.calendar.day(begun)) and any(within(s, begun, moment) for s in slot.spans)
            if slot.group == group and fits:
                return swapped(book, group, list(slot.people), begun)
    rotation = roster.rotation
    found: list[PersonId] = []
    if rotation is not None and rotation.group == group:
        for begun in reversed(days):
            for number, crew in enumerate(rotation.crews.values()):
                passed = (begun - rotation.start).days
                place = (number * (len(rotation.cycle) // len(rotation.crews)) + passed) % len(rotation.cycle)
                shift = rotation.cycle[place]
                if passed >= 0 and shift != "off" and within(rotation.shifts[shift], begun, moment):
                    found += swapped(book, group, list(crew), begun)
    return found or list(book.groups[group].members)


def swapped(book: DutyBook, group: GroupId, people: list[PersonId], day: date) -> list[PersonId]:
    for swap in book.absences.swaps:
        if swap.on == day and all(person in book.groups[group].members for person in swap.people):
            one, other = swap.people
            people = [other if person == one else one if person == other else person for person in people]
    return people
