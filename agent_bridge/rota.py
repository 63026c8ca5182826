"""The duty calendar as the desk asks it: who takes each group's calls now, when that changes, and what a seat shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from agent_bridge.attendance import Attendance
from agent_bridge.directory import Directory
from agent_bridge.relief import Turn, Watch, watch
from storage.ids import GroupId, PersonId

BACK = timedelta(days=1)  # shifts that began longer ago than this relieve nobody any more
MOST_BACK = 8  # turns
MOST_AHEAD = 60  # turns: a month of two shifts a day


class Calendar(Protocol):
    """The duty version in force. Never raises: callers come first."""

    def turn(self, group: GroupId, at: datetime) -> Turn:
        """Whose turn it is; asked often, so without what :meth:`known_of` adds."""
        ...

    def known_of(self, turn: Turn, at: datetime) -> Turn:
        """The same turn with who is on leave, and whether calls come at all."""
        ...


class SeatDuty(StrEnum):
    """What the calendar says of a person in a group."""

    ON = "on"
    OFF = "off"
    STAYING = "staying"
    """Off duty, and still there because the relief is not."""


@dataclass
class Rota:
    """``directory`` and ``calendar`` answer from the duty version in force."""

    directory: Callable[[], Directory]
    calendar: Calendar

    def watches(self, attendance: Attendance, at: datetime) -> dict[GroupId, Watch]:
        """Who takes the calls of every group."""
        return {group: self.watch(group, attendance, at) for group in self.directory().groups}

    def watch(self, group: GroupId, attendance: Attendance, at: datetime) -> Watch:
        now, *before = self._back(group, at)
        found = watch((now, *before), attendance, at)
        return watch((self.calendar.known_of(now, at), *before), attendance, at) if found.missing else found

    def next_edge(self, at: datetime) -> datetime | None:
        """When the calendar puts other people on duty anywhere; None where it never does."""
        edges = (self.calendar.turn(group, at).until for group in self.directory().groups)
        return min((edge for edge in edges if edge is not None), default=None)

    def seat(self, person: PersonId, found: Watch) -> tuple[SeatDuty, datetime | None]:
        """What a person's duty is by this watch, and until when; None where that is not to be foreseen."""
        if person in found.staying:
            return SeatDuty.STAYING, None
        on_duty = person in found.turn.people
        until = next((turn.since for turn in self._ahead(found.turn) if (person in turn.people) is not on_duty), None)
        return SeatDuty.ON if on_duty else SeatDuty.OFF, until

    def _back(self, group: GroupId, at: datetime) -> Iterator[Turn]:
        turn = self.calendar.turn(group, at)
        yield turn
        for _ in range(MOST_BACK):
            if turn.since is None or at - turn.since > BACK:
                return
            turn = self.calendar.turn(group, turn.since - timedelta(seconds=1))
            yield turn

    def _ahead(self, turn: Turn) -> Iterator[Turn]:
        for _ in range(MOST_AHEAD):
            if turn.until is None:
                return
            turn = self.calendar.turn(turn.group, turn.until)
            yield turn
