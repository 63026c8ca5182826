"""The ledger: an append-only story of each call, told by up to three witnesses, and the fold that makes a record of it.

Rows arrive late, twice and in any order; ``fold`` looks at all rows of a call and never at their order of arrival,
so the same facts always give the same record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import TypeVar

from schedules.answer import Because, DutyState
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId, VersionHash
from storage.vault import Caller

from .call import CallRecord, DecidedBy, Outcome, Routed, node_of
from .decision import Choice, Decision, Reason


class Witness(StrEnum):
    """Who saw it. AGI and AMI tell microseconds, queue_log whole seconds only."""

    AGI = "agi"
    AMI = "ami"
    QUEUE_LOG = "queue_log"


class LedgerKind(StrEnum):
    """What can happen to a call, in the order in which it happens within one second."""

    ARRIVED = "arrived"
    ROUTED = "routed"
    RECORDING = "recording"
    QUEUE_TIMEOUT = "queue_timeout"
    QUEUE_EMPTY = "queue_empty"
    QUEUED = "queued"
    RUNG = "rung"
    RING_NO_ANSWER = "ring_no_answer"
    ANSWERED = "answered"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    UNSERVED = "unserved"
    CALLBACK = "callback"
    MESSAGE = "message"
    DECLINED = "declined"
    SURVEY = "survey"
    ENDED = "ended"
    LOST = "lost"


_RANK = {kind: rank for rank, kind in enumerate(LedgerKind)}
_NOBODY_COULD = {LedgerKind.UNSERVED, LedgerKind.CALLBACK, LedgerKind.MESSAGE, LedgerKind.DECLINED}


class Datum(StrEnum):
    """The only keys a row's data may have; numbers of callers are never among them."""

    DIALLED = "dialled"
    LINE = "line"
    KEY = "key"
    CHOICE = "choice"
    DECIDED_BY = "decided_by"
    STATE = "state"
    GROUP = "group"
    PLAN = "plan"
    REASON = "reason"
    RULE = "rule"
    BECAUSE_ZH = "because_zh"
    BECAUSE_EN = "because_en"
    VERSION = "version"
    INSTANT = "instant"
    FILE = "file"
    SECONDS = "seconds"
    SCORE = "score"
    CAUSE = "cause"
    REACHED = "reached"


