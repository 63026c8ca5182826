"""Tells the callers who wait already that their line was just closed by order, and sends them where the roster wants.

Asterisk decides nothing here: the node takes each of them out of the queue with what becomes of him, and the dialplan
goes on from there (``[serve]``, ``told``). Whoever was on his way into a queue is found at one of the next looks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta

from agent_bridge.ami import AmiAccount, AmiLink
from agent_bridge.link import AsteriskError, LinkUp, Unanswered
from agent_bridge.waiting import Queues, WaitingCaller
from ivr.meanwhile import Seen, newly_closed, see, told
from routing.duty import Duty
from schedules.answer import DutyState
from storage.ids import LineId

from .current_duty import NoDuty
from .installation import AMI_USER, Installation

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks at the calendar
LOOKED_FOR = timedelta(seconds=60)
"""So long after a closing those are looked for who were sent to a queue before it: the way there has announcements."""
LINK_WITHIN = 5.0  # seconds

OpenQueues = Callable[[], AbstractAsyncContextManager[Queues]]


class ClosingWatch:
    """Looks once a second whether a line was closed; Asterisk is asked only while one just was."""

    def __init__(
        self, duty: Callable[[], Duty], now: Callable[[], datetime], open_queues: OpenQueues, playable: Collection[str]
    ) -> None:
        self._duty = duty
        self._now = now
        self._open_queues = open_queues
        self._playable = playable
        self._seen: Seen | None = None
        self._until: dict[LineId, datetime] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except NoDuty:
                log.debug("no duty version yet")
            except AsteriskError as error:
                log.warning("those who wait on a closed line could not be told: %s", error)
            except Exception:  # the border of one look: the next one tries again
                log.exception("looking for lines that were closed failed")
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Look at the calendar; tell those who wait on a line that was closed in the last minute."""
        duty, now = self._duty(), self._now()
        seen = see(duty, now)
        for line in newly_closed(self._seen, seen):
            log.info("line %s is closed: those who wait are told", line)
            self._until[line] = now + LOOKED_FOR
        self._seen = seen
        self._until = {
            line: until
            for line, until in self._until.items()
            if now < until and line in seen.states and seen.states[line].state is DutyState.CLOSED
        }
        if self._until:
            await self._tell(duty, seen)

    async def _tell(self, duty: Duty, seen: Seen) -> None:
        async with self._open_queues() as queues:
            for caller in sorted(await queues.waiting(), key=lambda one: (one.group, one.place)):
                if caller.line in self._until and not caller.knows:
                    await self._tell_one(queues, caller, duty, seen)

    async def _tell_one(self, queues: Queues, caller: WaitingCaller, duty: Duty, seen: Seen) -> None:
        what = told(duty, seen.states[caller.line], self._playable)
        try:
            await queues.withdraw(caller, what.in_place(caller.place))
        except AsteriskError as error:  # answered or gone a moment ago
            log.info("a caller of %s was not taken out of the queue: %s", caller.line, error)


def queues_of(house: Installation) -> OpenQueues:
    """A link to this Asterisk's manager, for one errand."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Queues]:
        account = AmiAccount("127.0.0.1", house.settings.listen.ami, AMI_USER, house.secrets.ami_secret)
        link = AmiLink(account, now=house.clock.now)
        running = asyncio.create_task(link.run())
        try:
            await _up(link)
            yield link
        finally:
            running.cancel()
            await asyncio.wait({running})

    return opened


async def _up(link: AmiLink) -> None:
    try:
        async with asyncio.timeout(LINK_WITHIN):
            async for received in link.received():
                if isinstance(received.what, LinkUp):
                    return
    except TimeoutError:
        raise Unanswered("no link to Asterisk's manager in time") from None
