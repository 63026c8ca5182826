"""What a line of queue_log says of a call: a ledger row. Pure; lines that say nothing of ours give None.

app_queue's events are those of Asterisk's "Queue Logs" page; ours are in ``dialplan.words.LogEvent``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from dialplan.words import QUEUE_LOG_QUEUE, LogEvent
from routing.ledger import Datum, LedgerKind, LedgerRow, Witness
from storage.ids import CallId, GroupId, PersonId

from .queue_log import QueueLogLine

ASTERISK_STARTED = "QUEUESTART"

_QUEUE_KINDS = {
    "ENTERQUEUE": LedgerKind.QUEUED,
    "CONNECT": LedgerKind.ANSWERED,
    "COMPLETEAGENT": LedgerKind.COMPLETED,
    "COMPLETECALLER": LedgerKind.COMPLETED,
    "ABANDON": LedgerKind.ABANDONED,
    "EXITWITHTIMEOUT": LedgerKind.QUEUE_TIMEOUT,
    "EXITEMPTY": LedgerKind.QUEUE_EMPTY,
}
_EVENTS = {event.value: event for event in LogEvent}
_WITH_AN_AGENT = {LedgerKind.ANSWERED, LedgerKind.COMPLETED}

_OUR_KINDS: Mapping[LogEvent, tuple[LedgerKind, tuple[Datum, ...]]] = {
    LogEvent.RECORDING: (LedgerKind.RECORDING, (Datum.FILE,)),
    LogEvent.UNSERVED: (LedgerKind.UNSERVED, (Datum.REASON,)),
    LogEvent.CALLBACK: (LedgerKind.CALLBACK, ()),
    LogEvent.MESSAGE: (LedgerKind.MESSAGE, (Datum.FILE, Datum.SECONDS)),
    LogEvent.DECLINED: (LedgerKind.DECLINED, ()),
    LogEvent.SURVEY: (LedgerKind.SURVEY, (Datum.SCORE,)),
    LogEvent.ENDED: (LedgerKind.ENDED, (Datum.CAUSE, Datum.REACHED)),
}
"""Lines of ours that are one row as they stand. ARRIVED and ROUTED need more than the line: see the witness."""


def row_of(line: QueueLogLine, shifted: Callable[[datetime], datetime]) -> LedgerRow | None:
    """The row a line stands for. ``shifted`` turns the machine's time into the house's."""
    if line.queue == QUEUE_LOG_QUEUE:
        return _ours(line, shifted(line.at))
    kind = _QUEUE_KINDS.get(line.event)
    return _of_a_queue(line, kind, shifted(line.at)) if kind else None


def our_event(line: QueueLogLine) -> LogEvent | None:
    """Which of our own events a line tells, if any."""
    return _EVENTS.get(line.event) if line.queue == QUEUE_LOG_QUEUE else None


def _ours(line: QueueLogLine, at: datetime) -> LedgerRow | None:
    event = our_event(line)
    if event is None or event not in _OUR_KINDS:
        return None
    kind, names = _OUR_KINDS[event]
    data = {name: line.item(position) for position, name in enumerate(names)}
    return LedgerRow(CallId(line.call), kind, at, Witness.QUEUE_LOG, data=data)


def _of_a_queue(line: QueueLogLine, kind: LedgerKind, at: datetime) -> LedgerRow:
    """CONNECT names the agent's channel; COMPLETE… does not, and is given the channel it completes by the witness."""
    return LedgerRow(
        call=CallId(line.call),
        kind=kind,
        at=at,
        witness=Witness.QUEUE_LOG,
        ordinal=line.item(1) if kind is LedgerKind.ANSWERED else line.queue,
        group=GroupId(line.queue),
        person=PersonId(line.agent) if kind in _WITH_AN_AGENT else None,
    )
