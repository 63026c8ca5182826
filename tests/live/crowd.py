"""Callers by the dozen, each told by what they heard: for tests in which things break meanwhile."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from app.rehearsal.sip.caller import Destination, Identity, NotHeard, dial
from app.rehearsal.sip.ear import AGENT, Known

GOES_ON_WITHIN_S = 2.5  # whatever the node does, the caller hears the next words
OWN_LOAD = 1.5  # runnable processes a core that such a test makes by itself
SPEAKS_EVERY = 10  # one of so many callers has a voice; the others send digits only
SPEAKS_FOR_S = 1.2
_numbers = count(13_600_000_000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call went for its caller."""

    number: str
    key: str
    reached: bool
    greeted_after: float
    heard: tuple[str, ...]
    spoke: bool = False
    """With a voice, to somebody."""


def new_number() -> str:
    """A caller's number that nobody else has."""
    return str(next(_numbers))


async def one_call(to: Destination, key: str, known: Known, *, talks: float = 0.5, voice: bool = False) -> Outcome:
    """A caller who knows the menu: presses during the greeting, and wants a person."""
    number, now = new_number(), asyncio.get_running_loop().time
    async with dial(to, Identity(number), known=known, voice=voice) as call:
        if not call.answered:
            return Outcome(number, key, False, 0.0, (f"refused: {call.code}",))
        greeted = math.inf
        try:
            await call.hears("welcome", within=10)
            greeted = now() - call.at
            call.press(key)
            await call.hears(AGENT, within=150)
            await call.ended(talks)
            await call.hang_up()
        except NotHeard:
            pass  # told by what was heard
    reached = AGENT in call.heard
    return Outcome(number, key, reached, greeted, tuple(call.heard), voice and reached)


async def arriving(
    to: Destination, keys: Mapping[str, str], known: Known, *, per_second: float, seconds: float
) -> list[Outcome]:
    """Calls that arrive at an even rate, whatever becomes of those before them; some callers speak."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    async with asyncio.TaskGroup() as group:
        tasks = []
        for n in range(round(per_second * seconds)):
            await asyncio.sleep(begin + n / per_second - loop.time())
            key, voice = tuple(keys)[n % len(keys)], n % SPEAKS_EVERY == n // SPEAKS_EVERY % len(keys)
            call = one_call(to, key, known, talks=SPEAKS_FOR_S if voice else 0.5, voice=voice)
            tasks.append(group.create_task(call))
    return [task.result() for task in tasks]


def check_callers(outcomes: list[Outcome]) -> None:
    lost = [outcome for outcome in outcomes if not outcome.reached]
    assert not lost, f"{len(lost)} of {len(outcomes)} callers reached nobody, e.g. {lost[:3]}"
    slowest = max(outcomes, key=lambda outcome: outcome.greeted_after)
    assert slowest.greeted_after <= GOES_ON_WITHIN_S * patience(), f"silence for {slowest.greeted_after:.2f} s"


def patience() -> float:
    """1, or how much slower everything is on a machine that computes something else as well."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) / OWN_LOAD)
