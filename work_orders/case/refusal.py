"""What the desk answers instead of doing something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schedules.answer import Because as Words

from .case import Case, Entry
from .words import REFUSALS


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done, and why. ``about`` says it of single inputs or fields, by name."""

    code: str
    about: Mapping[str, Words] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else changed the order meanwhile: how it stands, and what they did."""

    case: Case
    theirs: tuple[Entry, ...]
    """Since the revision that was seen, the earliest first."""
