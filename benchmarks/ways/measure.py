"""The three ways in one run: what a call costs, how many a second go through, what stays in memory, what is lost."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.processes import Memory, memory
from benchmarks.sipp.callers import Plan
from benchmarks.ways.books import books
from benchmarks.ways.calls import batch
from benchmarks.ways.cost import Rounds, Spent, spent
from benchmarks.ways.ours import HouseAtWork, ours
from benchmarks.ways.plain import NATIVE, PROCESS_AGI, plain
from benchmarks.ways.rates import Rate, Search, Stairs, highest
from benchmarks.ways.tell import tell_books, tell_cost, tell_growth, tell_memory, tell_rates
from benchmarks.ways.way import Way

CORES = 2  # the bars are those of a machine with two; the controller has one of its own where it is pinned
SHARED, OF_THE_CONTROLLER = frozenset({0}), frozenset({1})
OTHERS = 3  # shares of the time that a search has, where the process per call has one: its answer is far from all bars
LOWEST, HIGHEST = 0.5, 1.1  # of the stairs, in what the processor could do
LEISURELY = 0.8  # of the highest rate, while only their number counts


@dataclass(frozen=True, slots=True)
class Thorough:
    """Of rates, which a few seconds would say nothing of: a call takes six, and the load follows it.

    ``stage_s``: of the staircase that finds a rate; ``steps``: whole steps after it. ``memory_calls``: so many in all
    before memory is looked at again, which may take ``memory_s`` of all the ``seconds``.
    """

    stages: int
    stage_s: float
    step_calls: int
    steps: int
    memory_calls: int
    memory_s: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. Of costs: ``rounds`` of so many ``calls`` at this ``rate``."""

    per_line: int
    rounds: int
    calls: int
    rate: float
    idle_s: float
    thorough: Thorough | None = None


QUICK = Size(12, rounds=1, calls=40, rate=8, idle_s=3)
FULL = Size(30, 1, 100, 8, 5, Thorough(10, 3, 2_000, 4, memory_calls=10_000, memory_s=180, seconds=880))


async def measure_ways(bench: Bench, size: Size | None = None) -> None:
    """``size``: of the mode, where none is given."""
    size = size or (FULL if bench.full else QUICK)
    began = asyncio.get_running_loop().time()
    async with AsyncExitStack() as opened:
        bench.show("打开三套热线 · opening three hotlines")
        at_work = await opened.enter_async_context(ours(bench.root, bench.folder, size.per_line))
        plains = [
            await opened.enter_async_context(plain(bench.root, bench.folder, hand, size.per_line))
            for hand in (NATIVE, PROCESS_AGI)
        ]
        costs = await _costs(bench, (at_work.way, *plains), at_work, size)
        if size.thorough:
            turns = Turns(began + size.thorough.seconds - size.thorough.memory_s, 4 * OTHERS + 1)
            searching = Searching(bench, at_work, size.thorough, costs, turns)
            rates = await _rates(searching, {way.key: way for way in plains})
            tell_rates(bench, rates)
            warm, calls = _memory(at_work.way), (await books(at_work.house.settings)).arrived
            await _many_calls(bench, at_work, size.thorough, rates["ours"].value, began)
        found = await books(at_work.house.settings)
        tell_memory(bench, _memory(at_work.way), found.arrived)
        if size.thorough:
            tell_growth(bench, warm, _memory(at_work.way), found.arrived - calls, calls)
        tell_books(bench, found)


@dataclass(slots=True)
class Turns:
    """The searches that are still to come share what is left of the time."""

    end: float
    left: int
    """In shares."""

    def until(self, shares: int) -> float:
        """When the one that begins now has to be done (loop time)."""
        now = asyncio.get_running_loop().time()
        mine = shares * (self.end - now) / self.left
        self.left -= shares
        return now + mine


async def _costs(bench: Bench, ways: tuple[Way, ...], at_work: HouseAtWork, size: Size) -> dict[str, Spent]:
    bench.show("每呼叫 CPU · CPU per call")
    how = Rounds(size.rounds, Plan(size.rate, at_work.stays_s, size.calls), size.idle_s)
    costs = await spent(bench.folder, ways, how, len(at_work.staff.people))
    tell_cost(bench, costs, size.rate)
    return costs


@dataclass(frozen=True, slots=True)
class Searching:
    """For the highest rate of one way after the other; the others stand idle meanwhile, which costs next to nothing."""

    bench: Bench
    at_work: HouseAtWork
    size: Thorough
    costs: dict[str, Spent]
    turns: Turns

    async def highest(self, way: Way, *, pinned: bool) -> Rate:
        name = f"{way.key}_pinned" if pinned else way.key
        self.bench.show(f"最高呼叫速率 · highest call rate: {name}")
        slow = way.key == PROCESS_AGI.key
        of = way.key if slow else NATIVE.key  # ours climbs the stairs of the native way
        stairs = stairs_for(self.costs[of], self.size, 1 if pinned else CORES)
        size = self.size
        people = len(self.at_work.staff.people)
        until = self.turns.until(1 if slow else OTHERS)
        search = Search(size.step_calls, size.steps, until, self.at_work.stays_s, people)
        return await highest(self._folder(name), way, stairs, search, SHARED if pinned else None)

    def _folder(self, name: str) -> Path:
        return self.bench.folder / "rates" / name


async def _rates(searching: Searching, plains: dict[str, Way]) -> dict[str, Rate]:
    """By the way's key; of ours and the native one with the controller on a core of its own as well."""
    mine, native = searching.at_work.way, plains[NATIVE.key]
    rates: dict[str, Rate] = {}
    for way in (mine, *plains.values()):
        rates[way.key] = await searching.highest(way, pinned=False)
    for way in (mine, native):
        way.pin(others=SHARED, controller=OF_THE_CONTROLLER)
        rates[f"{way.key}_pinned"] = await searching.highest(way, pinned=True)
        way.pin(others=SHARED | OF_THE_CONTROLLER, controller=SHARED | OF_THE_CONTROLLER)
    return rates


async def _many_calls(bench: Bench, at_work: HouseAtWork, size: Thorough, highest_rate: float, began: float) -> None:
    """As many more as are missing, as far as there is time."""
    bench.show("内存 · memory")
    arrived = (await books(at_work.house.settings)).arrived
    rate = LEISURELY * highest_rate
    left_s = began + size.seconds - asyncio.get_running_loop().time() - at_work.stays_s
    calls = min(size.memory_calls - arrived, int(left_s * rate))
    if calls > 0:
        await at_work.way.phones.register()  # their registrations have to last longer than between two steps
        await at_work.way.ready(len(at_work.staff.people))
        await batch(bench.folder / "many", at_work.way, Plan(rate, at_work.stays_s, calls))


def stairs_for(cost: Spent, size: Thorough, cores: int = CORES) -> Stairs:
    """From half of what the processor could do by what a call costs, to a little more than it can."""
    ceiling = cores * 1000 / max(1.0, cost.ms_per_call())
    rise = max(1, round((HIGHEST - LOWEST) * ceiling / size.stages))
    return Stairs(LOWEST * ceiling, rise, size.stage_s, size.stages)


def _memory(way: Way) -> dict[str, Memory]:
    return {part: memory(pid) for part, pid in way.pids().items()}
