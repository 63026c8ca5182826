"""The witness: reads Asterisk's own log and makes sure that everything in it is known, exactly once.

It opens the orders of calls that no visit could record, closes the stories of calls under which Asterisk died, and
commits its place in the log together with what it read there. All it does is idempotent, so that a batch that was
committed and not acknowledged does no harm when it is read again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from dialplan.words import LogEvent
from routing import store as calls
from routing.duty import Duty
from routing.ledger import Datum, LedgerKind, LedgerRow
from routing.ledger import Witness as Source
from routing.number import normalised
from routing.story import Story
from storage.database import OTHERS_TURN_S, Database, Transaction
from storage.ids import CallId, VersionHash
from storage.vault import Vault
from work_orders.progress import Step, make_progress

from . import store
from .aftermath import steps_of
from .facts import ASTERISK_STARTED, our_event, row_of
from .opening import Routing, open_all, tell
from .queue_log import Batch, Place, QueueLogLine, parse_line, read_on
from .routed_line import RoutedLine, decision_of, read_routed

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5  # between looks at the log; each that finds something is a transaction, whatever the number of lines
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


class Witness:
    """Reads on from where the last one of this node left off."""

    def __init__(self, node: str, queue_log: Path, tools: Tools) -> None:
        self._node = node
        self._log = queue_log
        self._tools = tools
        self._place: Place | None = None
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
        if self._place is None:
            async with self._tools.db.reading() as tx:
                self._place = await store.place_of(tx, self._node)
        read = 0
        for batch in read_on(self._log, self._place):
            if read:
                await asyncio.sleep(OTHERS_TURN_S)
            self._place = None  # whether a commit that failed was one is known to the database alone
            await self._keep(batch)
            self._place = batch.place
            read += len(batch.lines)
        return read

    async def _keep(self, batch: Batch) -> None:
        """All lines in one transaction; should one of them be at fault, each in its own, and that one is left out.

        The orders behind it must not wait for it.
        """
        lines = [line for text in batch.lines if (line := parse_line(text)) is not None]
        try:
            async with self._tools.db.transaction() as tx:
                await self._take_in(tx, lines)
                await store.keep_place(tx, self._node, batch.place)
        except FAULTS_OF_A_LINE:
            await self._one_by_one(lines)
            async with self._tools.db.transaction() as tx:
                await store.keep_place(tx, self._node, batch.place)

    async def _one_by_one(self, lines: Iterable[QueueLogLine]) -> None:
        for line in lines:
            try:
                async with self._tools.db.transaction() as tx:
                    await self._take_in(tx, [line])
            except FAULTS_OF_A_LINE:
                log.exception(
                    "a line of the log cannot be taken in and is left out: call %s, %s", line.call, line.event
                )

    async def _take_in(self, tx: Transaction, lines: Iterable[QueueLogLine]) -> None:
        """In runs between the starts of Asterisk: what was told before one must be kept before it is taken in."""
        for started, run in groupby(lines, key=lambda line: line.event == ASTERISK_STARTED):
            if not started:
                await self._read(tx, list(run))
                continue
            for line in run:
                await self._asterisk_started(tx, line)

    async def _read(self, tx: Transaction, lines: list[QueueLogLine]) -> None:
        ours = [line for line in lines if our_event(line) or row_of(line, self._tools.shifted)]
        stories = await calls.open_stories(
            tx, {CallId(line.call): self._tools.shifted(line.at) for line in reversed(ours)}
        )
        told, routed = [], []
        for line in ours:
            story = stories[CallId(line.call)]
            match our_event(line):
                case LogEvent.ARRIVED:
                    self._arrived(story, line)
                case LogEvent.ROUTED:
                    routed += await self._routed(tx, story, line)
                case _:
                    told += self._happened(story, line)
        if routed:
            await open_all(tx, routed)
            for story, _, _ in routed:
                log.warning("call %s: its order %s was opened from Asterisk's log", story.call, story.order)
        await self._settle(tx, stories, told)

    async def _settle(self, tx: Transaction, stories: Mapping[CallId, Story], told: list[LedgerRow]) -> None:
        """Keep the stories, and do to the orders what these facts mean, new or not: the order may be newer."""
        await calls.keep(tx, stories.values())
        duty = await self._tools.duty_of(tx, None)
        steps: dict[CallId, list[Step]] = defaultdict(list)
        for row in told:
            steps[row.call] += steps_of(row, stories[row.call], duty)
        await make_progress(tx, {call: some for call, some in steps.items() if some})

    def _arrived(self, story: Story, line: QueueLogLine) -> None:
        number = normalised(line.item(0))
        row = LedgerRow(
            call=story.call,
            kind=LedgerKind.ARRIVED,
            at=self._tools.shifted(line.at),
            witness=Source.QUEUE_LOG,
            data={Datum.DIALLED: line.item(1)},
        )
        story.tell(row)
        story.name(self._tools.vault.caller(number) if number else None)

    async def _routed(self, tx: Transaction, story: Story, line: QueueLogLine) -> list[tuple[Story, Routing, Duty]]:
        """What no visit recorded of this, told to the story; its order is opened with the others of the batch."""
        if story.order is not None:
            return []
        try:
            routed = read_routed(line)
        except ValueError:
            log.exception("call %s: its ROUTED line cannot be understood", line.call)
            return []
        duty = await self._tools.duty_of(tx, routed.version)
        if routed.line not in duty.book.lines:
            log.error("call %s: no duty version at hand knows the line %s", routed.call, routed.line)
            return []
        routing = self._routing(routed, duty, self._tools.shifted(line.at))
        tell(story, routing)
        return [(story, routing, duty)]

    def _routing(self, routed: RoutedLine, duty: Duty, at: datetime) -> Routing:
        return Routing(
            call=routed.call,
            caller=None,
            key=routed.key,
            choice=routed.choice,
            decided_by=routed.decided_by,
            decision=decision_of(routed, duty, at),
            witness=Source.QUEUE_LOG,
            seen_at=self._tools.now(),
        )

    def _happened(self, story: Story, line: QueueLogLine) -> list[LedgerRow]:
        row = row_of(line, self._tools.shifted)
        if row is None:
            return []
        if row.kind is LedgerKind.COMPLETED:
            row = _with_agents_channel(story, row)
        story.tell(row)
        return [row]

    async def _asterisk_started(self, tx: Transaction, line: QueueLogLine) -> None:
        """Calls that were up when the last Asterisk died ended with it, whatever nobody could write any more."""
        at = self._tools.shifted(line.at)
        going_on = [call.call for call in await calls.open_calls(tx, self._node) if call.arrived_at < at]
        stories = await calls.open_stories(tx, dict.fromkeys(going_on, at))
        lost = [LedgerRow(call, LedgerKind.LOST, at, Source.QUEUE_LOG) for call in going_on]
        for row in lost:
            stories[row.call].tell(row)
        await self._settle(tx, stories, lost)


def _with_agents_channel(story: Story, row: LedgerRow) -> LedgerRow:
    """COMPLETE… names the agent and not the channel: it is that agent's last answer that is complete."""
    answers = [known for known in story.rows if known.kind is LedgerKind.ANSWERED and known.person == row.person]
    return replace(row, ordinal=answers[-1].ordinal) if answers else row
