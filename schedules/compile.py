"""A bundle of texts → the duty book, or everything that is wrong with them. Nothing is ever half accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from people.person import Person, Role
from schedules.announced import check_announcements
from schedules.book import Contents, DutyBook
from schedules.bundle import CALENDAR, HOTLINE, LEAVE, OVERRIDES, PEOPLE, ROSTERS, Bundle
from schedules.calendar import Calendar, read_calendar
from schedules.document import BadFiles, Bilingual, Finding, Section, parse
from schedules.engine.totality import check_rules
from schedules.finding import Severity, in_order
from schedules.language.group import LINE_ID
from schedules.language.leave import Absences, Staff, read_leave
from schedules.language.overrides import read_overrides
from schedules.language.roster import Roster, check_people, read_roster
from schedules.people_file import read_people
from schedules.rules import RoutingRules, read_rules
from storage.ids import GroupId, LineId, PersonId

T = TypeVar("T")


def compile_bundle(bundle: Bundle) -> DutyBook:
    """Read and check all files together. Raises :class:`BadFiles` with all that is wrong; warnings go into the book."""
    reading = _Reading(bundle)
    rosters = reading.rosters()
    known = Names(frozenset(group.id for roster in rosters.values() for group in roster.groups), reading.unreadable)
    people: tuple[Person, ...] = reading.file(PEOPLE, lambda top: read_people(top, known)) or ()
    calendar = reading.file(CALENDAR, read_calendar) or Calendar({})
    lines = tuple(bundle.rosters)
    covers = reading.optional(OVERRIDES, lambda top: read_overrides(top, lines, known)) or ()
    rules = reading.file(HOTLINE, lambda top: _read_routing(top, lines, known))
    staffed = {line: _with_members(roster, people) for line, roster in rosters.items()}
    absences = reading.optional(LEAVE, lambda top: read_leave(top, _staff(staffed, people))) or Absences((), ())
    reading.check(staffed, calendar)
    findings = (*map(bundle.locate, reading.findings), *_dead_keys(bundle))
    if rules is None or any(finding.severity is Severity.ERROR for finding in findings):
        raise BadFiles(findings)
    contents = Contents(staffed, calendar, people, covers, rules, absences, in_order(findings, Severity.WARNING))
    return DutyBook(bundle.hash, contents)


def _dead_keys(bundle: Bundle) -> Iterator[Finding]:
    """Keys of the menu that lead to a line without a roster: whoever presses them could not be answered."""
    for line, mark in bundle.on_menu.items():
        if line not in bundle.rosters:
            problem = Bilingual(f"没有 “{line}” 专线", f"there is no line “{line}”")
            remedy = Bilingual(
                f"请恢复 {ROSTERS}{line}.yaml，或从菜单中删去这个键",
                f"restore {ROSTERS}{line}.yaml, or take the key off the menu",
            )
            yield Finding(HOTLINE, mark.line, mark.column, problem, remedy)


@dataclass(frozen=True, slots=True)
class Names:
    """The groups there are. Of a line whose roster cannot be read any may exist: one fault is not told twice."""

    groups: frozenset[GroupId]
    unreadable: tuple[LineId, ...]

    def __contains__(self, name: object) -> bool:
        return name in self.groups or str(name).partition("-")[0] in self.unreadable


class _Reading:
    """Reads file after file and collects what is wrong, so that one look shows all of it."""

    def __init__(self, bundle: Bundle) -> None:
        self.findings: list[Finding] = []
        self.unreadable: tuple[LineId, ...] = ()
        self._bundle = bundle
        self._tops: dict[LineId, Section] = {}

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def file(self, name: str, read: Callable[[Section], T]) -> T | None:
        text = self._bundle.files.get(name)
        if text is None:
            self._note(name, Bilingual("缺少该文件", "the file is missing"), Bilingual("请恢复该文件", "restore it"))
            return None
        try:
            top = parse(name, text, self.findings)
        except BadFiles as bad:
            self.findings += bad.findings
            return None
        value = read(top)
        top.check_keys()
        return value

    def optional(self, name: str, read: Callable[[Section], T]) -> T | None:
        """The same of a file that a hotline may do without."""
        return self.file(name, read) if name in self._bundle.files else None

    def rosters(self) -> dict[LineId, Roster]:
        found: dict[LineId, Roster] = {}
        codes: dict[str, str] = {}
        for line, name in self._bundle.rosters.items():
            if not LINE_ID.fullmatch(line):
                problem = Bilingual(f"“{line}” 不可用作专线名", f"“{line}” cannot name a line")
                self._note(name, problem, Bilingual("文件名请用小写字母和数字", "name the file in letters and digits"))
            roster = self.file(name, partial(self._roster, line, codes))
            if roster is None:
                self.unreadable += (line,)
            else:
                found[line] = roster
        if not self._bundle.rosters:
            problem = Bilingual("没有任何专线", "there is no line at all")
            self._note(ROSTERS, problem, Bilingual("至少要有一个值班表文件", "at least one roster file is needed"))
        return found

    def check(self, rosters: Mapping[LineId, Roster], calendar: Calendar) -> None:
        """What shows only when all files are read; not looked for where they cannot be."""
        for line, roster in rosters.items():
            check_rules(self._tops[line], roster, calendar)
        if not self.failed:
            for line, roster in rosters.items():
                _check_groups(self._tops[line], roster)
                check_people(self._tops[line], roster)
            self._check_announcements()

    def _check_announcements(self) -> None:
        files, known = self._bundle.files, self._bundle.prompts
        for name in (*self._bundle.rosters.values(), OVERRIDES):
            if known is not None and name in files:
                check_announcements(parse(name, files[name], self.findings), known)

    def _roster(self, line: LineId, codes: dict[str, str], top: Section) -> Roster:
        """A roster whose order code no other has."""
        self._tops[line] = top
        roster = read_roster(line, top)
        code = roster.line.code
        if code and codes.setdefault(code, top.file) != top.file:
            problem = Bilingual(f"编号 “{code}” 已用于 {codes[code]}", f"the code “{code}” is taken by {codes[code]}")
            top.fail("code", problem, Bilingual("每条专线的编号须唯一", "each line needs a code of its own"))
        return roster

    def _note(self, name: str, problem: Bilingual, remedy: Bilingual) -> None:
        self.findings.append(Finding(name, 1, 1, problem, remedy))


def _check_groups(top: Section, roster: Roster) -> None:
    """A group that nobody belongs to can never answer; noted at the roster that counts on it."""
    for group in roster.groups:
        if not group.members:
            problem = Bilingual(f"“{group.id}” 组没有人", f"nobody is in the group “{group.id}”")
            remedy = Bilingual("请在 people.yaml 中为该组安排人员", "put somebody into it in people.yaml")
            top.section("groups").fail_key(group.id.removeprefix(f"{roster.line.id}-"), problem, remedy)


def _read_routing(top: Section, rosters: tuple[LineId, ...], known: Names) -> RoutingRules:
    """The routing part; the lines and groups that it counts on exist."""
    menu, routing = top.section("menu"), top.section("routing")
    line = menu.text("default_line")
    if line and line not in rosters:
        problem = Bilingual(f"没有 “{line}” 专线", f"there is no line “{line}”")
        menu.fail("default_line", problem, Bilingual(f"可用：{'、'.join(rosters)}", f"one of: {', '.join(rosters)}"))
    rules = replace(read_rules(routing), default_line=LineId(line) if line else None)
    if rules.when_undecided and rules.when_undecided not in known:
        problem = Bilingual(f"没有 “{rules.when_undecided}” 组", f"there is no group “{rules.when_undecided}”")
        remedy = Bilingual("请写 “专线-组”，例如 guangzhou-staff", "write line-group, like guangzhou-staff")
        routing.fail("when_undecided", problem, remedy)
    return rules


def _staff(rosters: Mapping[LineId, Roster], people: tuple[Person, ...]) -> Staff:
    """Who may be away, and who counts as away together."""
    groups: dict[str, tuple[PersonId, ...]] = {
        group.id: group.members for roster in rosters.values() for group in roster.groups
    }
    rotations = [roster.rotation for roster in rosters.values() if roster.rotation is not None]
    crews: dict[str, tuple[PersonId, ...]] = {}
    for rotation in rotations:
        for crew, members in rotation.crews.items():
            crews[crew] = (*crews.get(crew, ()), *members)
    turns = {rotation.group for rotation in rotations}
    turns |= {slot.group for roster in rosters.values() for slot in roster.named}
    return Staff(
        people=frozenset(person.id for person in people),
        agents=frozenset(person.id for person in people if Role.AGENT in person.roles),
        teams={**groups, **crews},
        slots={group: groups[group] for group in turns},
    )


def _with_members(roster: Roster, people: tuple[Person, ...]) -> Roster:
    groups = tuple(
        replace(group, members=tuple(person.id for person in people if group.id in person.groups))
        for group in roster.groups
    )
    return replace(roster, groups=groups)
