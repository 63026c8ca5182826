"""The witness: reads Asterisk's own log and makes sure that everything in it is known, exactly once.

It opens the orders of calls that no visit could record, closes the stories of calls under which Asterisk died, and
commits its place in the log together with what it read there. All it does is idempotent, so that a batch that was
committed and not acknowledged does no harm when it is read again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dialplan.words import LogEvent
from routing import store as calls
from routing.duty import Duty
from routing.ledger import Datum, LedgerKind, LedgerRow
from routing.ledger import Witness as Source
from routing.number import normalised
from storage.database import Database, Transaction
from storage.ids import CallId, VersionHash
from storage.vault import Vault

from . import store
from .aftermath import follow_up
from .facts import ASTERISK_STARTED, our_event, row_of
from .opening import Routing, record_routing
from .queue_log import Batch, QueueLogLine, parse_line, read_on
from .routed_line import RoutedLine, decision_of, read_routed

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2  # between looks at the log
LONGEST_PAUSE = 2.0  # seconds, while the database is away

DutyOf = Callable[[Transaction, VersionHash | None], Awaitable[Duty]]
"""The duty version of a hash, or today's where there is none or it is not known."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the witness works with, apart from the log."""

    db: Database
    vault: Vault
    duty_of: DutyOf
    now: Callable[[], datetime]
    shifted: Callable[[datetime], datetime]
    """The machine's time as the house counts it (a rehearsal shifts it)."""


FAULTS_OF_A_LINE = (LookupError, ValueError, TypeError, ArithmeticError)
"""What only trying again would not cure; the database's own faults are others, and are tried again."""


class _Unreadable(Exception):
    """Rolls the batch back, to be kept without this line."""

    def __init__(self, position: int, event: str) -> None:
        super().__init__(event)
        self.position = position
        self.event = event


class Witness:
    """Reads on from where the last one of this node left off."""

    def __init__(self, node: str, queue_log: Path, tools: Tools) -> None:
        self._node = node
        self._log = queue_log
        self._tools = tools
        self.behind = False
        """True while the database is away: what Asterisk wrote waits in its file."""

    async def run(self) -> None:
        """Until cancelled. A fault is told and tried again: the lines are still there."""
        pause = LOOK_SECONDS
        while True:
            try:
                await self.catch_up()
                self.behind, pause = False, LOOK_SECONDS
            except Exception:
                if not self.behind:
                    log.exception("the witness cannot keep what it reads; it tries again")
                self.behind, pause = True, min(pause * 2, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def catch_up(self) -> int:
        """Read everything that is there; the number of lines read."""
        if not self._log.exists():
            return 0
        async with self._tools.db.reading() as tx:
            place = await store.place_of(tx, self._node)
        read = 0
        for batch in read_on(self._log, place):
            await self._keep(batch)
            read += len(batch.lines)
        return read

    async def _keep(self, batch: Batch) -> None:
        """A line that cannot be taken in is told and left out: the orders behind it must not wait for it."""
        left_out: set[int] = set()
        while True:
            try:
                await self._keep_all_but(left_out, batch)
            except _Unreadable as fault:
                log.exception("a line of the log cannot be taken in and is left out: %s", fault.event)
                left_out.add(fault.position)
            else:
                return

    async def _keep_all_but(self, left_out: Collection[int], batch: Batch) -> None:
        async with self._tools.db.transaction() as tx:
            for position, text in enumerate(batch.lines):
                line = None if position in left_out else parse_line(text)
                if line is None:
                    continue
                try:
                    await self._read(tx, line)
                except FAULTS_OF_A_LINE as error:
                    raise _Unreadable(position, f"call {line.call}, {line.event}") from error
            await store.keep_place(tx, self._node, batch.place)

    async def _read(self, tx: Transaction, line: QueueLogLine) -> None:
        if line.event == ASTERISK_STARTED:
            return await self._asterisk_started(tx, line)
        match our_event(line):
            case LogEvent.ARRIVED:
                return await self._arrived(tx, line)
            case LogEvent.ROUTED:
                return await self._routed(tx, line)
            case _:
                return await self._happened(tx, line)

    async def _arrived(self, tx: Transaction, line: QueueLogLine) -> None:
        number = normalised(line.item(0))
        row = LedgerRow(
            call=CallId(line.call),
            kind=LedgerKind.ARRIVED,
            at=self._tools.shifted(line.at),
            witness=Source.QUEUE_LOG,
            data={Datum.DIALLED: line.item(1)},
        )
        await calls.append(tx, row, caller=self._tools.vault.caller(number) if number else None)

    async def _routed(self, tx: Transaction, line: QueueLogLine) -> None:
        known = await calls.by_id(tx, CallId(line.call))
        if known is not None and known.order is not None:
            return
        try:
            routed = read_routed(line)
        except ValueError:
            log.exception("call %s: its ROUTED line cannot be understood", line.call)
            return
        await self._open(tx, routed, self._tools.shifted(line.at))

    async def _open(self, tx: Transaction, routed: RoutedLine, at: datetime) -> None:
        known = await calls.by_id(tx, routed.call)
        duty = await self._tools.duty_of(tx, routed.version)
        if routed.line not in duty.book.lines:
            log.error("call %s: no duty version at hand knows the line %s", routed.call, routed.line)
            return
        routing = Routing(
            call=routed.call,
            caller=known.caller if known else None,
            arrived_at=known.arrived_at if known else at,
            key=routed.key,
            choice=routed.choice,
            decided_by=routed.decided_by,
            decision=decision_of(routed, duty, at),
            witness=Source.QUEUE_LOG,
            seen_at=self._tools.now(),
        )
        number = await record_routing(tx, routing, duty)
        log.warning("call %s: its order %s was opened from Asterisk's log", routed.call, number)

    async def _happened(self, tx: Transaction, line: QueueLogLine) -> None:
        row = row_of(line, self._tools.shifted)
        if row is None:
            return
        if row.kind is LedgerKind.COMPLETED:
            row = await _with_agents_channel(tx, row)
        await self._tell(tx, row)

    async def _tell(self, tx: Transaction, row: LedgerRow) -> None:
        await calls.append(tx, row)
        await follow_up(tx, row, await self._tools.duty_of(tx, None))

    async def _asterisk_started(self, tx: Transaction, line: QueueLogLine) -> None:
        """Calls that were up when the last Asterisk died ended with it, whatever nobody could write any more."""
        at = self._tools.shifted(line.at)
        for call in await calls.open_calls(tx, self._node):
            if call.arrived_at < at:
                await self._tell(tx, LedgerRow(call.call, LedgerKind.LOST, at, Source.QUEUE_LOG))


async def _with_agents_channel(tx: Transaction, row: LedgerRow) -> LedgerRow:
    """COMPLETE… names the agent and not the channel: it is that agent's last answer that is complete."""
    answers = [
        known
        for known in await calls.story(tx, row.call)
        if known.kind is LedgerKind.ANSWERED and known.person == row.person
    ]
    return replace(row, ordinal=answers[-1].ordinal) if answers else row
