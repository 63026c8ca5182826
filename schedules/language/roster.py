"""One line's roster as its file says it: when the line is on duty, and which groups answer in which hours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from schedules.calendar import Day
from schedules.document import Bilingual, Section
from schedules.language.ranges import read_ranges
from schedules.times import Span
from storage.ids import GroupId, LineId, PersonId

LINE_ID = re.compile(r"[a-z][a-z0-9]{0,19}")  # no hyphen: it separates line and group in a group's id
GROUP_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")
CODE = re.compile(r"[A-Z]{2,4}")


class DutyDays(StrEnum):
    """The days on which a line is on duty."""

    EVERY_DAY = "every_day"  # 每日，法定节假日不休
    WORKING_DAYS = "working_days"  # 工作日，含调休上班日

    def includes(self, day: Day) -> bool:
        return self is DutyDays.EVERY_DAY or day.works


@dataclass(frozen=True, slots=True)
class Group:
    """People who answer together. ``members`` stand in the order of ``people.yaml``."""

    id: GroupId
    line: LineId
    name_zh: str
    name_en: str
    members: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A 专线. ``code`` begins its order numbers."""

    id: LineId
    code: str
    name_zh: str
    name_en: str
    groups: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """In these hours these groups answer, tried in this order; no hours: in all that is left (otherwise)."""

    spans: tuple[Span, ...]
    groups: tuple[GroupId, ...]

    @property
    def otherwise(self) -> bool:
        return not self.spans

    def matches(self, minute: int) -> bool:
        return self.otherwise or any(minute in span for span in self.spans)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a day on duty in which one rule decides."""

    span: Span
    rule: int
    """Index of the rule in the roster."""
    groups: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    line: Line
    groups: tuple[Group, ...]
    days: DutyDays
    hours: tuple[Span, ...]
    rules: tuple[AnswerRule, ...]
    pieces: tuple[Piece, ...]
    """The duty hours cut where another rule begins to decide, in order; they tile ``hours``."""


def read_roster(line: LineId, section: Section) -> Roster:
    """Read ``rosters/<line>.yaml``; faults become the section's findings."""
    groups = _groups(line, section)
    days, hours = _duty(section)
    rules = _rules(section, groups)
    pieces = tuple(_pieces(hours, rules))
    _check_rules(section, hours, rules, pieces)
    named = Line(
        line,
        _matching(section, "code", CODE, Bilingual("请用 2 至 4 个大写字母", "use 2 to 4 capital letters")),
        section.text("name"),
        section.text("name_en"),
        tuple(group.id for group in groups.values()),
    )
    return Roster(named, tuple(groups.values()), days, hours, rules, pieces)


def _groups(line: LineId, section: Section) -> dict[str, Group]:
    outer = section.section("groups")
    groups: dict[str, Group] = {}
    for name in outer.names:
        inner = outer.section(name)
        if not GROUP_NAME.fullmatch(name):
            problem = Bilingual(f"组名 “{name}” 不可用", f"“{name}” cannot name a group")
            outer.fail_key(name, problem, Bilingual("请用小写字母和数字", "use lower-case letters and digits"))
        groups[name] = Group(GroupId(f"{line}-{name}"), line, inner.text("name"), inner.text("name_en"))
    if section.has("groups") and not groups:
        section.fail("groups", Bilingual("没有坐席组", "no group"), Bilingual("至少写一个组", "name at least one"))
    return groups


def _duty(section: Section) -> tuple[DutyDays, tuple[Span, ...]]:
    duty = section.section("duty")
    given = [days for days in DutyDays if duty.has(days)]
    if len(given) != 1:
        if section.has("duty"):
            problem = Bilingual("值班日须恰有一种", "exactly one kind of duty days is needed")
            remedy = Bilingual(
                "请写 working_days（工作日）或 every_day（每日）", "write either working_days or every_day"
            )
            section.fail("duty", problem, remedy)
        return DutyDays.WORKING_DAYS, ()
    spans = read_ranges(duty, given[0])
    return given[0], spans


