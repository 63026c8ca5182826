"""Calls as the engine keeps them, told through its own code from the arrival to the end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.opening import Routing, open_all, record_routing, tell
from routing import store as calls
from routing.call import DecidedBy
from routing.decide import decide
from routing.decision import Choice, Facts, Staffing
from routing.duty import Duty
from routing.ledger import Datum, LedgerKind, LedgerRow, Witness
from storage.database import Database, Transaction
from storage.ids import CallId, LineId
from storage.vault import Caller, Vault
from work_orders import progress

NODE = "n1"
_DIALLED = {Datum.DIALLED: "4001595598"}
_MISSED = 10  # one call in so many is


@dataclass(frozen=True, slots=True)
class Ring:
    """One call: who called when, and which line was chosen."""

    call: CallId
    caller: Caller
    line: LineId
    arrived_at: datetime

    @property
    def routed_at(self) -> datetime:
        return self.arrived_at + timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class OrderPath:
    """The engine's own way from a call to its order, without the telephone."""

    db: Database
    vault: Vault
    duty: Duty

    def rings(self, start: datetime, wanted: int, *, apart: timedelta) -> list[Ring]:
        """Calls from ``start`` on, the same in every run; a caller rings four times, at any line."""
        chance = random.Random(start.timestamp())  # noqa: S311 no secret
        lines = list(self.duty.book.lines)
        callers = [self.vault.caller(f"138{chance.randrange(10**8):08}") for _ in range(max(1, wanted // 4))]
        found = []
        for number in range(wanted):
            at = start + number * apart
            call = CallId(f"{NODE}-{int(at.timestamp())}.{number}")
            found.append(Ring(call, chance.choice(callers), chance.choice(lines), at))
        return found

    async def arrive(self, ring: Ring) -> None:
        """What the witness writes when a call arrives."""
        async with self.db.transaction() as tx:
            await calls.append(tx, _arrived(ring), caller=ring.caller)

    def routing(self, ring: Ring) -> Routing:
        """The decision about a call, yet to be recorded."""
        answer, because = self.duty.answer(ring.line, ring.routed_at)
        free = {group: Staffing(3, 2, 2) for group in answer.groups}
        names = self.duty.names(ring.line)
        facts = Facts(ring.call, ring.line, Choice.PRESSED, "1", ring.routed_at, answer, because, names, free)
        decision = decide(facts, self.duty.rules)
        return Routing(
            call=ring.call,
            caller=ring.caller,
            key=facts.key,
            choice=facts.choice,
            decided_by=DecidedBy.VISIT,
            decision=decision,
            witness=Witness.AGI,
            seen_at=ring.routed_at,
        )

    async def record(self, *routings: Routing) -> None:
        """What the visit writes: decision and order, in one transaction. Several: as the witness catches up."""
        async with self.db.transaction() as tx:
            stories = await calls.open_stories(tx, {routing.call: routing.seen_at for routing in routings})
            if len(routings) == 1:
                await record_routing(tx, stories[routings[0].call], routings[0], self.duty)
            else:
                for routing in routings:
                    tell(stories[routing.call], routing)
                await open_all(tx, [(stories[routing.call], routing, self.duty) for routing in routings])
            await calls.keep(tx, stories.values())

    async def tell_all(self, rings: Sequence[Ring]) -> None:
        """Whole calls in one transaction, from the arrival to the end."""
        async with self.db.transaction() as tx:
            stories = await calls.open_stories(tx, {ring.call: ring.arrived_at for ring in rings})
            for place, ring in enumerate(rings):
                story, routing = stories[ring.call], self.routing(ring)
                story.tell(_arrived(ring))
                await record_routing(tx, story, routing, self.duty)
                for row in self._rest(ring, routing, missed=place % _MISSED == 0):
                    story.tell(row)
            await calls.keep(tx, stories.values())
            await self._progress(tx, {ring.call: stories[ring.call].rows for ring in rings})

    def _rest(self, ring: Ring, routing: Routing, *, missed: bool) -> list[LedgerRow]:
        """What Asterisk's log tells of a call that was routed."""
        group = routing.decision.group
        told = [(LedgerKind.QUEUED, 1, group or ""), (LedgerKind.ENDED, 180, "")]
        if missed or group is None:
            told.append((LedgerKind.ABANDONED, 40, group or ""))
        else:
            channel = f"{ring.call}-agent"
            told += [(kind, at, channel) for kind, at in ((LedgerKind.RUNG, 2), (LedgerKind.ANSWERED, 8))]
            told.append((LedgerKind.COMPLETED, 170, channel))
        members = self.duty.book.groups[group].members if group else ()
        person = members[int(ring.arrived_at.timestamp()) // 60 % len(members)] if members else None
        return [
            LedgerRow(ring.call, kind, ring.routed_at + timedelta(seconds=at), Witness.QUEUE_LOG, name, group, person)
            for kind, at, name in told
        ]

    async def _progress(self, tx: Transaction, told: dict[CallId, list[LedgerRow]]) -> None:
        steps: dict[CallId, list[progress.Step]] = {}
        for call, rows in told.items():
            for row in rows:
                if row.kind is LedgerKind.ANSWERED and row.person:
                    steps.setdefault(call, []).append(progress.answered(row.person, row.at))
                elif row.kind is LedgerKind.COMPLETED:
                    steps.setdefault(call, []).append(progress.conversation_ended(row.at))
                elif row.kind is LedgerKind.ABANDONED:
                    steps.setdefault(call, []).append(progress.missed(row.at, next_opening=None))
        await progress.make_progress(tx, steps)


def _arrived(ring: Ring) -> LedgerRow:
    return LedgerRow(ring.call, LedgerKind.ARRIVED, ring.arrived_at, Witness.AGI, data=_DIALLED)
