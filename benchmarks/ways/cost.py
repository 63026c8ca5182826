"""Processor time per call of each process of each way: alternating batches, what the same time costs idle taken off."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sipp.callers import Plan
from benchmarks.ways.calls import Outcome, batch
from benchmarks.ways.way import Way

Cpu = Mapping[str, float]
"""Seconds by part: asterisk, node, desk, database."""
CONTROLLER = ("node", "desk")


@dataclass(slots=True)
class Spent:
    """Of one way, over all of its batches."""

    idle: dict[str, float]
    """Processor seconds per second while nobody calls."""
    seconds: dict[str, float] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return sum(one.calls for one in self.outcomes)

    def take(self, before: Cpu, after: Cpu, came: Outcome, elapsed: float) -> None:
        self.outcomes.append(came)
        for part, used in after.items():
            spent = used - before[part] - self.idle[part] * elapsed
            self.seconds[part] = self.seconds.get(part, 0.0) + spent

    def ms_per_call(self, *parts: str) -> float:
        """Of these parts, of all where none is named."""
        return 1000 * sum(self.seconds[part] for part in parts or self.seconds) / self.calls

    def bears(self, cores: int) -> float:
        """Calls a second that so many cores have time for, were there nothing else to be done."""
        return 1000 * cores / max(1.0, self.ms_per_call())

    def bears_apart(self) -> float:
        """The same where node and desk have a core of their own, and Asterisk another one."""
        controller = sum(self.ms_per_call(part) for part in CONTROLLER if part in self.seconds)
        return 1000 / max(1.0, controller, self.ms_per_call("asterisk"))


@dataclass(frozen=True, slots=True)
class Rounds:
    """In ``turns`` the ways of each round, in their order."""

    turns: Sequence[Sequence[Way]]
    plan: Plan
    idle_s: float

    @property
    def ways(self) -> list[Way]:
        return list({way.key: way for turn in self.turns for way in turn}.values())


async def spent(folder: Path, how: Rounds, agents: int) -> dict[str, Spent]:
    """By the way's key."""
    idle = await _idle(how.ways, how.idle_s)
    known = {way.key: Spent(idle[way.key]) for way in how.ways}
    loop = asyncio.get_running_loop()
    for turn in how.turns:
        for way in turn:
            await way.ready(agents)
            before, began = way.cpu(), loop.time()
            came = await batch(folder / "cost" / way.key, way, how.plan)
            known[way.key].take(before, way.cpu(), came, loop.time() - began)
    return known


async def _idle(ways: Sequence[Way], seconds: float) -> dict[str, dict[str, float]]:
    loop = asyncio.get_running_loop()
    began, before = loop.time(), {way.key: way.cpu() for way in ways}
    await asyncio.sleep(seconds)
    elapsed = loop.time() - began
    return {
        way.key: {part: (used - before[way.key][part]) / elapsed for part, used in way.cpu().items()} for way in ways
    }
