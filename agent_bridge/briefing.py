"""What an agent should know before saying a word: who calls, about which line, why here, and what happened before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agent_bridge.directory import Directory, Names
from agent_bridge.events import CallContext
from routing import store as calls
from routing.call import CallRecord, Outcome
from routing.number import normalised
from storage.database import Transaction
from storage.ids import CallId, GroupId, LineId, OrderNumber, PersonId
from storage.masked import PhoneNumber
from storage.vault import CallerKey, Vault
from work_orders import store as orders
from work_orders.order import BirthState, WorkOrder

MOST_EARLIER_CALLS = 5
NOTHING = Names("", "")
OPENING_WORDS = Names(
    zh="您好，{line}专线，工号 {person} 为您服务，请问有什么可以帮您？",
    en="Good day, {line} line, this is agent {person}. How may I help you?",
)


@dataclass(frozen=True, slots=True)
class Ringing:
    """A telephone that rings for a call, as Asterisk tells it."""

    call: CallId
    group: GroupId
    person: PersonId
    number: str
    context: CallContext


@dataclass(frozen=True, slots=True)
class EarlierCall:
    call: CallId
    arrived_at: datetime
    line: Names
    outcome: Outcome
    order: OrderNumber | None


@dataclass(frozen=True, slots=True)
class OpenOrder:
    number: OrderNumber
    line: Names
    state: BirthState
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Briefing:
    number: PhoneNumber
    line: LineId | None
    line_names: Names
    group_names: Names
    because: Names
    order: OrderNumber | None
    greeting: Names
    earlier_calls: tuple[EarlierCall, ...] = ()
    open_orders: tuple[OpenOrder, ...] = ()
    whole: bool = field(default=False, compare=False)
    """False as long as the call's record is not there yet and Asterisk's word is all we have."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The words to open with; ``{hotline}``, ``{line}``, ``{person}`` (staff number) and ``{name}`` are filled in."""

    hotline: Names
    words: Names = OPENING_WORDS

    def of(self, line: Names, person: PersonId, name: str) -> Names:
        return Names(
            zh=self.words.zh.format(hotline=self.hotline.zh, line=line.zh, person=person, name=name),
            en=self.words.en.format(hotline=self.hotline.en, line=line.en, person=person, name=name),
        )


class Briefer:
    """Puts briefings together, from Asterisk's word alone or with all that the house knows."""

    def __init__(self, vault: Vault, greeting: Greeting) -> None:
        self._vault = vault
        self._greeting = greeting

    def at_once(self, ringing: Ringing, directory: Directory) -> Briefing:
        """What the telephone's ringing itself tells; needs no database."""
        line = LineId(ringing.context.line) if ringing.context.line else directory.line_of(ringing.group)
        return self._briefing(ringing, directory, line, OrderNumber(ringing.context.order) or None)

    async def whole(self, tx: Transaction, ringing: Ringing, directory: Directory) -> Briefing:
        """Everything, read in one transaction; ``whole`` is False when the call has no record yet."""
        record = await calls.by_id(tx, ringing.call)
        if record is None or record.routed is None:
            return self.at_once(ringing, directory)
        because = Names(record.routed.because.zh, record.routed.because.en)
        return self._briefing(
            ringing,
            directory,
            record.routed.line,
            record.order,
            number=self._number(record),
            because=because,
            before=await self._before(tx, record, directory),
        )

    def _briefing(  # noqa: PLR0913 one keyword per thing that may be known
        self,
        ringing: Ringing,
        directory: Directory,
        line: LineId | None,
        order: OrderNumber | None,
        *,
        number: PhoneNumber | None = None,
        because: Names = NOTHING,
        before: tuple[tuple[EarlierCall, ...], tuple[OpenOrder, ...]] | None = None,
    ) -> Briefing:
        names = directory.line_names(line)
        person = directory.people.get(ringing.person)
        earlier, opened = before or ((), ())
        return Briefing(
            number=number or PhoneNumber(normalised(ringing.number)),
            line=line,
            line_names=names,
            group_names=directory.group_names(ringing.group),
            because=because,
            order=order,
            greeting=self._greeting.of(names, ringing.person, person.name if person else ringing.person),
            earlier_calls=earlier,
            open_orders=opened,
            whole=before is not None,
        )

    def _number(self, record: CallRecord) -> PhoneNumber:
        return PhoneNumber((self._vault.opened(record.caller.sealed) if record.caller else None) or "")

    async def _before(
        self, tx: Transaction, record: CallRecord, directory: Directory
    ) -> tuple[tuple[EarlierCall, ...], tuple[OpenOrder, ...]]:
        if record.caller is None:
            return (), ()
        return await history(tx, record.caller.key, directory, before=record.arrived_at, without=record.call)


async def history(
    tx: Transaction, caller: CallerKey, directory: Directory, *, before: datetime, without: CallId
) -> tuple[tuple[EarlierCall, ...], tuple[OpenOrder, ...]]:
    """What this caller called about before, and the orders of theirs that are still open."""
    earlier = await calls.earlier_calls(tx, caller, before=before, limit=MOST_EARLIER_CALLS)
    opened = await orders.open_of_caller(tx, caller)
    return _earlier(earlier, directory), _open(opened, directory, without)


def _earlier(records: Sequence[CallRecord], directory: Directory) -> tuple[EarlierCall, ...]:
    return tuple(
        EarlierCall(one.call, one.arrived_at, directory.line_names(one.line), one.outcome, one.order) for one in records
    )


def _open(found: Sequence[WorkOrder], directory: Directory, without: CallId) -> tuple[OpenOrder, ...]:
    return tuple(
        OpenOrder(one.number, directory.line_names(one.line), one.state, one.opened_at)
        for one in found
        if one.call != without
    )
