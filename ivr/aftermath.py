"""What a fact about a call means for its order. One row in, at most one change of the order out."""

from __future__ import annotations

from datetime import datetime

from routing import store as calls
from routing.call import Outcome
from routing.duty import Duty
from routing.ledger import Datum, LedgerKind, LedgerRow
from schedules.answer import DutyState
from storage.database import Transaction
from storage.ids import LineId
from work_orders import progress

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


async def follow_up(tx: Transaction, row: LedgerRow, duty: Duty) -> None:
    """Bring the order of the row's call up to date; calls without an order are left alone."""
    if row.kind in _MEANS_NOTHING:
        return
    record = await calls.by_id(tx, row.call)
    if record is None or record.routed is None:
        return
    begins = _work_begins(duty, record.routed.line, row.at) if record.routed.line in duty.book.lines else None
    await _progress(tx, row, begins)
    if row.kind in (LedgerKind.ENDED, LedgerKind.LOST):
        await _ended(tx, row, record.outcome, begins)


async def _progress(tx: Transaction, row: LedgerRow, begins: datetime | None) -> None:
    match row.kind:
        case LedgerKind.ANSWERED if row.person is not None:
            await progress.answered(tx, row.call, row.person, row.at)
        case LedgerKind.COMPLETED:
            await progress.conversation_ended(tx, row.call, row.at, fill_starts_at=begins)
        case LedgerKind.ABANDONED:
            await progress.missed(tx, row.call, row.at, next_opening=begins)
        case LedgerKind.UNSERVED:
            await progress.unserved(tx, row.call, row.data[Datum.REASON], row.at, next_opening=begins)
        case LedgerKind.CALLBACK:
            await progress.callback_wanted(tx, row.call, row.at, next_opening=begins)
        case LedgerKind.MESSAGE:
            file, seconds = row.data[Datum.FILE], _whole(row.data[Datum.SECONDS])
            await progress.message_left(tx, row.call, file, seconds, row.at, next_opening=begins)
        case LedgerKind.SURVEY if score := _whole(row.data[Datum.SCORE]):
            await progress.survey(tx, row.call, score, row.at)
        case _:
            pass


async def _ended(tx: Transaction, row: LedgerRow, outcome: Outcome, begins: datetime | None) -> None:
    """The end of the call settles what nothing before it did: Asterisk may have died under the conversation."""
    if outcome is Outcome.ANSWERED:
        kinds = {known.kind for known in await calls.story(tx, row.call)}
        if LedgerKind.COMPLETED not in kinds:
            await progress.conversation_ended(tx, row.call, row.at, fill_starts_at=begins)
    else:
        await progress.missed(tx, row.call, row.at, next_opening=begins)


def _work_begins(duty: Duty, line: LineId, at: datetime) -> datetime | None:
    """When work can begin: at once while the line is on duty, else at its next opening (domain §3)."""
    answer, _ = duty.answer(line, at)
    return at if answer.state is DutyState.OPEN else duty.book.next_opening(line, at)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
