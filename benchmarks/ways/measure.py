"""The three ways in one run: what a call costs, how many a second go through, what stays in memory, what is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from app.rehearsal import postgresql
from benchmarks.bench import Bench
from benchmarks.processes import Memory, memory
from benchmarks.sipp.callers import LONGEST_CALL_S, Plan
from benchmarks.ways.books import books
from benchmarks.ways.calls import batch
from benchmarks.ways.cost import Rounds, Spent, spent
from benchmarks.ways.on_postgresql import ours_on_postgresql
from benchmarks.ways.ours import HouseAtWork, ours
from benchmarks.ways.plain import NATIVE, PROCESS_AGI, plain
from benchmarks.ways.rates import Rate, Search, highest
from benchmarks.ways.tell import tell_books, tell_cost, tell_growth, tell_memory, tell_rates
from benchmarks.ways.way import Way

MEMORY = "memory"
CORES = 2  # the bars are those of a machine with two; the controller has one of its own where it is pinned
SHARED, OF_THE_CONTROLLER = frozenset({0}), frozenset({1})
BORNE = {"ours": 0.68, "native": 0.66, "process_agi": 0.52}
"""Of what the processor has time for, where a search begins: about what was found to be clean. SIPp needs its share."""
BORNE_APART = {"ours": 0.86, "native": 0.92}
"""The same where the controller has a core of its own."""
LEISURELY = 0.9  # of the highest rate, while only their number counts
ENDS_S = 15.0  # the houses are closed
BESIDE_S = 12.0  # before and after the calls of a step: telephones are asked for, the last calls end
PATIENT = 3  # times what it needs, a search may take until a step is clean


@dataclass(frozen=True, slots=True)
class Thorough:
    """Of rates, which few calls would say nothing of: ``step_calls`` in each step.

    ``memory_calls``: so many in all before memory is looked at again, as far as there is time.
    """

    step_calls: int
    memory_calls: int


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. Of costs: ``rounds`` of so many ``calls`` at this ``rate``.

    ``on_postgresql``: in so many of the rounds our way on PostgreSQL has its turn, where this machine has it.
    """

    per_line: int
    rounds: int
    calls: int
    rate: float
    idle_s: float
    thorough: Thorough | None = None
    on_postgresql: int = 0


QUICK = Size(12, rounds=1, calls=40, rate=8, idle_s=3)
FULL = Size(30, 3, 60, 8, 5, Thorough(2_000, memory_calls=10_000), on_postgresql=1)


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
            until = began + bench.seconds - ENDS_S
            searching = Searching(bench, at_work, size.thorough, tasks_for(costs, size.thorough), until)
            rates = await _rates(searching, {way.key: way for way in plains})
            tell_rates(bench, rates)
            warm, calls = _memory(at_work.way), (await books(at_work.house.settings)).arrived
            await _many_calls(bench, at_work, size.thorough, rates["ours"].value, until)
        found = await books(at_work.house.settings)
        tell_memory(bench, _memory(at_work.way), found.arrived)
        if size.thorough:
            tell_growth(bench, warm, _memory(at_work.way), found.arrived - calls, calls)
        tell_books(bench, found)


@dataclass(frozen=True, slots=True)
class Task:
    """A search for the highest rate of a way, or the calls that only have to be many: where it begins, how many."""

    rate: float
    calls: int
    pinned: bool = False

    @property
    def seconds(self) -> float:
        """What it needs at that rate."""
        return BESIDE_S + self.calls / self.rate


def tasks_for(costs: Mapping[str, Spent], size: Thorough) -> dict[str, Task]:
    """By name, in their order."""
    searches = {
        key: Task(BORNE[key] * cost.bears(CORES), size.step_calls)  # every way for itself
        for key, cost in costs.items()
    }
    pinned = {
        f"{key}_pinned": Task(borne * costs[key].bears_apart(), size.step_calls, pinned=True)
        for key, borne in BORNE_APART.items()
    }
    missing = max(0, size.memory_calls - costs["ours"].calls - 2 * size.step_calls)
    return {**searches, **pinned, MEMORY: Task(LEISURELY * searches["ours"].rate, missing)}


