"""The callers: each call lasts until it is told to end, and their number only grows in between."""

from __future__ import annotations

import asyncio
from itertools import count
from types import TracebackType

from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.media import OpenMedia
from app.rehearsal.sip.phone import Phase, Phone, Ring
from app.rehearsal.waiting import until

PER_S = 10.0  # calls begun
WITHIN_S = 30.0
_numbers = count(13_600_000_000)


class Callers:
    """Ended with their ``async with``."""

    def __init__(self, to: Destination, audio: OpenMedia) -> None:
        self._to = to
        self.talking = 0
        self._audio = audio
        self._over = asyncio.Event()
        self._calls: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Callers:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.hang_up()

    def noticed(self, _: Phone, ring: Ring) -> None:
        """An agent's telephone rings, talks or is put down."""
        self.talking += (ring.phase is Phase.TALKING) - (ring.phase is Phase.ENDED)

    async def call(self, calls: int) -> None:
        """So many more, until all of them talk."""
        wanted = self.talking + calls
        for _ in range(calls):
            self._calls.append(asyncio.create_task(self._one()))
            await asyncio.sleep(1 / PER_S)
        await until(f"{wanted} talk", lambda: self.talking >= wanted, within=WITHIN_S)

    async def hang_up(self) -> None:
        self._over.set()
        await asyncio.gather(*self._calls, return_exceptions=True)
        await until("all have hung up", lambda: not self.talking, within=WITHIN_S)
        self._over, self._calls = asyncio.Event(), []

    async def _one(self) -> None:
        async with dial(self._to, Identity(str(next(_numbers))), audio=self._audio):
            await self._over.wait()
