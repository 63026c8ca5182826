"""Answers the dialplan's question, one short visit a call. Stateless in between: any node can answer the next one.

The call path: what Asterisk knows is asked, the decision is made, the order is committed, the variables are set. When
the database does not answer within its budget the caller is routed all the same, and the witness opens the order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from routing import store as calls
from routing.call import DecidedBy
from routing.decide import decide
from routing.decision import Choice, Facts, Staffing
from routing.duty import Duty
from routing.ledger import Datum, LedgerKind, LedgerRow, Witness
from routing.number import normalised
from schedules.answer import DutyAnswer, DutyState
from schedules.rules import RoutingRules
from storage.database import Database, Unavailable
from storage.ids import GroupId, LineId, OrderNumber
from storage.vault import Caller, Vault

from .agi import AgiSession, Refused
from .answers import Answer, chosen
from .opening import Routing, record_routing
from .saying import say_for
from .server import Asked

log = logging.getLogger(__name__)

DATABASE_BUDGET = 0.4  # seconds of a visit; the dialplan waits 2 s for all of it


@dataclass(frozen=True, slots=True)
class Visits:
    """The answerer behind the FastAGI server."""

    db: Database
    vault: Vault
    duty: Callable[[], Duty]
    now: Callable[[], datetime]
    playable: Collection[str]
    """Names of all prompts that exist."""
    budget: float = DATABASE_BUDGET
    """Seconds that the question may wait for the database."""

    async def __call__(self, asked: Asked, session: AgiSession) -> None:
        answer = await self._choose(asked, session)
        await session.set_variables({variable.value: value for variable, value in answer})

    async def _choose(self, asked: Asked, session: AgiSession) -> Answer:
        duty = self.duty()
        facts = await self._facts(asked, session, duty)
        decision = decide(facts, duty.rules)
        routing = Routing(
            call=asked.call,
            caller=self._caller(asked),
            key=facts.key,
            choice=facts.choice,
            decided_by=DecidedBy.VISIT,
            decision=decision,
            witness=Witness.AGI,
            seen_at=facts.instant,
        )
        order = await self._record(_arrival(asked), routing, duty)
        return chosen(decision, order, say_for(decision, duty.book, self.playable))

    async def _facts(self, asked: Asked, session: AgiSession, duty: Duty) -> Facts:
        line = LineId(asked.arguments["line"])
        instant = self.now()
        answer, because = duty.answer(line, instant)
        return Facts(
            call=asked.call,
            line=line,
            choice=Choice(asked.arguments["choice"]),
            key=asked.arguments.get("key", ""),
            instant=instant,
            duty=answer,
            duty_because=because,
            names=duty.names(line),
            staffing=await _staffing(session, _asked_for(answer, duty.rules)),
            closing=duty.closing(answer, instant),
        )

    async def _record(self, arrival: LedgerRow, routing: Routing, duty: Duty) -> OrderNumber | None:
        try:
            async with self.db.transaction_within(self.budget) as tx:
                stories = await calls.open_stories(tx, {routing.call: routing.seen_at})
                stories[routing.call].tell(arrival)  # the witness has told it long ago, unless it is behind
                order = await record_routing(tx, stories[routing.call], routing, duty)
                await calls.keep(tx, stories.values())
                return order
        except Unavailable as error:
            log.warning("call %s routed; its order follows: %s", routing.call, error)
            return None

    def _caller(self, asked: Asked) -> Caller | None:
        number = normalised(asked.caller_number)
        return self.vault.caller(number) if number else None


def _arrival(asked: Asked) -> LedgerRow:
    """When the call came, by Asterisk's clock: an order counts to the day of its call."""
    at = datetime.fromtimestamp(int(asked.arguments["arrived"]), tz=UTC)
    data = {Datum.DIALLED: asked.dialled}
    return LedgerRow(call=asked.call, kind=LedgerKind.ARRIVED, at=at, witness=Witness.AGI, data=data)


def _asked_for(answer: DutyAnswer, rules: RoutingRules) -> tuple[GroupId, ...]:
    """The groups that the decision may choose among."""
    if answer.state is DutyState.UNDECIDED:
        return (rules.when_undecided,) if rules.when_undecided else ()
    return answer.groups


async def _staffing(session: AgiSession, groups: tuple[GroupId, ...]) -> Mapping[GroupId, Staffing] | None:
    """Asterisk's own count of the groups' members, all groups in one question; None when it would not say."""
    if not groups:
        return {}
    counts = " ".join(f"${{QUEUE_MEMBER({group},{what})}}" for group in groups for what in ("logged", "free", "ready"))
    try:
        numbers = [int(text) for text in (await session.evaluate(counts)).split()]
    except (Refused, ValueError):
        log.warning("Asterisk would not count the members of %s", ", ".join(groups))
        return None
    if len(numbers) != 3 * len(groups):
        return None
    return {group: Staffing(*numbers[3 * place : 3 * place + 3]) for place, group in enumerate(groups)}
