"""Takes what waits in the outbox to its gateways: tries again after a while, gives up after long, never twice at once.

A letter is claimed before it goes: the claim is committed, and ends by itself, so that one who dies with a letter in
hand leaves it to the next. What a gateway took while we died is tried once more, under the same key, by which the
gateway knows it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from storage.database import Database

from . import store
from .notice import Channel, Letter

log = logging.getLogger(__name__)

AT_ONCE = 4  # letters under way
CLAIM = timedelta(minutes=3)  # longer than any gateway may take
PAUSE_S = 5.0  # between two looks; what is told here goes at once
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=30)


class NotSent(Exception):
    """The gateway did not take it. ``final``: and never will, whatever is tried."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Sender(Protocol):
    """The way out of one channel."""

    async def send(self, letter: Letter) -> None:
        """Return once the gateway took it. Raises :class:`NotSent`; has its own deadline, well below ``CLAIM``."""
        ...


class _SwitchedOff:
    """Stands for a channel that the file does not configure any more; it may again before the letter is given up."""

    async def send(self, letter: Letter) -> None:
        raise NotSent(f"{letter.channel} is switched off")


SWITCHED_OFF: Sender = _SwitchedOff()


class Postman:
    """``senders`` and ``give_up_after`` are asked anew each time: the file may change while we run."""

    def __init__(
        self,
        db: Database,
        senders: Callable[[], Mapping[Channel, Sender]],
        give_up_after: Callable[[], timedelta],
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._senders = senders
        self._give_up_after = give_up_after
        self._now = now
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Something was told: look now."""
        self._nudged.set()

    async def run(self) -> None:
        """Until cancelled. What fails is logged and tried again at the next look."""
        while True:
            self._nudged.clear()
            try:
                while await self.round():
                    pass
            except Exception as error:  # the border of one look: what waits stays in the outbox
                log.warning("the outbox could not be emptied: %s", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE_S):
                    await self._nudged.wait()

    async def round(self) -> int:
        """Take the letters that may go now; how many there were."""
        now = self._now()
        async with self._db.reading() as tx:
            if not await store.any_due(tx, now):
                return 0
        async with self._db.transaction() as tx:
            letters = await store.claim_due(tx, now, now + CLAIM, limit=AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for letter in letters:
                tasks.create_task(self._take(letter))
        return len(letters)

    async def _take(self, letter: Letter) -> None:
        try:
            await self._senders().get(letter.channel, SWITCHED_OFF).send(letter)
        except NotSent as failure:
            await self._failed(letter, failure)
        except Exception as error:
            log.exception("letter %d could not be sent", letter.id)
            await self._failed(letter, NotSent(type(error).__name__))
        else:
            async with self._db.transaction() as tx:
                await store.note_sent(tx, letter, self._now())

    async def _failed(self, letter: Letter, failure: NotSent) -> None:
        now = self._now()
        again = now + pause_after(letter.attempts)
        over = failure.final or again > letter.created_at + self._give_up_after()
        log.warning(
            "letter %d (%s, %s) %s after %d attempts: %s",
            *(letter.id, letter.channel, letter.subject, "given up" if over else "not sent", letter.attempts, failure),
        )
        async with self._db.transaction() as tx:
            await store.note_failed(tx, letter, str(failure), again=None if over else again, at=now)


def pause_after(attempts: int) -> timedelta:
    """Half a minute after the first failure, twice as long after each, half an hour at most."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)
