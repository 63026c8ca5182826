"""``shifts`` and ``rotation`` of a roster: crews that take turns, such as four crews on two shifts (四班二运转)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from schedules.document import Bilingual, Section
from schedules.language.answering import Groups
from schedules.language.group import Group
from schedules.language.ranges import read_date
from schedules.times import DAY_MINUTES, Span, read_span
from storage.ids import GroupId, PersonId

OFF = "off"
LONGEST_CYCLE = 100  # days


@dataclass(frozen=True, slots=True)
class Rotation:
    """The crews of a group go through the cycle, one entry a day, spread evenly over it.

    On the first day the first crew has the first entry and, with as many crews as entries, the second the second.
    """

    group: GroupId
    start: date
    shifts: Mapping[str, Span]
    cycle: tuple[str, ...]
    """Names of shifts, and ``off``."""
    crews: Mapping[str, tuple[PersonId, ...]]

    def shift_of(self, crew: int, day: date) -> str:
        """What the crew of that number has on a day: a shift, which belongs to the day on which it begins, or off."""
        step = len(self.cycle) // len(self.crews)
        return self.cycle[(crew * step + (day - self.start).days) % len(self.cycle)]

    def working(self, day: date) -> Iterator[tuple[str, str, Span]]:
        """Crew, shift and hours of all that begin on a day; nothing before the rotation starts."""
        if day < self.start:
            return
        for index, crew in enumerate(self.crews):
            shift = self.shift_of(index, day)
            if shift != OFF:
                yield crew, shift, self.shifts[shift]


def read_rotation(section: Section, groups: Groups) -> Rotation | None:
    """Read ``shifts`` and ``rotation``; faults become the section's findings. None where there is none to go by."""
    shifts = _shifts(section)
    if not section.has("rotation"):
        return None
    entry = section.section("rotation")
    name = entry.choice("group", tuple(groups))
    start = read_date(entry, "from")
    cycle, crews = _cycle(entry, shifts), _crews(entry)
    if name not in groups or start is None or not cycle or not crews or not shifts:
        return None
    if len(cycle) % len(crews):
        problem = Bilingual(
            f"{len(crews)} 个班组不能均分 {len(cycle)} 天的周期", f"{len(crews)} crews do not share {len(cycle)} days"
        )
        remedy = Bilingual("周期天数须是班组数的整数倍", "the cycle's days must be a multiple of the crews")
        entry.fail("cycle", problem, remedy)
        return None
    rotation = Rotation(groups[name].id, start, shifts, cycle, crews)
    _check_turns(entry, rotation)
    return rotation


def _shifts(section: Section) -> dict[str, Span]:
    entries = section.section("shifts", optional=True)
    shifts: dict[str, Span] = {}
    for name in entries.names:
        written = entries.text(name)
        span = read_span(written) if written else None
        if name == OFF:
            entries.fail_key(name, Bilingual("off 表示休班", "off means no shift"), Bilingual("请换名", "rename it"))
        elif span is not None:
            shifts[name] = span
        elif written:
            problem = Bilingual(f"“{written}” 不是一段时间", f"“{written}” is not a range of hours")
            entries.fail(name, problem, Bilingual("请写成 19:00-08:00", "write 19:00-08:00"))
    return shifts


def _cycle(entry: Section, shifts: Mapping[str, Span]) -> tuple[str, ...]:
    cycle = entry.texts("cycle")
    for index, name in enumerate(cycle):
        if name != OFF and name not in shifts:
            problem = Bilingual(f"没有 “{name}” 班次", f"there is no shift “{name}”")
            known = (*shifts, OFF)
            remedy = Bilingual(
                f"请在 shifts 中写明；已有：{'、'.join(known)}", f"add it to shifts, where there is: {', '.join(known)}"
            )
            entry.fail("cycle", problem, remedy, index)
            return ()
    if len(cycle) > LONGEST_CYCLE or (cycle and set(cycle) == {OFF}):
        problem = Bilingual("周期太长，或全是 off", "the cycle is too long, or all off")
        entry.fail("cycle", problem, Bilingual(f"至多 {LONGEST_CYCLE} 天", f"{LONGEST_CYCLE} days at most"))
        return ()
    return cycle