def _rules(section: Section, groups: dict[str, Group]) -> tuple[AnswerRule, ...]:
    if not section.has("answer") and len(groups) == 1:
        return (AnswerRule((), tuple(group.id for group in groups.values())),)
    rules: list[AnswerRule] = []
    entries = section.section_list("answer")
    for entry in entries:
        if entry.has("otherwise"):
            rules.append(AnswerRule((), _named(entry, "otherwise", groups)))
        else:
            spans, named = read_ranges(entry, "at"), _named(entry, "by", groups)
            if spans:
                rules.append(AnswerRule(spans, named))
    return tuple(rules) if len(rules) == len(entries) else ()


def _named(entry: Section, key: str, groups: dict[str, Group]) -> tuple[GroupId, ...]:
    found: list[GroupId] = []
    for index, name in enumerate(entry.texts(key)):
        if name not in groups:
            problem = Bilingual(f"没有 “{name}” 组", f"there is no group “{name}”")
            remedy = Bilingual(f"可用：{'、'.join(groups)}", f"one of: {', '.join(groups)}")
            entry.fail(key, problem, remedy, index)
        elif groups[name].id in found:
            problem = Bilingual(f"“{name}” 重复", f"“{name}” is named twice")
            entry.fail(key, problem, Bilingual("每组只写一次", "name each group once"), index)
        else:
            found.append(groups[name].id)
    return tuple(found)


def _pieces(hours: Iterable[Span], rules: tuple[AnswerRule, ...]) -> Iterable[Piece]:
    """Cut the duty hours at every edge of every rule; the first matching rule takes each cut."""
    edges = {edge for rule in rules for span in rule.spans for edge in (span.start, span.end)}
    for hour in hours:
        cuts = sorted({hour.start, hour.end} | {edge for edge in edges if edge in hour})
        for index, run in groupby(pairwise(cuts), key=lambda cut: _decides(rules, cut[0])):
            stretch = list(run)
            if index is not None:
                yield Piece(Span(stretch[0][0], stretch[-1][1]), index, rules[index].groups)


def _decides(rules: tuple[AnswerRule, ...], minute: int) -> int | None:
    return next((index for index, rule in enumerate(rules) if rule.matches(minute)), None)


def _check_rules(
    section: Section, hours: tuple[Span, ...], rules: tuple[AnswerRule, ...], pieces: tuple[Piece, ...]
) -> None:
    """Every minute on duty is somebody's, and every rule has a minute."""
    if not hours or not rules:
        return
    gap = next((minute for hour in hours for minute in _uncovered(hour, pieces)), None)
    if gap is not None:
        problem = Bilingual(f"{gap} 在值班时间内，却没有人应答", f"{gap} is within duty hours, but nobody answers")
        remedy = Bilingual(
            "补上该时段，或在最后加 {otherwise: [组]}", "add the range, or end with {otherwise: [group]}"
        )
        section.fail("answer", problem, remedy)
    used = {piece.rule for piece in pieces}
    for index in range(len(rules)):
        if index not in used:
            problem = Bilingual(f"第 {index + 1} 条规则永远不会生效", f"rule {index + 1} never decides anything")
            remedy = Bilingual(
                "它不在值班时间内，或已被前面的规则占尽；请删去或前移",
                "it lies outside duty hours or behind other rules: remove it or move it up",
            )
            section.fail("answer", problem, remedy, index)


def _uncovered(hour: Span, pieces: tuple[Piece, ...]) -> Iterable[Span]:
    cursor = hour.start
    for piece in pieces:
        if piece.span.start in hour:
            if piece.span.start > cursor:
                yield Span(cursor, piece.span.start)
            cursor = piece.span.end
    if cursor < hour.end:
        yield Span(cursor, hour.end)


def _matching(section: Section, key: str, pattern: re.Pattern[str], remedy: Bilingual) -> str:
    said = section.text(key)
    if said and not pattern.fullmatch(said):
        section.fail(key, Bilingual(f"“{said}” 不可用", f"“{said}” cannot be used"), remedy)
    return said
