"""Values of the routing decision: what was known, and where the call goes and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schedules.answer import Because, DutyAnswer, DutyState
from storage.ids import CallId, GroupId, LineId, VersionHash


class Choice(StrEnum):
    """How the line came to be chosen."""

    PRESSED = "pressed"
    SILENT = "silent"
    WRONG_KEY = "wrong_key"
    REPEATED = "repeated"
    NO_MENU = "no_menu"


class Reason(StrEnum):
    """Why the call goes where it goes; each has its sentence in both languages in ``routing.because``."""

    ON_DUTY = "on_duty"
    OVERFLOW_NOBODY_READY = "overflow_nobody_ready"
    CLOSED = "closed"
    NOBODY_SIGNED_IN = "nobody_signed_in"
    UNDECIDED_GROUP = "undecided_group"
    UNDECIDED_MESSAGE = "undecided_message"


@dataclass(frozen=True, slots=True)
class Staffing:
    """Members of a queue as Asterisk counts them: signed in, not in a call, ringable now."""

    logged: int
    free: int
    ready: int


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the line and its groups are called, for the reason in words."""

    line: Name
    groups: Mapping[GroupId, Name]

    def group(self, group: GroupId | None) -> Name:
        """The group's name; its id where no roster names it (a group of another line, when undecided)."""
        return self.groups.get(group, Name(group, group)) if group else Name("", "")


@dataclass(frozen=True, slots=True)
class Step:
    """Ring this group for so long, then go on to the next step."""

    group: GroupId
    seconds: int


@dataclass(frozen=True, slots=True)
class Closing:
    """The line closes: from then on whoever still waits goes to this step, or without one gets the offer."""

    at: datetime
    step: Step | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the decision may look at. ``staffing`` is None where Asterisk could not be asked."""

    call: CallId
    line: LineId
    choice: Choice
    key: str
    """The digit pressed last, empty for silence."""
    instant: datetime
    duty: DutyAnswer
    duty_because: Because
    names: Names
    staffing: Mapping[GroupId, Staffing] | None
    closing: Closing | None = None
    """None where those who wait at closing time are served, or the line does not close soon."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a call goes. ``plan`` is empty for a call that nobody can take: it is then *unserved*."""

    line: LineId
    state: DutyState
    plan: tuple[Step, ...]
    reason: Reason
    rule: str
    because: Because
    version: VersionHash | None
    instant: datetime
    say: tuple[str, ...] = ()
    """Prompts that the caller hears first: what an exception, override or closing announces."""
    closing: Closing | None = None
    """What ends the plan, whatever is left of it; None where nothing does."""

    @property
    def group(self) -> GroupId | None:
        """The group rung first, None where nobody is."""
        return self.plan[0].group if self.plan else None
