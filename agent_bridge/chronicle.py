"""Writing down what Asterisk's events tell: ledger rows, and the owner of an order at its answer.

Screens never wait for this. Rows are written in batches, in order; while the database is away they wait here, and what
would be too much is left to the witness on the node, which reads the same story in Asterisk's own log.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import islice

from routing import store as ledger
from routing.ledger import LedgerKind, LedgerRow
from storage.database import OTHERS_TURN_S, Database, Transaction, Unavailable
from storage.ids import CallId, OrderNumber, PersonId
from work_orders import progress
from work_orders.progress import Step

log = logging.getLogger(__name__)

MOST_WAITING = 20_000  # rows; an hour of a very busy hotline
BATCH = 20  # rows a transaction, to stay below 20 ms: visits wait meanwhile
GATHER_S = 0.25  # how long a row waits for others: one transaction for ten costs little more than for one
WITHIN_S = 5.0
RETRY_S = 1.0


class Chronicle:
    """``owned`` is told, after the commit, of each order that an answer gave to a person."""

    def __init__(
        self,
        db: Database,
        *,
        owned: Callable[[PersonId, OrderNumber], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._owned = owned
        self._pause = pause
        self._rows: deque[LedgerRow] = deque(maxlen=MOST_WAITING)
        self._noted = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self.left_to_witness = 0
        """Rows pushed out unwritten by newer ones, ever."""

    def note(self, row: LedgerRow) -> None:
        self.left_to_witness += len(self._rows) == MOST_WAITING
        self._rows.append(row)
        self._settled.clear()
        self._noted.set()

    @property
    def waiting(self) -> int:
        return len(self._rows)

    async def settled(self) -> None:
        """Until all that was noted is written."""
        await self._settled.wait()

    async def run(self) -> None:
        """Writes until cancelled."""
        while True:
            await self._noted.wait()
            await self._pause(GATHER_S if len(self._rows) < BATCH else OTHERS_TURN_S)
            batch = tuple(islice(self._rows, BATCH))
            if await self._written(batch):
                self._forget(batch)

    def _forget(self, batch: tuple[LedgerRow, ...]) -> None:
        for row in batch:
            if self._rows and self._rows[0] is row:  # not pushed out by newer ones meanwhile
                self._rows.popleft()
        if not self._rows:
            self._noted.clear()
            self._settled.set()

    async def _written(self, batch: tuple[LedgerRow, ...]) -> bool:
        try:
            owners = await self._write(batch)
        except Unavailable as error:
            log.warning("%d ledger rows wait for the database: %s", len(self._rows), error)
            await self._pause(RETRY_S)
            return False
        except Exception:
            if len(batch) == 1:
                log.exception("call %s: a ledger row was not written", batch[0].call)
                return True
            await self._one_by_one(batch)
            return True
        for person, order in owners:
            self._owned(person, order)
        return True

    async def _one_by_one(self, batch: tuple[LedgerRow, ...]) -> None:
        """One row that cannot be written must not hold up the others."""
        for row in batch:
            while not await self._written((row,)):
                pass

    async def _write(self, batch: tuple[LedgerRow, ...]) -> list[tuple[PersonId, OrderNumber]]:
        async with self._db.transaction_within(WITHIN_S) as tx:
            stories = await ledger.open_stories(tx, {row.call: row.at for row in reversed(batch)})
            for row in batch:
                stories[row.call].tell(row)
            await ledger.keep(tx, stories.values())
            return await _owners(tx, batch)


async def _owners(tx: Transaction, batch: tuple[LedgerRow, ...]) -> list[tuple[PersonId, OrderNumber]]:
    """Who answered which order; without calls that have none yet: the witness opens it and tells the answer again."""
    answers = [(row.call, row.person, row.at) for row in batch if row.kind is LedgerKind.ANSWERED and row.person]
    steps: dict[CallId, list[Step]] = {call: [] for call, _, _ in answers}
    for call, person, at in answers:
        steps[call].append(progress.answered(person, at))
    orders = await progress.make_progress(tx, steps)
    return [(person, orders[call].number) for call, person, _ in answers if call in orders]
