"""What is wrong in a file that people edit: where, what, and what to do about it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str


class Severity(StrEnum):
    """What a finding does to the version that it stands in."""

    ERROR = "error"  # 拒绝：不生效 · refused, nothing takes effect
    WARNING = "warning"  # 提醒：照常生效 · told, and published nevertheless


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one file. Line and column count from 1, in characters, as editors show them."""

    file: str
    line: int
    column: int
    problem: Bilingual
    remedy: Bilingual
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.problem.zh} — {self.remedy.zh}\n    {self.problem.en} — {self.remedy.en}"

    @property
    def place(self) -> tuple[str, int, int]:
        return self.file, self.line, self.column


class BadFiles(Exception):
    """The files cannot be used as they are. Carries everything that was found, in the order of the files.

    ``findings`` are the errors, ``warnings`` what else was noticed on the way.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        found = tuple(findings)
        self.findings = in_order(found, Severity.ERROR)
        self.warnings = in_order(found, Severity.WARNING)
        super().__init__("\n".join(map(str, self.findings)))


def in_order(findings: Iterable[Finding], severity: Severity) -> tuple[Finding, ...]:
    """Those of one severity, each once, by their place; at one place as they were found."""
    found = dict.fromkeys(one for one in findings if one.severity is severity)
    return tuple(sorted(found, key=lambda finding: finding.place))
