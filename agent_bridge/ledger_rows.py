"""Which of Asterisk's events are facts of a call's story, and how the ledger tells them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agent_bridge.events import (
    AgentCalled,
    AgentComplete,
    AgentConnect,
    AgentRingNoAnswer,
    Event,
    QueueCallerAbandon,
    QueueCallerJoin,
)
from routing.ledger import Datum, LedgerKind, LedgerRow, Witness
from storage.ids import CallId

_AT_THE_TELEPHONE = {
    AgentCalled: LedgerKind.RUNG,
    AgentConnect: LedgerKind.ANSWERED,
    AgentRingNoAnswer: LedgerKind.RING_NO_ANSWER,
    AgentComplete: LedgerKind.COMPLETED,
}


def row_of(event: Event, at: datetime, *, left: Callable[[CallId], bool]) -> LedgerRow | None:
    """The row, or None for an event that is no fact of a call.

    ``left`` says whether a caller has hung up: a queue whose time is up looks like a caller who gave up otherwise.
    """
    match event:
        case AgentCalled() | AgentConnect() | AgentRingNoAnswer() | AgentComplete():
            kind = _AT_THE_TELEPHONE[type(event)]
            channel = event.agent_channel
            return LedgerRow(event.call, kind, at, Witness.AMI, channel, event.group, event.person, _data(event))
        case QueueCallerJoin():
            return LedgerRow(event.call, LedgerKind.QUEUED, at, Witness.AMI, event.group, event.group)
        case QueueCallerAbandon() if left(event.call):
            return LedgerRow(event.call, LedgerKind.ABANDONED, at, Witness.AMI, event.group, event.group)
        case _:
            return None


def _data(event: Event) -> dict[Datum, str]:
    match event:
        case AgentComplete():
            return {Datum.SECONDS: str(event.talked_s), Datum.CAUSE: event.by}
        case AgentRingNoAnswer():
            return {Datum.SECONDS: str(round(event.rang_ms / 1000))}
        case _:
            return {}
