"""What is wrong in a file that people edit: where, what, and what to do about it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same thing said in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one file. Line and column count from 1, in characters, as editors show them."""

    file: str
    line: int
    column: int
    problem: Bilingual
    remedy: Bilingual

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.problem.zh} — {self.remedy.zh}\n    {self.problem.en} — {self.remedy.en}"

    @property
    def place(self) -> tuple[str, int, int]:
        return self.file, self.line, self.column


class BadFiles(Exception):
    """The files cannot be used as they are. Carries everything that was found, in the order of the files."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(set(findings), key=lambda finding: finding.place))
        super().__init__("\n".join(map(str, self.findings)))
