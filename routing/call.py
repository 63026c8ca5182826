"""What is known of one call, as a value: who called, where it went and why, how it ended.

Everything but the caller and the order is folded from the call's ledger rows (``ledger.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schedules.answer import Because, DutyState
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId, VersionHash
from storage.vault import Caller

from .decision import Choice, Reason


class Outcome(StrEnum):
    """How the call ended, or how far it has come; a stronger fact known later replaces a weaker one."""

    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    """A person spoke with the caller, whatever came afterwards."""
    MISSED = "missed"
    """Left after a line was chosen, before anybody answered."""
    UNSERVED = "unserved"
    """Nobody could take it: closed, nobody signed in, or waited too long."""
    LEFT_IN_MENU = "left_in_menu"
    """Left before a line was chosen: a call without an order."""
    LOST = "lost"
    """Asterisk died under it."""


class DecidedBy(StrEnum):
    """Who answered the dialplan's question."""

    VISIT = "visit"
    NATIVE = "native"
    """The duty table rendered into the dialplan, while the controller did not answer."""


@dataclass(frozen=True, slots=True)
class Routed:
    """The decision about a call as it was recorded; all that a replay needs."""

    line: LineId
    key: str
    choice: Choice
    decided_by: DecidedBy
    state: DutyState
    group: GroupId | None
    reason: Reason
    rule: str
    because: Because
    version: VersionHash | None
    instant: datetime


@dataclass(frozen=True, slots=True)
class CallRecord:
    call: CallId
    node: str
    caller: Caller | None
    """None for a caller who withheld the number."""
    dialled: str
    arrived_at: datetime
    routed: Routed | None
    """None until a line is chosen."""
    order: OrderNumber | None
    outcome: Outcome
    answered_by: PersonId | None
    answered_group: GroupId | None
    """The group whose member answered: the decided one, or the one the call overflowed to."""
    answered_at: datetime | None
    ended_at: datetime | None
    waited_s: int | None
    """From the choice of the line to the answer, or to the end of waiting; None while waiting."""
    talked_s: int | None
    """None until a conversation is over."""
    survey: int | None
    recording: str | None
    """The file below the recordings folder."""

    @property
    def line(self) -> LineId | None:
        return self.routed.line if self.routed else None


def node_of(call: CallId) -> str:
    """The node's name, with which Asterisk begins every unique id (``systemname``)."""
    return call.rpartition("-")[0]
