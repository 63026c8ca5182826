"""What a person has to see to, gathered from those who notice it; asked often, answers at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agent_bridge.link import LinkDown
from schedules.book import DutyBook
from schedules.coverage import alarm as year_is_missing
from schedules.coverage import missing_year
from schedules.document import Finding
from web.ports import Alarm

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
        self._findings = findings

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._findings

    def __call__(self) -> tuple[Alarm, ...]:
        return tuple(_refused(finding) for finding in self._findings[:1])


def _refused(finding: Finding) -> Alarm:
    place = f"{finding.file}:{finding.line}:{finding.column}"
    return Alarm(
        "files_refused",
        f"配置未生效，仍用上一版：{place} {finding.problem.zh}；{finding.remedy.zh}",
        f"A saved file is not in force, the last good version is: {place} {finding.problem.en}; {finding.remedy.en}",
    )


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
