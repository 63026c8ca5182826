"""From a decision to the order and the ledger row that record it; the visit and the witness both come through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from routing.call import DecidedBy
from routing.decision import Choice, Decision
from routing.duty import Duty
from routing.ledger import LedgerKind, LedgerRow, Witness, routed_data
from routing.story import Story
from schedules.answer import DutyState
from storage.database import Transaction
from storage.ids import CallId, OrderNumber
from storage.vault import Caller
from work_orders.open import open_orders
from work_orders.order import BirthState, Decided, Opening


@dataclass(frozen=True, slots=True)
class Routing:
    """A call that was routed: who decided, what, and who saw it."""

    call: CallId
    caller: Caller | None
    key: str
    choice: Choice
    decided_by: DecidedBy
    decision: Decision
    witness: Witness
    seen_at: datetime

    @property
    def late(self) -> bool:
        """True when Asterisk's log, not a visit, brought us the news."""
        return self.witness is Witness.QUEUE_LOG


async def record_routing(tx: Transaction, story: Story, routing: Routing, duty: Duty) -> OrderNumber:
    """Tell the call's story where it was routed, open its one order (or find it), bind both. Idempotent by call."""
    tell(story, routing)
    await open_all(tx, [(story, routing, duty)])
    assert story.order is not None  # noqa: S101 it was bound
    return story.order


async def open_all(tx: Transaction, routed: Sequence[tuple[Story, Routing, Duty]]) -> None:
    """The orders of many stories that have been told already are opened, or found, and bound."""
    stories = {routing.call: story for story, routing, _ in routed}
    # The day of an order's number is the day of the call's arrival, which may be yesterday by now.
    openings = [_opening(routing, story, duty) for story, routing, duty in routed]
    for call, order in (await open_orders(tx, openings)).items():
        stories[call].bind(order.number)


def tell(story: Story, routing: Routing) -> None:
    """What the routing adds to the call's story."""
    row = LedgerRow(
        call=routing.call,
        kind=LedgerKind.ROUTED,
        at=routing.decision.instant,
        witness=routing.witness,
        group=routing.decision.group,
        data=routed_data(routing.decision, key=routing.key, choice=routing.choice, decided_by=routing.decided_by),
    )
    story.tell(row)
    story.name(routing.caller)


def _opening(routing: Routing, story: Story, duty: Duty) -> Opening:
    decision = routing.decision
    offered = bool(decision.plan)
    return Opening(
        call=routing.call,
        line=decision.line,
        line_code=duty.book.lines[decision.line].code,
        caller=story.caller,
        arrived_at=story.arrived_at,
        decided=Decided(
            state=decision.state,
            group=decision.group,
            reason=decision.reason.value,
            rule=decision.rule,
            because=decision.because,
            version=decision.version,
            instant=decision.instant,
        ),
        state=BirthState.OFFERED if offered else BirthState.UNSERVED,
        opened_at=routing.seen_at,
        opened_late=routing.late,
        next_opening=None if offered else _next_opening(routing, duty),
    )


def _next_opening(routing: Routing, duty: Duty) -> datetime | None:
    """When work on an order that nobody could answer can begin: now, if the line is open."""
    if routing.decision.state is DutyState.OPEN:
        return routing.decision.instant
    return duty.book.next_opening(routing.decision.line, routing.decision.instant)
