"""The work order as a value, and what is needed to open one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from schedules.answer import Because, DutyState
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId, VersionHash
from storage.vault import Caller

HOME = ZoneInfo("Asia/Shanghai")
FILL_TIME = timedelta(minutes=30)
"""Fill in and pass on (填写并传递), natural time from its start: domain page §3."""


class BirthState(StrEnum):
    """How far an order has come before anybody works on it, weakest evidence first; the stronger prevails."""

    OFFERED = "offered"
    """Somebody is being found for it."""
    MISSED = "missed"
    """Left before anybody answered; in the line's callback list, without an owner."""
    UNSERVED = "unserved"
    """Nobody could answer, perhaps a callback or a message was asked for; in the callback list, without an owner."""
    ANSWERED = "answered"
    """A person spoke with the participant and owns the order (首问负责制)."""
    ENTERED = "entered"
    """No call: somebody entered it (登记)."""

    def or_stronger(self, other: BirthState) -> BirthState:
        order = list(BirthState)
        return max(self, other, key=order.index)


@dataclass(frozen=True, slots=True)
class Decided:
    """Who was to answer and why, as the routing decided it."""

    state: DutyState
    group: GroupId | None
    reason: str
    rule: str
    because: Because
    version: VersionHash | None
    instant: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """All that an order is born with. ``state`` is offered, or unserved where the decision found nobody."""

    call: CallId
    line: LineId
    line_code: str
    caller: Caller | None
    arrived_at: datetime
    decided: Decided
    state: BirthState
    opened_at: datetime
    opened_late: bool = False
    """Opened by the witness from Asterisk's own log, after the fact."""
    next_opening: datetime | None = None
    """For an unserved order: when work on it can begin, which is the line's next duty opening; None: not known."""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    number: OrderNumber
    call: CallId | None
    """None: entered without a call (counter, letter, another system)."""
    line: LineId
    caller: Caller | None
    arrived_at: datetime
    opened_at: datetime
    opened_late: bool
    state: BirthState
    decided: Decided | None
    """How its call was routed."""
    owner: PersonId | None
    """Who answered first; None as long as nobody did."""
    answered_at: datetime | None
    conversation_ended_at: datetime | None
    clock_starts_at: datetime | None
    """Whole-order clock: the answer, or the next duty opening for an order that nobody could answer."""
    fill_due_at: datetime | None
    callback_wanted_at: datetime | None
    message_file: str | None
    message_seconds: int | None
    survey_score: int | None

    @property
    def awaits_callback(self) -> bool:
        """True for an order of the line's callback list."""
        return self.owner is None and self.state in (BirthState.MISSED, BirthState.UNSERVED)


class Happening(StrEnum):
    """What can stand in an order's history; each has its words in ``story.py``."""

    OPENED = "opened"
    OPENED_LATE = "opened_late"
    ANSWERED = "answered"
    """Once for each person who did; the earliest owns the order, however the conversation went on."""
    CONVERSATION_ENDED = "conversation_ended"
    MISSED = "missed"
    UNSERVED = "unserved"
    CALLBACK_WANTED = "callback_wanted"
    MESSAGE_LEFT = "message_left"
    SURVEYED = "surveyed"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened to an order. (order, what, ordinal) is its identity; nothing is told twice."""

    number: OrderNumber
    what: Happening
    at: datetime
    who: PersonId | None = None
    """None: the engine itself."""
    ordinal: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
