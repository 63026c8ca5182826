"""The three ways in one run: what a call costs, how many a second go through, what stays in memory, what is lost."""

from __future__ import annotations

import asyncio
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


QUICK = Size(12, 1, 40, 16, 2, 4, 1.25, 0, 0, all_rates=False, seconds=75)
FULL = Size(30, 3, 200, 16, 10, 10, 3, 2_000, 3, all_rates=True, seconds=800)


async def measure_ways(bench: Bench) -> None:
    size = FULL if bench.full else QUICK
    until = asyncio.get_running_loop().time() + size.seconds
    costs: dict[str, Spent] = {}
    async with AsyncExitStack() as opened:
        bench.show("打开三套热线 · opening three hotlines")
        at_work = await opened.enter_async_context(ours(bench.root, bench.folder, size.per_line))
        before = _memory(at_work.way)
        async with AsyncExitStack() as others:
            hands = (NATIVE, PROCESS_AGI)
            plains = [
                await others.enter_async_context(plain(bench.root, bench.folder, hand, size.per_line)) for hand in hands
            ]
            bench.show("每呼叫 CPU · CPU per call")
            how = Rounds(size.rounds, Plan(size.rate, at_work.stays_s, size.calls), size.idle_s)
            costs = await spent(bench.folder, (at_work.way, *plains), how, len(at_work.staff.people))
            tell_cost(bench, costs, size.rate)
        rates = await _our_rates(bench, at_work, size, costs, until)
        found = await books(at_work.house.settings)
        tell_memory(bench, before, _memory(at_work.way), found.arrived)
        tell_books(bench, found)
    tell_rates(bench, rates | await _others_rates(bench, at_work, size, costs, until))


async def _our_rates(
    bench: Bench, at_work: HouseAtWork, size: Size, costs: dict[str, Spent], until: float
) -> dict[str, Rate]:
    bench.show("本系统的最高呼叫速率 · highest call rate of ours")
    search = Search(size.step_calls, size.steps, until, at_work.stays_s, len(at_work.staff.people))
    stairs = stairs_for(costs["ours"], size)
    rates = {"ours": await highest(bench.folder / "rates" / "ours", at_work.way, stairs, search)}
    if size.all_rates:
        at_work.way.pin(others=frozenset({0}), node=frozenset({1}))
        half = stairs_for(costs["ours"], size, cores=1)
        cores = frozenset({0})
        rates["ours_pinned"] = await highest(bench.folder / "rates" / "pinned", at_work.way, half, search, cores)
    return rates


async def _others_rates(
    bench: Bench, at_work: HouseAtWork, size: Size, costs: dict[str, Spent], until: float
) -> dict[str, Rate]:
    """Ours is closed by now: a way that is measured has the machine for itself."""
    rates: dict[str, Rate] = {}
    search = Search(size.step_calls, size.steps, until, at_work.stays_s, len(at_work.staff.people))
    folder = bench.folder / "rates"
    for hand in (NATIVE, PROCESS_AGI) if size.all_rates else (NATIVE,):
        bench.show(f"{hand.zh}的最高呼叫速率 · highest call rate of the {hand.en}")
        async with plain(bench.root, folder, hand, size.per_line) as way:
            rates[hand.key] = await highest(folder / hand.key, way, stairs_for(costs[hand.key], size), search)
            if size.all_rates and hand is NATIVE:
                cores = frozenset({0})
                way.pin(others=cores, node=cores)
                half = stairs_for(costs[hand.key], size, cores=1)
                rates["native_pinned"] = await highest(folder / "native-pinned", way, half, search, cores)
    return rates


def stairs_for(cost: Spent, size: Size, cores: int = CORES) -> Stairs:
    """From a fifth of what the processor could do by what a call costs, to all of it: SIPp needs its share as well."""
    ceiling = cores * 1000 / max(1.0, cost.ms_per_call())
    return Stairs(0.2 * ceiling, 0.8 * ceiling / size.stages, size.stage_s, size.stages)


def _memory(way: Way) -> dict[str, Memory]:
    return {part: memory(pid) for part, pid in way.pids().items()}
