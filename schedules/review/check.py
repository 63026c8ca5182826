"""Everything that is wrong with the edited files, and what is probably not meant, in one look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from schedules.book import DutyBook
from schedules.bundle import CALENDAR, HOTLINE, LEAVE, OVERRIDES, PEOPLE, ROSTERS, Bundle, read_what_can_be_read
from schedules.compile import compile_bundle
from schedules.finding import BadFiles, Finding, Severity
from schedules.review.lint import lint

_SINGLE = (CALENDAR, PEOPLE, OVERRIDES, LEAVE, HOTLINE)
_UNREADABLE = "\t"  # stands for a text that could not be read: what others expect of it is not told twice


@dataclass(frozen=True, slots=True)
class Checked:
    """What one look found, by file and place, errors and warnings together."""

    findings: tuple[Finding, ...]
    bundle: Bundle
    book: DutyBook | None
    """None while there are errors."""

    @property
    def errors(self) -> int:
        return sum(one.severity is Severity.ERROR for one in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


def check(
    config: Path,
    now: datetime,
    drafts: Mapping[str, Path] | None = None,
    prompts: Collection[str] | None = None,
) -> Checked:
    """Check the folder, with drafts in place of its files of that name; never raises for what stands in them."""
    return checked(*read_what_can_be_read(config, drafts or {}), now, prompts)


def checked(
    readable: Bundle, findings: list[Finding], now: datetime, prompts: Collection[str] | None = None
) -> Checked:
    """The same of texts that were read already, with what was found wrong on the way."""
    unread = {finding.file for finding in findings}
    bundle = replace(readable, files={**readable.files, **dict.fromkeys(unread, _UNREADABLE)})
    book: DutyBook | None = None
    try:
        book = compile_bundle(bundle)
        found: list[Finding] = [*book.warnings, *lint(book, bundle, now, prompts)]
    except BadFiles as bad:
        found = [*bad.findings, *bad.warnings]
    told = {*findings, *(one for one in found if one.file not in unread)}
    ordered = sorted(told, key=lambda one: (one.place, one.severity, one.problem.en))
    failed = any(one.severity is Severity.ERROR for one in ordered)
    return Checked(tuple(ordered), readable, None if failed else book)


def drafts_of(paths: Iterable[Path], config: Path) -> dict[str, Path]:
    """Name in a version → the file given for it; of a file outside the folder, the one that it stands for."""
    return {_name_of(path, config): path.resolve() for path in paths}


def _name_of(path: Path, config: Path) -> str:
    try:
        return path.resolve().relative_to(config.resolve()).as_posix()
    except ValueError:
        return path.name if path.name in _SINGLE else f"{ROSTERS}{path.name}"
