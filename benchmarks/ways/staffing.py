"""Enough agents that nobody waits for one: thirty in the group that answers each line on a Monday at ten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from routing.duty import Duty
from schedules.bundle import PEOPLE, read_bundle
from schedules.compile import compile_bundle
from storage.ids import GroupId, LineId, PersonId

PER_LINE = 30


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is at work: people by the group they answer in."""

    groups: dict[GroupId, tuple[PersonId, ...]]

    @property
    def people(self) -> tuple[PersonId, ...]:
        return tuple(person for members in self.groups.values() for person in members)


def hire(config: Path, at: datetime, per_line: int = PER_LINE) -> Staff:
    """Add people to ``people.yaml`` until the group that comes first for each line at that instant has so many."""
    duty = duty_of(config)
    answering = {line: duty.answer(line, at)[0].groups[0] for line in duty.book.lines}
    groups = {group: tuple(_members(group, line, per_line)) for line, group in answering.items()}
    added = (
        f"  - {{id: {person}, name: 坐席, roles: [agent], groups: [{group}]}}\n"
        for group, members in groups.items()
        for person in members
    )
    people = config / PEOPLE
    people.write_text(people.read_text("utf-8").rstrip() + "\n" + "".join(added), "utf-8")
    return Staff(groups)


def duty_of(config: Path) -> Duty:
    return Duty(compile_bundle(read_bundle(config)))


def _members(group: GroupId, line: LineId, count: int) -> Iterator[PersonId]:
    kind = group.removeprefix(f"{line}-")
    yield from (PersonId(f"{line}-{kind}-{number:03}") for number in range(1, count + 1))
