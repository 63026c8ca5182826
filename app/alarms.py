"""What a person has to see to, gathered from those who notice it; asked often, answers at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agent_bridge.directory import Directory
from agent_bridge.link import LinkDown
from agent_bridge.relief import Watch
from schedules.book import DutyBook
from schedules.coverage import alarm as year_is_missing
from schedules.coverage import missing_year
from schedules.document import Finding
from schedules.language.overrides import Cover
from schedules.times import local
from storage.ids import PersonId
from web.ports import Alarm

from .process import operator

Source = Callable[[], tuple[Alarm, ...]]


class Alarms:
    """The sum of its sources."""

    def __init__(self, *sources: Source) -> None:
        self._sources = sources

    def __call__(self) -> tuple[Alarm, ...]:
        return tuple(alarm for source in self._sources for alarm in source())


class RefusedFiles:
    """A save that cannot be used: the version before it stays in force, and somebody should know."""

    def __init__(self) -> None:
        self._findings: tuple[Finding, ...] = ()

    def note(self, findings: tuple[Finding, ...]) -> None:
        """What is wrong with the files as they stand; nothing once they are right again."""
        self._findings = findings
        for finding in findings:
            operator.warning("未生效 · not in force: %s", finding)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._findings

    def __call__(self) -> tuple[Alarm, ...]:
        return (_refused(self._findings[0], len(self._findings) - 1),) if self._findings else ()


def _refused(finding: Finding, more: int, code: str = "files_refused") -> Alarm:
    """An exception, a leave, whatever it is: the first fault in full, and how many there are besides."""
    more_zh, more_en = (f"（另有 {more} 处）", f" (and {more} more)") if more else ("", "")
    place = f"{finding.file}:{finding.line}:{finding.column}"
    return Alarm(
        code,
        f"配置未生效，仍用上一版：{place} {finding.problem.zh}；{finding.remedy.zh}{more_zh}",
        f"A saved file is not in force, the last good version is: {place} {finding.problem.en}; {finding.remedy.en}"
        f"{more_en}",
    )


def refused(code: str, findings: Callable[[], tuple[Finding, ...]]) -> Source:
    """A file that does not decide who answers was saved and cannot be used either."""

    def source() -> tuple[Alarm, ...]:
        found = findings()
        return (_refused(found[0], len(found) - 1, code),) if found else ()

    return source


def following(trouble: Callable[[], str | None]) -> Source:
    """The duty version cannot be followed."""

    def source() -> tuple[Alarm, ...]:
        found = trouble()
        if found is None:
            return ()
        return (Alarm("duty_not_followed", f"无法跟进值班版本：{found}", f"Duty versions are not followed: {found}"),)

    return source


def asterisk(fault: Callable[[], LinkDown | None]) -> Source:
    """There is no link to Asterisk: nobody can be offered a call on the screen."""

    def source() -> tuple[Alarm, ...]:
        down = fault()
        if down is None:
            return ()
        words = f"{down.fault}: {down.detail}"
        return (Alarm("asterisk_link", f"与 Asterisk 的连接中断：{words}", f"No link to Asterisk: {words}"),)

    return source


def calendar(book: Callable[[], DutyBook], now: Callable[[], datetime]) -> Source:
    """The working days of a year that is near, or here, are not known."""

    def source() -> tuple[Alarm, ...]:
        year = missing_year(book(), now())
        if year is None:
            return ()
        words = year_is_missing(year)
        return (Alarm(f"calendar_{year}", words.zh, words.en),)

    return source


def covers(book: Callable[[], DutyBook], now: Callable[[], datetime]) -> Source:
    """Emergency closings and overrides in force, each until it ends by itself."""

    def source() -> tuple[Alarm, ...]:
        there, at = book(), now()
        return tuple(_cover(cover, there) for cover in there.covers if cover.start <= at < cover.end)

    return source


def _cover(cover: Cover, book: DutyBook) -> Alarm:
    lines = [line for line in book.lines.values() if line.id in cover.lines]
    zh, en = "、".join(line.name_zh for line in lines), ", ".join(line.name_en for line in lines)
    until = f"{local(cover.end):%Y-%m-%d %H:%M}"
    code = f"{cover.rule}/{'+'.join(sorted(cover.lines))}"
    if not cover.groups:
        return Alarm(
            code,
            f"{zh}专线临时停止服务至 {until}（{cover.who}：{cover.why}）",
            f"Closed until {until}: {en} ({cover.who}: {cover.why})",
        )
    groups = [book.groups[group] for group in cover.groups]
    to_zh = "、".join(f"{book.lines[group.line].name_zh}{group.name_zh}" for group in groups)
    to_en = ", ".join(f"{book.lines[group.line].name_en} {group.name_en}" for group in groups)
    return Alarm(
        code,
        f"{zh}专线临时改派{to_zh}至 {until}（{cover.who}：{cover.why}）",
        f"Calls of {en} go to {to_en} until {until} ({cover.who}: {cover.why})",
    )


def relief(unrelieved: Callable[[], tuple[Watch, ...]], directory: Callable[[], Directory]) -> Source:
    """A shift has begun and nobody of it is ready; who stays on until somebody is."""

    def source() -> tuple[Alarm, ...]:
        return tuple(_unrelieved(watch, directory()) for watch in unrelieved())

    return source


def _unrelieved(watch: Watch, directory: Directory) -> Alarm:
    turn, group = watch.turn, directory.group_names(watch.turn.group)
    line = directory.line_names(directory.line_of(turn.group))
    since = f"{local(turn.since):%H:%M}" if turn.since else ""
    shift = turn.shift or group
    missing, staying = ([_name(person, directory) for person in people] for people in (watch.missing, watch.staying))
    zh = f"{'、'.join(staying)}留守接听，有人接班即止" if staying else "无人留守，来电无人接听"
    en = f"{', '.join(staying)} stay on until one of them is" if staying else "nobody of the shift before is there"
    return Alarm(
        f"relief/{turn.group}/{since}",
        f"{line.zh}{group.zh} {since} 接班的{shift.zh}未就绪：{'、'.join(missing)}；{zh}",
        f"{line.en} {group.en}: {shift.en} of {since} is not ready ({', '.join(missing)}); {en}",
    )


def _name(person: PersonId, directory: Directory) -> str:
    known = directory.people.get(person)
    return known.name if known else person
