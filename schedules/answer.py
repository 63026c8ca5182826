"""What the duty calendar says of one line at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.ids import GroupId, LineId, PersonId, VersionHash


class DutyState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class DutyAnswer:
    """Who answers this line now, or that nobody does, and which rule says so.

    The answer holds for ``[since, until)``; either end is None where the compiled table ends.
    """

    line: LineId
    state: DutyState
    groups: tuple[GroupId, ...]
    """In the order in which they are tried; empty unless open."""
    rule: str
    """Id of the rule that decided, e.g. ``working_days/09:00-12:00`` or ``holiday``."""
    since: datetime | None
    until: datetime | None
    assumed: bool
    """True when the year is not covered by calendar data and the weekday rule was used."""
    version: VersionHash | None
    """None only where no good duty version was ever stored."""
    say: tuple[str, ...] = ()
    """Prompts that the caller hears first: the announcement of an exception, override or closing."""
    after: int | None = None
    """Seconds that each group but the last rings before the next is tried; None: as ``routing`` says."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who of a group takes calls, and by which rule, for ``[since, until)``; an end is None where nothing changes."""

    group: GroupId
    people: tuple[PersonId, ...]
    """Empty where all who should be there are away."""
    rule: str
    """``members`` · ``named/2`` · ``rotation/night/甲班``."""
    since: datetime | None
    until: datetime | None
    away: tuple[PersonId, ...] = ()
    """Who would be there but is on leave."""


@dataclass(frozen=True, slots=True)
class Because:
    """A reason in both languages; one sentence each, complete and without a full stop missing."""

    zh: str
    en: str
