"""The highest rate at which everybody is served: no failure, no retransmission, an agent for every caller.

First a staircase, one run in which the rate rises until something goes wrong; then whole steps of so many calls from
there, downwards while they are not clean. A step ends at its first fault.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import pin
from benchmarks.sipp.callers import LONGEST_CALL_S, Plan, calling
from benchmarks.sipp.statistics import Tally
from benchmarks.ways.calls import LOOKS_EVERY_S, SETTLES_S, batch
from benchmarks.ways.way import Way

STEADY = 0.9  # of the staircase's rate, where whole steps begin: what goes on for a minute is less
DOWN = 0.93  # from a step that was not clean to the next
LEAST_CALLS = 100  # of a step that says anything
Tallies = Sequence[tuple[float, Tally]]


@dataclass(frozen=True, slots=True)
class Stairs:
    """Calls per second: where it begins, by how much it rises, every so many seconds, how often."""

    first: float
    rise: int
    """SIPp rises by whole calls."""
    every_s: float
    stages: int

    def rate(self, at: float) -> float:
        """So many seconds after the beginning."""
        return self.first + self.rise * min(int(at // self.every_s), self.stages - 1)

    @property
    def seconds(self) -> float:
        return self.every_s * self.stages


@dataclass(frozen=True, slots=True)
class Search:
    """How thoroughly to look: at most ``steps`` of so many ``calls``, fewer where time ends before (``until``)."""

    calls: int
    steps: int
    until: float
    stays_s: float
    agents: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls per second, and on what it was taken; ``confirmed``: by a whole clean step."""

    value: float
    confirmed: bool
    taken_on: str


async def highest(folder: Path, way: Way, stairs: Stairs, search: Search, cores: frozenset[int] | None = None) -> Rate:
    """``cores``: where SIPp may run (its telephones are pinned by whoever pinned the way)."""
    await way.ready(search.agents)
    climbed = await climb(folder / "stairs", way, stairs, search.stays_s, cores)
    rate = STEADY * climbed
    loop = asyncio.get_running_loop()
    for _ in range(search.steps):
        await way.ready(search.agents)
        left_s = search.until - loop.time() - search.stays_s - SETTLES_S
        calls = min(search.calls, int(left_s * rate))
        if calls < min(search.calls, LEAST_CALLS):
            break
        plan = Plan(rate, search.stays_s, calls)
        came = await batch(folder / "step", way, plan, cores=cores, to_the_end=False)
        if came.clean and came.calls == calls:
            return Rate(rate, confirmed=True, taken_on=f"{came.calls} calls, one clean step")
        rate *= DOWN
    rate = rate if search.steps else climbed
    return Rate(rate, confirmed=False, taken_on=f"a staircase of {stairs.seconds:.0f} s")


async def climb(folder: Path, way: Way, stairs: Stairs, stays_s: float, cores: frozenset[int] | None) -> float:
    """The last rate of the staircase that was clean."""
    plan = Plan(stairs.first, stays_s, rises=(stairs.rise, stairs.every_s))
    loop = asyncio.get_running_loop()
    before = way.phones.running.tally()
    async with calling(folder, way.hotline, plan) as callers:
        if cores:
            pin(callers.process.pid, cores)
        top = loop.time() + stairs.seconds
        while loop.time() < top and callers.tally().clean:  # noqa: ASYNC110 another process
            await asyncio.sleep(LOOKS_EVERY_S)
        callers.call_no_more()
        await callers.ended(LONGEST_CALL_S + stairs.seconds)
        made = callers.tallies()
    await asyncio.sleep(1.5)  # the telephones write theirs once a second
    taken = [(at, tally) for at, tally in way.phones.running.tallies() if tally.created >= before.created]
    return clean_rate(stairs, made, taken, stays_s)


def clean_rate(stairs: Stairs, made: Tallies, taken: Tallies, stays_s: float) -> float:
    """The stage before the one in which the first fault showed; the top where none did.

    ``made`` by the callers, ``taken`` by the telephones, second by second. A caller whom nobody took is noticed
    when the call must be over.
    """
    if not made:
        return stairs.first
    began = made[0][0]
    for at, faults in _faults(made, taken, stays_s):
        if faults:
            return max(stairs.first * DOWN, stairs.rate(at - began) - stairs.rise)
    return stairs.rate(stairs.seconds)


def _faults(made: Tallies, taken: Tallies, stays_s: float) -> list[tuple[float, bool]]:
    first = taken[0][1] if taken else Tally()
    found = []
    for at, callers in made:
        phones = next((tally for when, tally in reversed(taken) if when <= at), first)
        due = next((tally.created for when, tally in reversed(made) if when <= at - stays_s - 1), 0)
        unanswered = phones.answered - first.answered < due
        again = phones.retransmissions > first.retransmissions
        found.append((at, not callers.clean or again or unanswered))
    return found
