"""What set-up tells a person: Chinese first, English beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} · {self.en}"


class SetupRefused(Exception):
    """Set-up cannot go on; ``problem`` says why and ``remedy`` what the person can do about it."""

    def __init__(self, problem: Said, remedy: Said) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.remedy = remedy
