"""What is too much is thrown away, counted, and never blocks the one who brings it."""

from __future__ import annotations

from datetime import UTC, datetime

from agent_bridge.chronicle import MOST_WAITING, Chronicle
from agent_bridge.inbox import Inbox
from routing.ledger import LedgerKind, LedgerRow, Witness
from storage.database import Database
from storage.ids import CallId

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


async def test_an_inbox_that_overflows_says_so_in_one_item_and_counts_the_rest() -> None:
    inbox: Inbox[str] = Inbox(3)
    for item in "abcde":
        inbox.put(item, on_overflow="look again")
    reading = aiter(inbox)
    assert [await anext(reading), await anext(reading)] == ["look again", "e"]
    assert inbox.dropped == 4


async def test_rows_that_nobody_writes_are_left_to_the_witness_and_counted(db: Database) -> None:
    chronicle = Chronicle(db, owned=lambda *_: None)
    row = LedgerRow(CallId("n1-1.0"), LedgerKind.RUNG, NOW, Witness.AMI)
    for _ in range(MOST_WAITING + 2):
        chronicle.note(row)
    assert (chronicle.waiting, chronicle.left_to_witness) == (MOST_WAITING, 2)
