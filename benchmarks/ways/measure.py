"""The three ways in one run: what a call costs, how many a second go through, what stays in memory, what is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.processes import Memory, memory
from benchmarks.sipp.callers import Plan
from benchmarks.ways.books import books
from benchmarks.ways.cost import Rounds, Spent, spent
from benchmarks.ways.ours import HouseAtWork, ours
from benchmarks.ways.plain import NATIVE, PROCESS_AGI, plain
from benchmarks.ways.rates import Rate, Search, Stairs, highest
from benchmarks.ways.tell import tell_books, tell_cost, tell_memory, tell_rates
from benchmarks.ways.way import Way

CORES = 2  # the bars are those of a machine with two; the node has one of its own where it is pinned
SHARED, OF_THE_NODE = frozenset({0}), frozenset({1})


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. ``stage_s``: of the staircase that finds a rate; ``steps``: whole steps after it."""

    per_line: int
    rounds: int
    calls: int
    rate: float
    idle_s: float
    stages: int
    stage_s: float
    step_calls: int
    steps: int
    all_rates: bool
    seconds: float


QUICK = Size(12, 1, 28, 8, 3, 4, 1, 0, 0, all_rates=False, seconds=70)
FULL = Size(30, 3, 100, 8, 5, 6, 2.5, 2_000, 3, all_rates=True, seconds=765)


async def measure_ways(bench: Bench, size: Size | None = None) -> None:
    """``size``: of the mode, where none is given."""
    size = size or (FULL if bench.full else QUICK)
    turns = Turns(asyncio.get_running_loop().time() + size.seconds, 5 if size.all_rates else 2)
    async with AsyncExitStack() as opened:
        bench.show("打开三套热线 · opening three hotlines")
        at_work = await opened.enter_async_context(ours(bench.root, bench.folder, size.per_line))
        before = _memory(at_work.way)
        costs = await _costs(bench, at_work, size)
        rates = await _our_rates(bench, at_work, size, costs, turns)
        found = await books(at_work.house.settings)
        tell_memory(bench, before, _memory(at_work.way), found.arrived)
        tell_books(bench, found)
    tell_rates(bench, rates | await _others_rates(bench, at_work, size, costs, turns))


@dataclass(slots=True)
class Turns:
    """The searches that are still to come share what is left of the time, in equal parts."""

    end: float
    left: int

    def until(self) -> float:
        """When the one that begins now has to be done (loop time)."""
        now = asyncio.get_running_loop().time()
        share = (self.end - now) / self.left
        self.left -= 1
        return now + share


async def _costs(bench: Bench, at_work: HouseAtWork, size: Size) -> dict[str, Spent]:
    async with AsyncExitStack() as others:
        plains = [
            await others.enter_async_context(plain(bench.root, bench.folder, hand, size.per_line))
            for hand in (NATIVE, PROCESS_AGI)
        ]
        bench.show("每呼叫 CPU · CPU per call")
        how = Rounds(size.rounds, Plan(size.rate, at_work.stays_s, size.calls), size.idle_s)
        costs = await spent(bench.folder, (at_work.way, *plains), how, len(at_work.staff.people))
    tell_cost(bench, costs, size.rate)
    return costs


async def _our_rates(
    bench: Bench, at_work: HouseAtWork, size: Size, costs: dict[str, Spent], turns: Turns
) -> dict[str, Rate]:
    bench.show("本系统的最高呼叫速率 · highest call rate of ours")
    folder, way, cost = bench.folder / "rates", at_work.way, costs["ours"]
    search = _search(at_work, size)
    rates = {"ours": await highest(folder / "ours", way, stairs_for(cost, size), search(turns))}
    if size.all_rates:
        bench.show("本系统，node 独占一核 · ours, node on a core of its own")
        way.pin(others=SHARED, node=OF_THE_NODE)
        half = stairs_for(cost, size, cores=1)
        rates["ours_pinned"] = await highest(folder / "pinned", way, half, search(turns), SHARED)
    return rates


async def _others_rates(
    bench: Bench, at_work: HouseAtWork, size: Size, costs: dict[str, Spent], turns: Turns
) -> dict[str, Rate]:
    """Ours is closed by now: a way that is measured has the machine for itself."""
    rates: dict[str, Rate] = {}
    search, folder = _search(at_work, size), bench.folder / "rates"
    for hand in (NATIVE, PROCESS_AGI) if size.all_rates else (NATIVE,):
        bench.show(f"{hand.zh}的最高呼叫速率 · highest call rate of the {hand.en}")
        async with plain(bench.root, folder, hand, size.per_line) as way:
            stairs = stairs_for(costs[hand.key], size)
            rates[hand.key] = await highest(folder / hand.key, way, stairs, search(turns))
            if size.all_rates and hand is NATIVE:
                way.pin(others=SHARED, node=SHARED)
                half = stairs_for(costs[hand.key], size, cores=1)
                rates["native_pinned"] = await highest(folder / "native-pinned", way, half, search(turns), SHARED)
    return rates


def _search(at_work: HouseAtWork, size: Size) -> Callable[[Turns], Search]:
    def begin(turns: Turns) -> Search:
        return Search(size.step_calls, size.steps, turns.until(), at_work.stays_s, len(at_work.staff.people))

    return begin


def stairs_for(cost: Spent, size: Size, cores: int = CORES) -> Stairs:
    """From a fifth of what the processor could do by what a call costs, to all of it: SIPp needs its share as well."""
    ceiling = cores * 1000 / max(1.0, cost.ms_per_call())
    return Stairs(0.2 * ceiling, max(1, round(0.8 * ceiling / size.stages)), size.stage_s, size.stages)


def _memory(way: Way) -> dict[str, Memory]:
    return {part: memory(pid) for part, pid in way.pids().items()}
