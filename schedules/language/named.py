"""``named`` of a roster (指名值班): the people on duty per slot, for lines that want names."""

from __future__ import annotations

from dataclasses import dataclass

from schedules.bounds import MOST_SLOTS
from schedules.document import Bilingual, Section
from schedules.language.answering import Groups
from schedules.language.group import Group
from schedules.language.kinds_of_day import DayWord, read_day_words
from schedules.language.ranges import read_ranges
from schedules.language.rotation import check_members
from schedules.times import WHOLE_DAY, Span
from storage.ids import GroupId, PersonId


@dataclass(frozen=True, slots=True)
class NamedSlot:
    """Of this group these people are on duty, in these hours of these days. The first slot that matches decides."""

    number: int
    """Its place in the roster's list, from 1."""
    on: tuple[DayWord, ...]
    spans: tuple[Span, ...]
    group: GroupId
    people: tuple[PersonId, ...]

    @property
    def rule(self) -> str:
        return f"named/{self.number}"


def read_named(section: Section, groups: Groups) -> tuple[NamedSlot, ...]:
    """Read ``named``; faults become the section's findings."""
    found: list[NamedSlot] = []
    for number, entry in enumerate(section.section_list("named", optional=True, most=MOST_SLOTS), 1):
        on = read_day_words(entry, "on") if entry.has("on") else (DayWord.EVERY_DAY,)
        spans = read_ranges(entry, "at") if entry.has("at") else (WHOLE_DAY,)
        name, people = entry.choice("group", tuple(groups)), entry.texts("people")
        if entry.has("people") and not people:
            problem = Bilingual("没有写人", "nobody is named")
            entry.fail("people", problem, Bilingual("至少写一人", "name somebody"))
        if name in groups and on and spans and people:
            found.append(NamedSlot(number, on, spans, groups[name].id, tuple(map(PersonId, dict.fromkeys(people)))))
    return tuple(found)


def check_named(section: Section, slots: tuple[NamedSlot, ...], groups: dict[GroupId, Group]) -> None:
    """Once the people are known: each is of the group."""
    entries = section.section_list("named", optional=True)
    for slot in slots:
        check_members(entries[slot.number - 1], "people", slot.people, groups[slot.group])
