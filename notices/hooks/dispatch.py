"""Delivers what was written: each event at least once to each who wants it, of one order one after another.

Everything follows from the database. What goes is claimed before; a claim ends by itself, so that whoever dies with an
event in hand leaves it to the next, who sends it under the same id. Each receiver is served by a task of its own: one
that is slow or away keeps nobody else waiting.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from storage.database import Database
from storage.vault import Vault

from . import store
from .judgement import Round, again_at, health_after
from .post import Answer, Post
from .queue import store as queue
from .signing import signed_headers
from .subscription import Delivery, Subscription
from .target import HookSettings

log = logging.getLogger(__name__)

AT_ONCE = 16  # events under way to one receiver
SPREAD = 500  # events put on their way in a transaction
PAUSE_S = 1.0  # between two looks
SLACK = timedelta(seconds=15)  # how long a claim outlasts the time that a receiver has


class Dispatcher:
    """``settings`` are asked anew each time: the file may change. ``chance``: uniform in [0, 1), for the jitter."""

    def __init__(
        self,
        db: Database,
        vault: Vault,
        settings: Callable[[], HookSettings],
        now: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._vault = vault
        self._settings = settings
        self._now = now
        self._chance = chance
        self._served: set[int] = set()

    async def run(self) -> None:
        """Until cancelled. What fails is logged and tried again at the next look."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    for id_ in await self.look() - self._served:
                        self._served.add(id_)
                        tasks.create_task(self._serve_guarded(id_))
                except Exception as error:  # the border of one look: what waits stays in the database
                    log.warning("events were not put on their way: %s", error)
                await asyncio.sleep(PAUSE_S)

    async def look(self) -> frozenset[int]:
        """Put what is new on its way, give up what is too old; the subscriptions to which something may go now."""
        now = self._now()
        before = now - self._settings().give_up_after
        async with self._db.reading() as tx:
            new, everyone = await queue.any_new(tx), await store.everyone(tx)
            lost = [one for one in everyone if one.away_since(before) and await queue.any_older(tx, one.id, before)]
        while new:
            async with self._db.transaction() as tx:
                new = await queue.spread(tx, everyone, now, limit=SPREAD) == SPREAD
        for one in lost:
            async with self._db.transaction() as tx:
                await queue.bury(tx, one.id, before, now, one.health.last_error)
        ready = [one.id for one in everyone if one.ready(now)]
        if not ready:
            return frozenset()
        async with self._db.reading() as tx:
            return frozenset([id_ for id_ in ready if await queue.any_due(tx, id_, now)])

    async def _serve_guarded(self, id_: int) -> None:
        try:
            await self.serve(id_)
        except Exception:
            log.exception("events for subscription %d could not be delivered", id_)
        finally:
            self._served.discard(id_)

    async def serve(self, id_: int) -> None:
        """Send all that may go to this subscription now."""
        settings = self._settings()
        async with self._db.reading() as tx:
            subscription = await store.by_id(tx, id_)
        if subscription is None:
            return
        async with Post(subscription.url, settings) as post:
            while await self._round(post, id_, settings):
                pass

    async def _round(self, post: Post, id_: int, settings: HookSettings) -> bool:
        """False where there was nothing to send, or nobody to send it to."""
        now = self._now()
        async with self._db.transaction() as tx:
            subscription = await store.by_id(tx, id_)
            if subscription is None or not subscription.ready(now):
                return False
            limit = 1 if subscription.health.failures else AT_ONCE
            letters = await queue.claim(tx, id_, now, now + settings.timeout + SLACK, limit=limit)
        if not letters:
            return False
        keys = self._keys(subscription, now)
        answers = await asyncio.gather(*(self._send(post, one, keys) for one in letters))
        await self._note(id_, list(zip(letters, answers, strict=True)), settings)
        return True

    async def _send(self, post: Post, letter: Delivery, keys: Sequence[str]) -> Answer:
        return await post.send(letter.body, signed_headers(letter.id, letter.body, self._now(), keys))

    def _keys(self, subscription: Subscription, now: datetime) -> list[str]:
        keys = [self._vault.open(subscription.sealed_secret)]
        if subscription.sealed_old_secret and subscription.old_until and now < subscription.old_until:
            keys.append(self._vault.open(subscription.sealed_old_secret))
        return keys

    async def _note(self, id_: int, pairs: Sequence[tuple[Delivery, Answer]], settings: HookSettings) -> None:
        now = self._now()
        async with self._db.transaction() as tx:
            subscription = await store.locked(tx, id_)
            if subscription is None:  # removed meanwhile
                return
            outcome = Round([answer for _, answer in pairs], now, self._chance())
            health = health_after(subscription.health, outcome)
            await store.save_health(tx, id_, health)
            await queue.note_taken(tx, id_, [letter.event for letter, answer in pairs if answer.taken], now)
            for letter, answer in pairs:
                if not answer.taken:
                    again = again_at(letter, answer, now, self._chance(), settings.give_up_after)
                    await queue.note_failed(tx, letter, answer.error, again=again, at=now)
        for error in {answer.error for _, answer in pairs if not answer.taken}:
            log.warning("subscription %d (%s) did not take events: %s", id_, subscription.url, error)
