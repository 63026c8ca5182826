"""The staff's side of the house: reads Asterisk's events in order and turns them into pops, presence and ledger rows.

One task reads; nothing in its way waits for a write. Everything that was believed is checked against Asterisk's own
state after each login.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent_bridge.briefing import Briefer, Briefing, Ringing
from agent_bridge.chronicle import Chronicle
from agent_bridge.device import PhoneState
from agent_bridge.directory import Directory
from agent_bridge.events import (
    AgentCalled,
    AgentComplete,
    AgentConnect,
    AgentRingNoAnswer,
    ContactChanged,
    DeviceChanged,
    Event,
    Hangup,
    HangupRequest,
    MemberChanged,
    MemberRemoved,
    QueueCallerAbandon,
)
from agent_bridge.feed import Feed
from agent_bridge.handovers import Handovers
from agent_bridge.ledger_rows import row_of
from agent_bridge.link import Asterisk, AsteriskError, LinkDown, LinkUp, LiveChannel, Received
from agent_bridge.pops import Pop, PopBoard, PopState
from agent_bridge.presence import Presence
from storage.database import Database
from storage.ids import GroupId, PersonId

log = logging.getLogger(__name__)

AT_ONCE_S = 0.04  # how long a pop waits for the database before it is shown with what the ringing itself tells
CORRECT_EVERY_S = 2.0
AT_AN_EDGE_S = 0.005  # no sooner: a timer may end a little before the clock says so
FILL_AFTER_S = (0.1, 0.2, 0.5, 1.0, 2.0, 2.0, 5.0, 10.0)  # a late record is looked for again, while the pop stands


@dataclass(frozen=True, slots=True)
class Parts:
    """What a desk is made of; put together in ``app``."""

    db: Database
    asterisk: Asterisk
    directory: Callable[[], Directory]
    briefer: Briefer
    board: PopBoard
    feed: Feed
    presence: Presence
    chronicle: Chronicle
    handovers: Handovers
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


class Desk:
    """Runs until cancelled. ``AmiLink.run`` runs beside it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._fills: set[asyncio.Task[None]] = set()
        self.in_step = asyncio.Event()
        """Set while what we believe has been checked against Asterisk since its last login."""

    async def run(self) -> None:
        await self.parts.presence.load()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.parts.chronicle.run())
            tasks.create_task(self._keep_queues())
            async for received in self.parts.asterisk.received():
                try:
                    await self._take(received, tasks)
                except Exception:  # one event must not end the desk
                    log.exception("not dealt with: %s", type(received.what).__name__)

    async def _take(self, received: Received, tasks: asyncio.TaskGroup) -> None:
        what = received.what
        if isinstance(what, LinkUp):
            await self._resync(received, tasks)
        elif isinstance(what, LinkDown):
            self.in_step.clear()
        else:
            self._note(what, received)
            await self._move(what, received, tasks)

    def _note(self, event: Event, received: Received) -> None:
        if isinstance(event, HangupRequest):
            self.parts.board.hanging_up(event.channel)
        row = row_of(event, received.at, left=self.parts.board.is_leaving)
        if row is not None:
            self.parts.chronicle.note(row)

    async def _move(self, event: Event, received: Received, tasks: asyncio.TaskGroup) -> None:
        board, feed, presence = self.parts.board, self.parts.feed, self.parts.presence
        match event:
            case AgentCalled():
                ringing = Ringing(event.call, event.group, event.person, event.number, event.context)
                await self._offer(ringing, event.agent_channel, received, tasks)
            case AgentConnect():
                presence.connected(event.agent_channel, event.person)
                feed.publish(board.connected(event, received.at))
            case AgentRingNoAnswer():
                feed.publish(board.not_answered(event.agent_channel))
            case AgentComplete():
                feed.publish(board.completed(event.agent_channel))
                await presence.parted(event.agent_channel)
            case QueueCallerAbandon():
                feed.publish(board.left_queue(event.call, event.group))
            case Hangup():
                feed.publish(board.hung_up(event.channel))
                await presence.parted(event.channel)
            case MemberChanged():
                await presence.member_changed(event)
            case MemberRemoved():
                presence.member_removed(event)
            case DeviceChanged():
                await presence.device_changed(event.person, event.phone)
            case ContactChanged():
                state = PhoneState.REGISTERED if event.reachable else PhoneState.UNREACHABLE
                presence.phone_changed(event.person, state)
            case _:
                pass

    # Pops

    async def _offer(
        self,
        ringing: Ringing,
        agent_channel: str,
        received: Received,
        tasks: asyncio.TaskGroup,
        *,
        state: PopState = PopState.RINGING,
    ) -> None:
        """The pop at once: whole if the database answers quickly, filled in afterwards otherwise."""
        if not self.parts.board.takes(ringing.call, agent_channel):
            return
        reading = tasks.create_task(self._brief(ringing))
        await asyncio.wait({reading}, timeout=AT_ONCE_S)
        known = reading.result() if reading.done() else None
        briefing = known or self.parts.briefer.at_once(ringing, self.parts.directory())
        answered_at = received.at if state is PopState.TALKING else None
        pop = Pop(ringing.call, ringing.group, ringing.person, agent_channel, received.at, briefing, state, answered_at)
        self.parts.feed.publish(self.parts.board.offer(pop))
        if known is None or not known.whole:
            tasks.create_task(self._fill(ringing, agent_channel, reading))

    async def _brief(self, ringing: Ringing) -> Briefing | None:
        try:
            async with self.parts.db.reading() as tx:
                return await self.parts.briefer.whole(tx, ringing, self.parts.directory())
        except Exception:  # a broken record or database leaves the pop with what the ringing tells
            log.exception("call %s: its briefing could not be read", ringing.call)
            return None

    async def _fill(self, ringing: Ringing, agent_channel: str, reading: asyncio.Task[Briefing | None]) -> None:
        briefing = await reading
        for wait in FILL_AFTER_S:
            if briefing is not None:
                self.parts.feed.publish(self.parts.board.fill(agent_channel, briefing))
            whole = briefing is not None and briefing.whole and briefing.order is not None
            if whole or self.parts.board.by_channel(agent_channel) is None:
                return
            await self.parts.pause(wait)
            briefing = await self._brief(ringing)

    # After each login, and now and then

    async def _keep_queues(self) -> None:
        """At the edges of shifts, and now and then: a duty version is new, or Asterisk refused what it was told."""
        presence = self.parts.presence
        while True:
            await self.parts.pause(max(AT_AN_EDGE_S, min(CORRECT_EVERY_S, presence.seconds_to_edge())))
            if not self.in_step.is_set():
                continue
            try:
                if not await presence.correct():
                    await presence.resync()
                await self.parts.handovers.note(presence.unrelieved())
            except AsteriskError as error:
                log.warning("queues were not looked at: %s", error)
            except Exception:  # one round must not be the last
                log.exception("queues were not looked at")

    async def _resync(self, received: Received, tasks: asyncio.TaskGroup) -> None:
        """Pops, members and telephones as Asterisk has them now."""
        self.in_step.clear()
        try:
            channels = await self.parts.asterisk.channels()
            await self._match_pops(channels, received, tasks)
            await self.parts.presence.resync()
        except AsteriskError as error:
            log.warning("not in step with Asterisk: %s", error)  # a link this ill ends; the next login tries again
            return
        self.in_step.set()

    async def _match_pops(
        self, channels: tuple[LiveChannel, ...], received: Received, tasks: asyncio.TaskGroup
    ) -> None:
        feed, board, directory = self.parts.feed, self.parts.board, self.parts.directory()
        by_id = {channel.channel: channel for channel in channels}
        feed.publish(board.retain(frozenset(by_id)))
        for channel in channels:
            person, caller = channel.person, by_id.get(channel.call)
            if person is None or person not in directory.people or caller is None or caller is channel:
                continue
            pop = board.by_channel(channel.channel)
            if pop is None:
                ringing = Ringing(
                    channel.call, _group(caller, person, directory), person, channel.number, caller.context
                )
                state = PopState.TALKING if channel.up else PopState.RINGING
                await self._offer(ringing, channel.channel, received, tasks, state=state)
            elif channel.up:
                connect = AgentConnect(pop.call, pop.group, person, pop.agent_channel, waited_s=0)
                feed.publish(board.connected(connect, received.at))


def _group(caller: LiveChannel, person: PersonId, directory: Directory) -> GroupId:
    """The group for which this telephone rings: the decision's, or the person's own where the call overflowed."""
    decided = GroupId(caller.context.group)
    own = directory.groups_of(person)
    same_line = [group for group in own if directory.line_of(group) == caller.context.line]
    return decided if decided in own else next(iter(same_line or own), decided)
