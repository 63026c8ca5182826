"""What all doors of the API share: limits, uses to be counted, answers that are under way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from clients import store
from clients.client import ClientName, Token
from storage.database import Unavailable
from web.api.limits import Buckets
from web.errors import Refusal
from web.house import House

log = logging.getLogger(__name__)

EVERY_S = 10.0
HOURLY = 360  # rounds
WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class ApiDesk:
    house: House
    buckets: Buckets = field(default_factory=Buckets)
    strangers: Buckets = field(default_factory=Buckets)
    """By address, for tokens that are none."""
    _used: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    _under_way: set[tuple[ClientName, str]] = field(default_factory=set)

    def count(self, token: Token, now: datetime) -> None:
        uses, _ = self._used.get(token.id, (0, now))
        self._used[token.id] = (uses + 1, now)

    @contextmanager
    def answering(self, client: ClientName, key: str) -> Iterator[None]:
        """Answer under this key; refuses whoever asks with it meanwhile."""
        if (client, key) in self._under_way:
            zh, en = "同一 Idempotency-Key 的请求正在处理。", "A request with this Idempotency-Key is under way."
            raise Refusal(409, "under_way", zh, en, {"retry_after": 1})
        self._under_way.add((client, key))
        try:
            yield
        finally:
            self._under_way.discard((client, key))

    async def keep(self) -> None:
        """Write what was counted since, and let go of old answers."""
        used, now = dict(self._used), self.house.services.now()
        self._used.clear()
        try:
            async with self.house.services.db.transaction_within(WITHIN_S) as tx:
                await store.count_uses(tx, used)
                await store.forget_answers(tx, now)
        except Unavailable as error:
            log.warning("uses of API tokens were not counted: %s", error)
            for id_, (more, last) in used.items():
                uses, later = self._used.get(id_, (0, last))
                self._used[id_] = (uses + more, later)

    async def look_after(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Until cancelled; what is counted is kept at the end, too."""
        rounds = 0
        try:
            while True:
                await pause(EVERY_S)
                rounds += 1
                if self._used or rounds % HOURLY == 0:
                    await self._kept()
        finally:
            if self._used:
                await asyncio.shield(self._kept())

    async def _kept(self) -> None:
        try:
            await self.keep()
        except Exception:  # one round must not be the last
            log.exception("uses of API tokens were not counted")
