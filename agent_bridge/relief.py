"""Who takes a group's calls where shifts change: whoever's relief is not there stays on until it is. Pure.

A shift is relieved once one of its people has been ready in it; a pause afterwards calls nobody back. A change that
brings nobody new (somebody's leave begins) is no change of shift: what held before it holds on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agent_bridge.attendance import Attendance
from agent_bridge.directory import Names
from storage.ids import GroupId, PersonId


@dataclass(frozen=True, slots=True)
class Turn:
    """Who of a group is on duty for ``[since, until)``, as the calendar says; None where nothing changes."""

    group: GroupId
    people: tuple[PersonId, ...]
    since: datetime | None = None
    until: datetime | None = None
    shift: Names | None = None
    """What it is called; None where nothing but belonging to the group puts its people on duty."""
    on_leave: frozenset[PersonId] = frozenset()
    """Whoever is on leave stays on for nobody."""
    called: bool = True
    """Whether any line's calls go to the group."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who takes a group's calls at an instant."""

    turn: Turn
    staying: tuple[PersonId, ...] = ()
    """Ready people of the shift before, whose relief is not there."""
    missing: tuple[PersonId, ...] = ()
    """The relief; empty where it came, or none was due."""

    @property
    def takes(self) -> tuple[PersonId, ...]:
        return (*self.turn.people, *self.staying)

    @property
    def alarming(self) -> bool:
        """Whether somebody has to see to it: callers come, and those of the shift who should take them do not."""
        return bool(self.missing) and self.turn.called and self.turn.shift is not None


def watch(turns: Sequence[Turn], attendance: Attendance, at: datetime) -> Watch:
    """``turns``: the one in force and those before it, the latest first; at least one."""
    held: tuple[PersonId, ...] = ()
    relieved, before, due = True, turns[-1], turns[-1].people
    for turn in reversed(turns[:-1]):
        incoming = tuple(person for person in turn.people if person not in before.people)
        came = _came(turn, attendance, at)
        if incoming:
            held = before.people if relieved else (*before.people, *held)
            relieved, due = came, incoming
        else:
            relieved = relieved or came
        before = turn
    missing = tuple(person for person in due if person in before.people) or before.people
    if relieved or not missing:
        return Watch(before)
    return Watch(before, _staying(held, before, attendance, at), missing)


def _came(turn: Turn, attendance: Attendance, at: datetime) -> bool:
    start, end = turn.since or at, min(turn.until or at, at)
    return any(attendance.ready_within(person, start, end) for person in turn.people)


def _staying(held: tuple[PersonId, ...], now: Turn, attendance: Attendance, at: datetime) -> tuple[PersonId, ...]:
    gone = {*now.people, *now.on_leave}
    return tuple(person for person in dict.fromkeys(held) if person not in gone and attendance.ready(person, at))