def _crews(entry: Section) -> dict[str, tuple[PersonId, ...]]:
    outer = entry.section("crews")
    crews: dict[str, tuple[PersonId, ...]] = {}
    seen: dict[str, str] = {}
    for crew in outer.names:
        people = outer.texts(crew)
        for index, person in enumerate(people):
            if person in seen:
                problem = Bilingual(f"{person} 已在 {seen[person]}", f"{person} is in {seen[person]} already")
                outer.fail(crew, problem, Bilingual("每人只在一个班组", "a person is in one crew"), index)
            seen[person] = crew
        crews[crew] = tuple(map(PersonId, people))
        if outer.has(crew) and not people:
            outer.fail(crew, Bilingual("班组没有人", "nobody is in the crew"), Bilingual("请写人员", "name its people"))
    return crews


def _check_turns(entry: Section, rotation: Rotation) -> None:
    """On each day of the cycle each shift has exactly one crew."""
    shifts = [name for name in rotation.shifts if name in rotation.cycle]
    for offset in range(len(rotation.cycle)):
        day = date.fromordinal(rotation.start.toordinal() + offset)
        held = [shift for _, shift, _ in rotation.working(day)]
        wrong = next((name for name in shifts if held.count(name) != 1), None)
        if wrong is not None:
            count = held.count(wrong)
            problem = Bilingual(
                f"周期第 {offset + 1} 天有 {count} 个班组上 {wrong}", f"on day {offset + 1} {count} crews have {wrong}"
            )
            remedy = Bilingual("周期须使每天每个班次恰有一个班组", "each shift needs exactly one crew every day")
            entry.fail("cycle", problem, remedy, offset)
            return


def check_crews(section: Section, rotation: Rotation, group: Group) -> None:
    """Once the people are known: each is of the group, and everybody of the group has a crew."""
    crews = section.section("rotation").section("crews")
    for crew, people in rotation.crews.items():
        check_members(crews, crew, people, group)
    idle = [person for person in group.members if not any(person in people for people in rotation.crews.values())]
    if idle:
        problem = Bilingual(
            f"{'、'.join(idle)} 不在任何班组，不会当班", f"{', '.join(idle)} are in no crew, never on duty"
        )
        section.section("rotation").warn("crews", problem, Bilingual("请编入班组", "put them into a crew"))
    if gap := _gap(rotation):
        problem = Bilingual(f"{gap} 没有班次，此时全组当班", f"no shift covers {gap}: the whole group is on duty then")
        section.warn("shifts", problem, Bilingual("若非本意，请补上班次", "add a shift unless that is meant"))


def _gap(rotation: Rotation) -> Span | None:
    """The first part of a day that no shift of the cycle covers."""
    spans = [rotation.shifts[name] for name in rotation.cycle if name != OFF]
    edges = sorted({0, DAY_MINUTES, *(edge % DAY_MINUTES for span in spans for edge in (span.start, span.end))})
    for start, end in pairwise(edges):
        if not any(start in span or start + DAY_MINUTES in span for span in spans):
            return Span(start, end)
    return None


def check_members(section: Section, key: str, people: tuple[PersonId, ...], group: Group) -> None:
    """Each of these people belongs to the group."""
    for index, person in enumerate(people):
        if person not in group.members:
            problem = Bilingual(f"“{person}” 不在 {group.id} 组", f"“{person}” is not in the group {group.id}")
            remedy = Bilingual("请在 people.yaml 中编入该组，或改正", "put them into it in people.yaml, or correct it")
            section.fail(key, problem, remedy, index)
