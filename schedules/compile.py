"""A bundle of texts → the duty book, or everything that is wrong with them. Nothing is ever half accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from people.person import Person, Role
from schedules.book import Contents, DutyBook
from schedules.bundle import CALENDAR, HOTLINE, LEAVE, OVERRIDES, PEOPLE, ROSTERS, Bundle
from schedules.calendar import Calendar, read_calendar
from schedules.document import BadFiles, Bilingual, Finding, Section, parse
from schedules.finding import Severity, in_order
from schedules.language.leave import Absences, Staff, read_leave
from schedules.language.overrides import Closing, read_overrides
from schedules.language.roster import LINE_ID, Roster, read_roster
from schedules.people_file import read_people
from schedules.rules import RoutingRules, read_rules
from storage.ids import GroupId, LineId

T = TypeVar("T")


def compile_bundle(bundle: Bundle) -> DutyBook:
    """Read and check all files together. Raises :class:`BadFiles` with all findings."""
    reading = _Reading(bundle)
    rosters = reading.rosters()
    known = Names(frozenset(group.id for roster in rosters.values() for group in roster.groups), reading.unreadable)
    people: tuple[Person, ...] = reading.file(PEOPLE, lambda top: read_people(top, known)) or ()
    calendar = reading.file(CALENDAR, read_calendar) or Calendar({})
    closings: tuple[Closing, ...] = ()
    if OVERRIDES in bundle.files:
        closings = reading.file(OVERRIDES, lambda top: read_overrides(top, tuple(bundle.rosters))) or ()
    absences = Absences()
    if LEAVE in bundle.files:
        absences = reading.file(LEAVE, lambda top: read_leave(top, _staff(rosters, people))) or Absences()
    rules = reading.file(HOTLINE, lambda top: _read_routing(top, tuple(bundle.rosters), known))
    if not reading.failed:
        reading.empty_groups(rosters, people)
    findings = tuple(map(bundle.locate, reading.findings))
    if reading.failed or rules is None:
        raise BadFiles(findings)
    staffed = {line: _with_members(roster, people) for line, roster in rosters.items()}
    warnings = in_order(findings, Severity.WARNING)
    contents = Contents(staffed, calendar, people, closings, rules, absences, warnings)
    return DutyBook(bundle.hash, contents)


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

    def rosters(self) -> dict[LineId, Roster]:
        found: dict[LineId, Roster] = {}
        codes: dict[str, str] = {}
        for line, name in self._bundle.rosters.items():
            if not LINE_ID.fullmatch(line):
                problem = Bilingual(f"“{line}” 不可用作专线名", f"“{line}” cannot name a line")
                self._note(name, problem, Bilingual("文件名请用小写字母和数字", "name the file in letters and digits"))
            roster = self.file(name, lambda top, line=line: _read_unique(line, top, codes))  # type: ignore[misc]
            if roster is None:
                self.unreadable += (line,)
            else:
                found[line] = roster
        if not self._bundle.rosters:
            problem = Bilingual("没有任何专线", "there is no line at all")
            self._note(ROSTERS, problem, Bilingual("至少要有一个值班表文件", "at least one roster file is needed"))
        return found

    def empty_groups(self, rosters: dict[LineId, Roster], people: tuple[Person, ...]) -> None:
        """A group that nobody belongs to can never answer; noted at the roster that counts on it."""
        staffed = {group for person in people for group in person.groups}
        for line, roster in rosters.items():
            for group in roster.groups:
                if group.id not in staffed:
                    problem = Bilingual(f"“{group.id}” 组没有人", f"nobody is in the group “{group.id}”")
                    remedy = Bilingual("请在 people.yaml 中为该组安排人员", "put somebody into it in people.yaml")
                    top = parse(
                        self._bundle.rosters[line], self._bundle.files[self._bundle.rosters[line]], self.findings
                    )
                    top.section("groups").fail_key(group.id.removeprefix(f"{line}-"), problem, remedy)

    def _note(self, name: str, problem: Bilingual, remedy: Bilingual) -> None:
        self.findings.append(Finding(name, 1, 1, problem, remedy))


def _read_unique(line: LineId, top: Section, codes: dict[str, str]) -> Roster:
    """A roster whose order code no other has."""
    roster = read_roster(line, top)
    code = roster.line.code
    if code and codes.setdefault(code, top.file) != top.file:
        problem = Bilingual(f"编号 “{code}” 已用于 {codes[code]}", f"the code “{code}” is taken by {codes[code]}")
        top.fail("code", problem, Bilingual("每条专线的编号须唯一", "each line needs a code of its own"))
    return roster


def _read_routing(top: Section, rosters: tuple[LineId, ...], known: Names) -> RoutingRules:
    """The routing part; the lines and groups that it counts on exist."""
    menu, routing = top.section("menu"), top.section("routing")
    line = menu.text("default_line")
    if line and line not in rosters:
        problem = Bilingual(f"没有 “{line}” 专线", f"there is no line “{line}”")
        menu.fail("default_line", problem, Bilingual(f"可用：{'、'.join(rosters)}", f"one of: {', '.join(rosters)}"))
    rules = read_rules(routing)
    if rules.when_undecided and rules.when_undecided not in known:
        problem = Bilingual(f"没有 “{rules.when_undecided}” 组", f"there is no group “{rules.when_undecided}”")
        remedy = Bilingual("请写 “专线-组”，例如 guangzhou-staff", "write line-group, like guangzhou-staff")
        routing.fail("when_undecided", problem, remedy)
    return rules


def _staff(rosters: Mapping[LineId, Roster], people: tuple[Person, ...]) -> Staff:
    """Who may be away, and who counts as away together."""
    groups = [group.id for roster in rosters.values() for group in roster.groups]
    return Staff(
        people=frozenset(person.id for person in people),
        agents=frozenset(person.id for person in people if Role.AGENT in person.roles),
        teams={group: frozenset(person.id for person in people if group in person.groups) for group in groups},
        slots={},
    )


def _with_members(roster: Roster, people: tuple[Person, ...]) -> Roster:
    groups = tuple(
        replace(group, members=tuple(person.id for person in people if group.id in person.groups))
        for group in roster.groups
    )
    return replace(roster, groups=groups)
