"""One line's roster as its file says it: when the line is on duty, which groups answer, and who of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schedules.document import Bilingual, Section
from schedules.language.answering import AnswerRule, read_rules_of
from schedules.language.exceptions import DatedException, read_exceptions
from schedules.language.group import Group, Line, read_at_closing, read_groups_of
from schedules.language.hours import DutyHours, read_hours
from schedules.language.named import NamedSlot, check_named, read_named
from schedules.language.rotation import Rotation, check_crews, read_rotation
from storage.ids import LineId

CODE = re.compile(r"[A-Z]{2,4}")


@dataclass(frozen=True, slots=True)
class Roster:
    line: Line
    groups: tuple[Group, ...]
    hours: DutyHours
    rules: tuple[AnswerRule, ...]
    exceptions: Mapping[date, DatedException]
    rotation: Rotation | None
    named: tuple[NamedSlot, ...]


def read_roster(line: LineId, section: Section) -> Roster:
    """Read ``rosters/<line>.yaml``; faults become the section's findings."""
    groups = read_groups_of(line, section)
    named = Line(
        line,
        _matching(section, "code", CODE, Bilingual("请用 2 至 4 个大写字母", "use 2 to 4 capital letters")),
        section.text("name"),
        section.text("name_en"),
        tuple(group.id for group in groups.values()),
        read_at_closing(section, groups),
    )
    return Roster(
        named,
        tuple(groups.values()),
        read_hours(section),
        read_rules_of(section, groups),
        read_exceptions(section, groups),
        read_rotation(section, groups),
        read_named(section, groups),
    )


def check_people(section: Section, roster: Roster) -> None:
    """What can be judged only when the groups have their members."""
    groups = {group.id: group for group in roster.groups}
    if roster.rotation is not None:
        check_crews(section, roster.rotation, groups[roster.rotation.group])
    check_named(section, roster.named, groups)


def _matching(section: Section, key: str, pattern: re.Pattern[str], remedy: Bilingual) -> str:
    said = section.text(key)
    if said and not pattern.fullmatch(said):
        section.fail(key, Bilingual(f"“{said}” 不可用", f"“{said}” cannot be used"), remedy)
    return said
