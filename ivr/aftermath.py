"""What a fact about a call means for its order. Pure: one row in, at most one step of the order out."""

from __future__ import annotations

from datetime import datetime

from routing.call import Outcome
from routing.duty import Duty
from routing.ledger import Datum, LedgerKind, LedgerRow
from routing.story import Story
from schedules.answer import DutyState
from schedules.ask import ask
from storage.ids import LineId
from work_orders import progress
from work_orders.progress import Step

_MEANS_NOTHING = {
    LedgerKind.ARRIVED,
    LedgerKind.ROUTED,
    LedgerKind.RECORDING,
    LedgerKind.QUEUED,
    LedgerKind.QUEUE_TIMEOUT,
    LedgerKind.QUEUE_EMPTY,
    LedgerKind.RUNG,
    LedgerKind.RING_NO_ANSWER,
    LedgerKind.DECLINED,
}
"""Kinds that leave an order as it is."""
_ENDS = {LedgerKind.ENDED, LedgerKind.LOST}


def steps_of(row: LedgerRow, story: Story, duty: Duty) -> list[Step]:
    """What brings the order of the row's call up to date; nothing for calls that were never routed."""
    if row.kind in _MEANS_NOTHING or story.record.routed is None:
        return []
    line = story.record.routed.line
    begins = _work_begins(duty, line, row.at) if line in duty.book.lines else None
    step = _end(row, story, begins) if row.kind in _ENDS else _step(row, begins)
    return [step] if step else []


def _step(row: LedgerRow, begins: datetime | None) -> Step | None:
    step = None
    match row.kind:
        case LedgerKind.ANSWERED if row.person is not None:
            step = progress.answered(row.person, row.at)
        case LedgerKind.COMPLETED:
            step = progress.conversation_ended(row.at, fill_starts_at=begins)
        case LedgerKind.ABANDONED:
            step = progress.missed(row.at, next_opening=begins)
        case LedgerKind.UNSERVED:
            step = progress.unserved(row.data[Datum.REASON], row.at, next_opening=begins)
        case LedgerKind.CALLBACK:
            step = progress.callback_wanted(row.at, next_opening=begins)
        case LedgerKind.MESSAGE:
            file, seconds = row.data[Datum.FILE], _whole(row.data[Datum.SECONDS])
            step = progress.message_left(file, seconds, row.at, next_opening=begins)
        case LedgerKind.SURVEY if score := _whole(row.data[Datum.SCORE]):
            step = progress.survey(score, row.at)
    return step


def _end(row: LedgerRow, story: Story, begins: datetime | None) -> Step | None:
    """The end of the call settles what nothing before it did: Asterisk may have died under the conversation."""
    if story.record.outcome is not Outcome.ANSWERED:
        return progress.missed(row.at, next_opening=begins)
    if story.knows(LedgerKind.COMPLETED):
        return None
    return progress.conversation_ended(row.at, fill_starts_at=begins)


def _work_begins(duty: Duty, line: LineId, at: datetime) -> datetime | None:
    """When work can begin: at once while the line is on duty, else at its next opening (domain §3)."""
    return at if ask(duty.book, line, at).state is DutyState.OPEN else duty.book.next_opening(line, at)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
