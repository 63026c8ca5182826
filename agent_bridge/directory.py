"""Who is who, as the desk needs it: plain values that ``app`` takes from the duty version in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.ids import GroupId, LineId, PersonId


@dataclass(frozen=True, slots=True)
class Names:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class GroupEntry:
    line: LineId
    names: Names


@dataclass(frozen=True, slots=True)
class PersonEntry:
    name: str
    groups: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    people: Mapping[PersonId, PersonEntry] = field(default_factory=dict)
    groups: Mapping[GroupId, GroupEntry] = field(default_factory=dict)
    lines: Mapping[LineId, Names] = field(default_factory=dict)

    def groups_of(self, person: PersonId) -> tuple[GroupId, ...]:
        entry = self.people.get(person)
        return entry.groups if entry else ()

    def line_names(self, line: LineId | None) -> Names:
        """The line's names; its id where no version in force knows it any more."""
        return self.lines.get(line, Names(line, line)) if line else Names("", "")

    def group_names(self, group: GroupId) -> Names:
        entry = self.groups.get(group)
        return entry.names if entry else Names(group, group)

    def line_of(self, group: GroupId) -> LineId | None:
        entry = self.groups.get(group)
        return entry.line if entry else None
