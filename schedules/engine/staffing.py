"""Who of a group is on duty: the named slot, else the crew of the rotation, else everybody; then who is away.

A slot or shift belongs to the day on which it begins, and so does a swap; leave goes by the instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schedules.calendar import Calendar
from schedules.engine.day_plan import on_such
from schedules.engine.table import Turn
from schedules.language.group import Group
from schedules.language.leave import Absences
from schedules.language.named import NamedSlot
from schedules.language.rotation import Rotation
from schedules.times import DAY_MINUTES, ZONE, at_minute
from storage.ids import PersonId

MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Team:
    """A group with all that says who of it is on duty."""

    group: Group
    named: tuple[NamedSlot, ...]
    rotation: Rotation | None
    absences: Absences


@dataclass(frozen=True, slots=True)
class Present:
    """Who is on duty for a while, and who would be."""

    people: tuple[PersonId, ...]
    rule: str
    away: tuple[PersonId, ...] = ()


def team_year(team: Team, calendar: Calendar, year: int) -> list[Turn[Present]]:
    """The turns of a year from midnight of 1 January on."""
    turns: list[Turn[Present]] = []
    for instant in _instants(team, year):
        present = present_at(team, calendar, instant)
        if not turns or turns[-1][1] != present:
            turns.append((instant, present))
    return turns


def present_at(team: Team, calendar: Calendar, instant: datetime) -> Present:
    """Who is on duty at an instant on the hotline's clock; walks all rules."""
    people, rule = _rostered(team, calendar, instant)
    gone = {one.person: one.stand_in for one in team.absences.leave if one.start <= instant < one.end}
    there: list[PersonId] = []
    for person in people:
        stand_in = gone.get(person, person)
        if stand_in is not None and (stand_in == person or stand_in not in gone) and stand_in not in there:
            there.append(stand_in)
    return Present(tuple(there), rule, tuple(person for person in people if person in gone))


def _rostered(team: Team, calendar: Calendar, instant: datetime) -> tuple[tuple[PersonId, ...], str]:
    """Before leave: whose turn it is."""
    minute = instant.hour * 60 + instant.minute
    today = instant.date()
    for slot in team.named:
        for begun, time in ((today, minute), (today - timedelta(days=1), minute + DAY_MINUTES)):
            if on_such(slot.on, calendar.day(begun)) and any(time in span for span in slot.spans):
                return _swapped(team, slot.people, begun), slot.rule
    crews = list(_crews(team, today, minute))
    if crews:
        people = tuple(dict.fromkeys(person for _, worked in crews for person in worked))
        return people, "rotation/" + "+".join(name for name, _ in crews)
    return team.group.members, MEMBERS


def _crews(team: Team, today: date, minute: int) -> Iterator[tuple[str, tuple[PersonId, ...]]]:
    """The crews at work, as ``night/甲班``; the one that began yesterday first."""
    if team.rotation is None:
        return
    for begun, time in ((today - timedelta(days=1), minute + DAY_MINUTES), (today, minute)):
        for crew, shift, span in team.rotation.working(begun):
            if time in span:
                yield f"{shift}/{crew}", _swapped(team, team.rotation.crews[crew], begun)


def _swapped(team: Team, people: tuple[PersonId, ...], day: date) -> tuple[PersonId, ...]:
    for swap in team.absences.swaps:
        if swap.on == day and set(swap.people) <= set(team.group.members):
            one, other = swap.people
            turned = {one: other, other: one}
            people = tuple(turned.get(person, person) for person in people)
    return people


def _instants(team: Team, year: int) -> list[datetime]:
    """Whenever anything could change, in order."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    spans = [span for slot in team.named for span in slot.spans]
    if team.rotation is not None:
        spans += team.rotation.shifts.values()
    minutes = sorted({0, *(edge % DAY_MINUTES for span in spans for edge in (span.start, span.end))}) if spans else []
    found = {at_minute(first + timedelta(days=day), minute) for day in range(days) for minute in minutes}
    found.update(_within(year, (edge for one in team.absences.leave for edge in (one.start, one.end))))
    return sorted({at_minute(first, 0), *found})


def _within(year: int, instants: Iterable[datetime]) -> Iterator[datetime]:
    first, last = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    return (instant for instant in instants if first <= instant < last)
