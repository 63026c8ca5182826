"""Probe calls: one caller presses one key, one telephone rings, and both stand in this process beside one clock.

Instants are the wall clock's, which the node's log has too. The key counts from the first packet with the E bit, just
before it is sent; the ringing from the INVITE as this process reads it, so that whatever delays us only adds.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from app.rehearsal.sip.caller import Destination, Identity, NotHeard, dial
from app.rehearsal.sip.ear import Known
from app.rehearsal.sip.phone import Phase, Phone, Ring
from benchmarks.keys.audio import KeyAudio

KEY, LINE = "4", "guizhou"
WELCOMED_WITHIN_S = 10.0
RINGS_WITHIN_S = 20.0  # the prompts before the queue last about seven
FIRST_NUMBER = 13_900_000_000
_numbers = count(FIRST_NUMBER)


@dataclass(frozen=True, slots=True)
class Rung:
    """What one probe call saw."""

    pressed_at: float
    rang_at: float
    call: str | None
    """The call whose order stood in the database when the INVITE came; None: there was none yet."""


class Switchboard:
    """Told by the agents' telephones; looks the order up the moment an INVITE comes, before the 180 is sent."""

    def __init__(self, call_with_order: Callable[[str], str | None]) -> None:
        """``call_with_order``: the call of this number that has an order now."""
        self._call_with_order = call_with_order
        self._waiting: dict[str, asyncio.Future[tuple[float, str | None]]] = {}

    def notice(self, _: Phone, ring: Ring) -> None:
        if ring.phase is Phase.RINGING and (future := self._waiting.get(ring.caller)) and not future.done():
            at = time.time()
            future.set_result((at, self._call_with_order(ring.caller)))

    async def rings_for(self, number: str) -> tuple[float, str | None]:
        """Wait for the INVITE of this caller's call: its instant, and the call that has an order by then."""
        self._waiting[number] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(RINGS_WITHIN_S):
            return await self._waiting[number]


@dataclass(frozen=True, slots=True)
class Prober:
    """Calls ``to``, presses a key into the welcome, which it knows when it hears it, and waits for the telephone."""

    to: Destination
    board: Switchboard
    known: Known

    async def calls(self, times: int, per_s: float) -> Sequence[Rung | None]:
        """So many calls, begun at random instants: at this rate on average. None: one that reached no telephone."""
        chance = random.Random(4733)  # noqa: S311 the same instants in every run
        begins = sorted(chance.uniform(0, times / per_s) for _ in range(times))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._one(begin)) for begin in begins]
        return [task.result() for task in tasks]

    async def _one(self, begin: float) -> Rung | None:
        await asyncio.sleep(begin)
        try:
            return await self._call(str(next(_numbers)))
        except (NotHeard, TimeoutError):
            return None

    async def _call(self, number: str) -> Rung:
        async with dial(self.to, Identity(number), known=self.known, audio=KeyAudio.open) as call:
            await call.hears("welcome", within=WELCOMED_WITHIN_S)
            await asyncio.sleep(random.uniform(0, 0.2))  # noqa: S311 wherever between two packets
            ringing = asyncio.create_task(self.board.rings_for(number))
            call.press(KEY)
            rang_at, order_of = await ringing
            assert isinstance(call.media, KeyAudio)  # noqa: S101 opened as such above
            return Rung(call.media.keys_ended[0], rang_at, order_of)
