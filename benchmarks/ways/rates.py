"""The highest rate at which everybody is served: no failure, no retransmission, no late order, an agent for each.

Whole steps of so many calls, each ended at its first fault: from a rate that the processor should bear, downwards
while they are not clean, upwards while they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sipp.callers import LONGEST_CALL_S, Plan
from benchmarks.ways.calls import SETTLES_S, Outcome, batch
from benchmarks.ways.way import Way

DOWN, UP = 0.88, 1.08  # from a step to the next one
LEAST_CALLS = 100  # of a step that says anything

Step = Callable[[Plan], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Search:
    """From ``first`` calls a second, in steps of so many ``calls``.

    ``until`` (loop time) a step may be tried beyond one that was clean; for the first clean one there is time until
    ``at_latest``, and where that is not enough it has fewer calls.
    """

    first: float
    calls: int
    until: float
    at_latest: float
    stays_s: float

    def step(self, rate: float, now: float, *, best: Plan | None) -> Plan | None:
        """The next one, where there is time for it."""
        end = self.at_latest if best is None else self.until
        calls = min(self.calls, int((end - now - self.stays_s - SETTLES_S) * rate))
        least = LEAST_CALLS if best is None else self.calls
        return Plan(rate, self.stays_s, calls) if calls >= min(self.calls, least) else None


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls per second, and on what it was taken; ``confirmed``: by a step of all its calls."""

    value: float
    confirmed: bool
    taken_on: str


async def highest(folder: Path, way: Way, search: Search, agents: int, cores: frozenset[int] | None = None) -> Rate:
    """``cores``: where SIPp may run (its telephones are pinned by whoever pinned the way)."""

    async def step(plan: Plan) -> Outcome:
        await way.ready(agents, lasting=plan.seconds + LONGEST_CALL_S)
        return await batch(folder, way, plan, cores=cores, to_the_end=False)

    return await searched(search, step, asyncio.get_running_loop().time)


async def searched(search: Search, step: Step, now: Callable[[], float]) -> Rate:
    """The best clean step; a shorter one, or none at all, says so."""
    best: Plan | None = None
    faulty: float | None = None
    rate = search.first
    while plan := search.step(rate, now(), best=best):
        came = await step(plan)
        if came.clean and came.calls == plan.calls:
            best = plan
            if faulty is not None or plan.calls < search.calls:
                break
            rate *= UP
        else:
            faulty = rate
            if best is not None:
                break
            rate *= DOWN
    return _rate(search, best, faulty)


def _rate(search: Search, best: Plan | None, faulty: float | None) -> Rate:
    if best is None:
        return Rate((faulty or search.first) * DOWN, confirmed=False, taken_on="no clean step")
    above = f", {faulty:.1f}/s is not clean" if faulty is not None else ", none above was tried"
    confirmed = best.calls == search.calls
    return Rate(best.rate, confirmed, f"a clean step of {best.calls:,} calls{above}")