_ROUTED = itemgetter(
    Datum.LINE,
    Datum.KEY,
    Datum.CHOICE,
    Datum.DECIDED_BY,
    Datum.STATE,
    Datum.GROUP,
    Datum.REASON,
    Datum.RULE,
    Datum.BECAUSE_ZH,
    Datum.BECAUSE_EN,
    Datum.VERSION,
    Datum.INSTANT,
)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One fact about a call. (call, kind, ordinal) is its identity: the first witness to tell it is kept.

    ``ordinal`` is a natural key that every witness knows: the agent channel's unique id for rung, ring_no_answer,
    answered and completed, the queue's name for queued, abandoned, timeout and empty, "" for what happens once.
    """

    call: CallId
    kind: LedgerKind
    at: datetime
    witness: Witness
    ordinal: str = ""
    group: GroupId | None = None
    person: PersonId | None = None
    data: Mapping[Datum, str] = field(default_factory=dict)


def routed_data(decision: Decision, *, key: str, choice: Choice, decided_by: DecidedBy) -> dict[Datum, str]:
    """What a routed row says of the decision: enough to show it and to replay it."""
    return {
        Datum.LINE: decision.line,
        Datum.KEY: key,
        Datum.CHOICE: choice.value,
        Datum.DECIDED_BY: decided_by.value,
        Datum.STATE: decision.state.value,
        Datum.GROUP: decision.group or "",
        Datum.PLAN: "&".join(f"{step.group}:{step.seconds}" for step in decision.plan),
        Datum.REASON: decision.reason.value,
        Datum.RULE: decision.rule,
        Datum.BECAUSE_ZH: decision.because.zh,
        Datum.BECAUSE_EN: decision.because.en,
        Datum.VERSION: decision.version or "",
        Datum.INSTANT: decision.instant.isoformat(),
    }


def in_order(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """The rows as they happened. Within one second the kind decides, because queue_log cuts its seconds off."""
    return sorted(rows, key=_moment)


def _moment(row: LedgerRow) -> tuple[int, int, datetime, str]:
    return int(row.at.timestamp()), _RANK[row.kind], row.at, row.ordinal


def fold(rows: Sequence[LedgerRow], *, caller: Caller | None, order: OrderNumber | None) -> CallRecord:
    """The record of one call from all its rows, at least one. Caller and order are kept beside the ledger."""
    facts = _Facts(in_order(rows))
    first = facts.rows[0]
    return CallRecord(
        call=first.call,
        node=node_of(first.call),
        caller=caller,
        dialled=facts.datum(LedgerKind.ARRIVED, Datum.DIALLED) or "",
        arrived_at=facts.at(LedgerKind.ARRIVED) or first.at,
        routed=facts.routed(),
        order=order,
        outcome=facts.outcome(),
        answered_by=facts.answered.person if facts.answered else None,
        answered_group=facts.answered.group if facts.answered else None,
        answered_at=facts.answered.at if facts.answered else None,
        ended_at=facts.ended_at(),
        waited_s=facts.waited_s(),
        talked_s=facts.talked_s(),
        survey=_score(facts.datum(LedgerKind.SURVEY, Datum.SCORE)),
        recording=facts.datum(LedgerKind.RECORDING, Datum.FILE),
    )


class _Facts:
    """All rows of one call, asked one question at a time."""

    def __init__(self, rows: list[LedgerRow]) -> None:
        self.rows = rows
        self.first = {row.kind: row for row in reversed(rows)}
        self.kinds = self.first.keys()
        self.answered = self.first.get(LedgerKind.ANSWERED)

    def at(self, kind: LedgerKind) -> datetime | None:
        row = self.first.get(kind)
        return row.at if row else None

    def datum(self, kind: LedgerKind, key: Datum) -> str | None:
        row = self.first.get(kind)
        return row.data.get(key) if row else None

    def outcome(self) -> Outcome:
        if LedgerKind.ANSWERED in self.kinds:
            return Outcome.ANSWERED
        if self.kinds & _NOBODY_COULD or self._closed_from_the_start():
            return Outcome.UNSERVED
        if LedgerKind.ENDED in self.kinds:
            chosen = self.kinds & {LedgerKind.ROUTED, LedgerKind.QUEUED}
            return Outcome.MISSED if chosen else Outcome.LEFT_IN_MENU
        return Outcome.LOST if LedgerKind.LOST in self.kinds else Outcome.IN_PROGRESS

    def _closed_from_the_start(self) -> bool:
        return LedgerKind.ROUTED in self.kinds and not self.datum(LedgerKind.ROUTED, Datum.GROUP)

    def ended_at(self) -> datetime | None:
        """The hang-up, never before the answer: a witness that cuts its seconds off may say so."""
        end = self.at(LedgerKind.ENDED) or self.at(LedgerKind.LOST)
        return max(end, self.answered.at) if end and self.answered else end

    def waited_s(self) -> int | None:
        start = self.at(LedgerKind.ROUTED) or self.at(LedgerKind.QUEUED)
        if self.answered:
            return _seconds(start, self.answered.at)
        gave_up = next((row.at for row in self.rows if row.kind in _NOBODY_COULD), None)
        return _seconds(start, gave_up or self.ended_at())

    def talked_s(self) -> int | None:
        """All conversations of the call together; one whose end nobody saw ended with the call."""
        if self.answered is None:
            return None
        ends = {row.ordinal: row.at for row in self.rows if row.kind is LedgerKind.COMPLETED}
        talks = [
            _seconds(row.at, ends.get(row.ordinal, self.ended_at()))
            for row in self.rows
            if row.kind is LedgerKind.ANSWERED
        ]
        known = [talk for talk in talks if talk is not None]
        return sum(known) if known else None

    def routed(self) -> Routed | None:
        row = self.first.get(LedgerKind.ROUTED)
        return _routed(row) if row else None


def _routed(row: LedgerRow) -> Routed:
    line, key, choice, decided_by, state, group, reason, rule, zh, en, version, instant = _ROUTED(row.data)
    return Routed(
        line=LineId(line),
        key=key,
        choice=_member(Choice, choice),
        decided_by=_member(DecidedBy, decided_by),
        state=_member(DutyState, state),
        group=GroupId(group) if group else None,
        reason=_member(Reason, reason),
        rule=rule,
        because=Because(zh, en),
        version=VersionHash(version) if version else None,
        instant=datetime.fromisoformat(instant),
    )


_Word = TypeVar("_Word", bound=StrEnum)


@cache  # each call's record is folded several times, and an enumeration takes five times as long to say it again
def _member(kind: type[_Word], word: str) -> _Word:
    return kind(word)


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None:
        return None
    return max(0, round((end - start).total_seconds()))


def _score(text: str | None) -> int | None:
    """The digit pressed, or None where the caller pressed something that is no score."""
    return int(text) if text and text.isascii() and text.isdigit() else None