async def _costs(bench: Bench, ways: tuple[Way, ...], at_work: HouseAtWork, size: Size) -> dict[str, Spent]:
    """Of these ways; that of our way on PostgreSQL is only told, and its house closed again."""
    async with AsyncExitStack() as opened:
        beside: list[HouseAtWork] = []
        if size.on_postgresql and postgresql.programs():
            bench.show("打开 PostgreSQL 上的热线 · opening a hotline on PostgreSQL")
            house = ours_on_postgresql(bench.root, bench.folder, size.per_line)
            beside.append(await opened.enter_async_context(house))
        bench.show("每呼叫 CPU · CPU per call")
        more = [*ways, *(other.way for other in beside)]
        turns = [more if number < size.on_postgresql else ways for number in range(size.rounds)]
        how = Rounds(turns, Plan(size.rate, at_work.stays_s, size.calls), size.idle_s)
        costs = await spent(bench.folder, how, len(at_work.staff.people))
        tell_cost(bench, costs, size.rate)
        for other in beside:
            tell_books(bench, await books(other.house.settings), on="PostgreSQL")
    return {way.key: costs[way.key] for way in ways}


@dataclass(slots=True)
class Searching:
    """For the highest rate of one way after the other; the others stand idle meanwhile, which costs next to nothing.

    Of the time until ``until``, whatever the ``tasks`` still to come do not need is shared among those that search.
    """

    bench: Bench
    at_work: HouseAtWork
    size: Thorough
    tasks: dict[str, Task]
    until: float

    async def highest(self, way: Way, name: str) -> Rate:
        self.bench.show(f"最高呼叫速率 · highest call rate: {name}")
        task, now, spare = self.tasks[name], asyncio.get_running_loop().time(), self._spare()
        del self.tasks[name]
        search = Search(
            first=task.rate,
            calls=self.size.step_calls,
            until=now + (1 + spare) * task.seconds,
            at_latest=now + PATIENT * task.seconds,
            stays_s=self.at_work.stays_s,
        )
        cores = SHARED if task.pinned else None
        folder = self.bench.folder / "rates" / name
        return await highest(folder, way, search, len(self.at_work.staff.people), cores)

    def _spare(self) -> float:
        """What share of its need each search has on top; less than nothing where time is short."""
        needed = sum(task.seconds for name, task in self.tasks.items() if name != MEMORY)
        return (self.until - self.tasks[MEMORY].seconds - asyncio.get_running_loop().time()) / needed - 1


async def _rates(searching: Searching, plains: dict[str, Way]) -> dict[str, Rate]:
    """By the way's key; of ours and the native one with the controller on a core of its own as well."""
    mine, native = searching.at_work.way, plains[NATIVE.key]
    rates: dict[str, Rate] = {}
    for way in (mine, *plains.values()):
        rates[way.key] = await searching.highest(way, way.key)
    for way in (mine, native):
        way.pin(others=SHARED, controller=OF_THE_CONTROLLER)
        rates[f"{way.key}_pinned"] = await searching.highest(way, f"{way.key}_pinned")
        way.pin(others=SHARED | OF_THE_CONTROLLER, controller=SHARED | OF_THE_CONTROLLER)
    return rates


async def _many_calls(bench: Bench, at_work: HouseAtWork, size: Thorough, highest_rate: float, until: float) -> None:
    """As many more as are missing, as far as there is time."""
    bench.show("内存 · memory")
    arrived = (await books(at_work.house.settings)).arrived
    rate = LEISURELY * highest_rate
    left_s = until - asyncio.get_running_loop().time() - at_work.stays_s
    plan = Plan(rate, at_work.stays_s, min(size.memory_calls - arrived, int(left_s * rate)))
    if plan.seconds > 0:
        await at_work.way.ready(len(at_work.staff.people), lasting=plan.seconds + LONGEST_CALL_S)
        await batch(bench.folder / "many", at_work.way, plan)


def _memory(way: Way) -> dict[str, Memory]:
    return {part: memory(pid) for part, pid in way.pids().items()}
