"""Who could make a follow-up call, in the order in which they are proposed. Pure, from a duty version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from people.person import Person, Role
from schedules.book import DutyBook
from schedules.times import DAY_MINUTES, at_minute, local
from storage.ids import GroupId, LineId, PersonId

LOOKED_AHEAD = timedelta(days=14)  # for whoever comes next: the longest holidays have nine days


@dataclass(frozen=True, slots=True)
class Caller:
    """An agent of the line, and why they come where they come."""

    id: PersonId
    name: str
    on_duty: bool
    """On duty at some time of that day."""
    relieves: bool
    """Of those who come on duty when whoever asks goes."""
    open: int
    """Follow-ups that they have already."""


def callers(
    book: DutyBook,
    line: LineId,
    at: datetime,
    loads: Mapping[PersonId, int],
    *,
    after: PersonId | None = None,
) -> list[Caller]:
    """The line's agents: those who relieve ``after`` first, then who is on duty that day; the least busy before others.

    ``after`` is whoever goes off duty, and is not among them.
    """
    today = on_duty_on_day(book, line, at)
    next_ones = relief_of(book, after, at) if after else frozenset[PersonId]()
    found = [
        Caller(one.id, one.name, one.id in today, one.id in next_ones, loads.get(one.id, 0))
        for one in _agents(book, line)
        if one.id != after
    ]
    return sorted(found, key=lambda one: (not one.relieves, not one.on_duty, one.open, one.id))


def proposed(who: Iterable[Caller], owner: PersonId | None) -> PersonId | None:
    """The owner, where they are on duty that day; else whoever comes first; the owner again where nobody is."""
    known = list(who)
    if owner is not None and any(one.id == owner and one.on_duty for one in known):
        return owner
    return next((one.id for one in known if one.on_duty), owner)


def on_duty_on_day(book: DutyBook, line: LineId, at: datetime) -> frozenset[PersonId]:
    """Who takes the line's calls at some time of the instant's day: what is left of it, or all where nothing is."""
    day = local(at).date()
    start, end = at_minute(day, 0), at_minute(day, DAY_MINUTES)
    return _on_duty(book, line, at, end) or _on_duty(book, line, start, end)


def relief_of(book: DutyBook, person: PersonId, at: datetime) -> frozenset[PersonId]:
    """Who comes on duty in this person's groups when their present shift ends; nobody where that is not to be foreseen.

    Of a group without shifts, the same people come again: they are on duty already.
    """
    known = book.people.get(person)
    found: set[PersonId] = set()
    for group in known.groups if known else ():
        found.update(_next_in(book, group, person, at))
    return frozenset(found - {person})


def _next_in(book: DutyBook, group: GroupId, person: PersonId, at: datetime) -> Collection[PersonId]:
    if group not in book.groups:
        return ()
    turn = book.on_duty(group, at)
    while turn.until is not None and turn.until - at <= LOOKED_AHEAD:
        turn = book.on_duty(group, turn.until)
        if turn.people and person not in turn.people:
            return turn.people
    return ()


def _on_duty(book: DutyBook, line: LineId, start: datetime, end: datetime) -> frozenset[PersonId]:
    found: set[PersonId] = set()
    for answer in book.changes(line, start, end):
        for group in answer.groups:
            since, until = max(answer.since or start, start), min(answer.until or end, end)
            turn = book.on_duty(group, since)
            found.update(turn.people)
            while turn.until is not None and turn.until < until:
                turn = book.on_duty(group, turn.until)
                found.update(turn.people)
    return frozenset(found)


def _agents(book: DutyBook, line: LineId) -> list[Person]:
    groups = set(book.lines[line].groups) if line in book.lines else set()
    return [one for one in book.people.values() if Role.AGENT in one.roles and not groups.isdisjoint(one.groups)]
