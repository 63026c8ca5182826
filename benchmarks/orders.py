"""What an order costs: opening it durably, beside the bare disk; and finding it among ten thousand and a million."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.process import keep_what_is_there
from app.rehearsal import postgresql
from app.settings import sqlite_url
from benchmarks.bench import Bench
from benchmarks.disk import Disk
from benchmarks.figures import RATIO, Bar, Better, percentile
from benchmarks.house import MONDAY_MORNING
from benchmarks.many_orders import ManyOrders
from benchmarks.order_path import OrderPath, Ring
from routing import store as calls
from routing.duty import Duty
from routing.tables import calls as calls_table
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.times import local
from storage.database import Database, Transaction
from storage.migrate import migrate
from storage.vault import Vault
from work_orders import store
from work_orders.order import WorkOrder

FEW = (10_000, "10k")
MANY = {"sqlite": (1_000_000, "1m"), "postgresql": (100_000, "100k")}  # filling a million takes PostgreSQL too long
ROOM = 12 * 2**10  # bytes on the disk that an order needs with its call, its ledger, and what is made on the way
TOGETHER = 20  # orders committed at once by a witness that catches up
_DAY = timedelta(days=1)

Find = Callable[[Transaction, WorkOrder], Awaitable[object]]


async def measure_orders(bench: Bench) -> None:
    """SQLite always, PostgreSQL where this machine has it."""
    book = await asyncio.to_thread(lambda: compile_bundle(read_bundle(bench.root / "config")))
    keep_what_is_there()  # as the node does
    with ExitStack() as stack:
        places = {"sqlite": (sqlite_url(bench.folder), bench.folder)}
        if postgresql.programs():
            home = stack.enter_context(postgresql.server())  # not in a thread: it would end with that
            places["postgresql"] = (postgresql.url(home), home)
        for name, (url, folder) in places.items():
            async with Database(url) as db:
                await migrate(db)
                path = OrderPath(db, Vault(bytes(range(32))), Duty(book))
                await _Backend(bench, name, folder, path).measure()


@dataclass(frozen=True, slots=True)
class _Backend:
    """One database, on the disk that ``folder`` is on."""

    bench: Bench
    name: str
    folder: Path
    path: OrderPath

    async def measure(self) -> None:
        sizes = (FEW, MANY[self.name]) if self.bench.full else (FEW,)
        most = sizes[-1][0]
        if shutil.disk_usage(self.folder).free < most * ROOM:
            raise OSError(f"{self.folder}: {most:,} orders need {most * ROOM >> 20:,} MiB of room")
        many = await ManyOrders.begin(self.path, MONDAY_MORNING)
        for size, label in sizes:
            await many.fill(size, lambda filled: self.bench.show(f"{self.name}: {filled}"))
            self.bench.show(f"{self.name}: opening, {size:,}")
            await self._opening(label)
            self.bench.show(f"{self.name}: finding, {size:,}")
            await self._finding(many, label)
        await self._together()
        if self.bench.full:
            self._growth()

    # Opening

    async def _opening(self, label: str) -> None:
        """Alternating with bare writes, so that both meet the same disk in the same seconds."""
        rings = self.path.rings(self._fresh(label), 1_500 if self.bench.full else 300, apart=timedelta(seconds=1))
        disk_ms, opened_ms, cpu_s = [], [], 0.0
        with Disk(self.folder) as disk:
            for ring in rings:
                await self.path.arrive(ring)
                disk_ms.append(disk.sync_ms())
                routing = self.path.routing(ring)
                began, worked = time.perf_counter(), time.process_time()
                await self.path.record(routing)
                opened_ms.append((time.perf_counter() - began) * 1000)
                cpu_s += time.process_time() - worked
        self._keep(f"disk.fdatasync.{self.name}.{label}", ("磁盘写入 512 字节", "512 bytes to disk"), disk_ms)
        self._keep(f"orders.open.{self.name}.{label}", ("开立工单", "opening an order"), opened_ms)
        ratio = percentile(opened_ms, 0.99) / percentile(disk_ms, 0.99)
        words = (f"开立工单 p99 ÷ 磁盘 p99，{label}", f"opening an order p99 ÷ disk p99, {label}")
        self._ratio(f"orders.open.{self.name}.{label}", words, ratio, "P8")
        words = (
            f"开立工单的处理器时间（{self.name}，{label}）",
            f"CPU to open an order ({self.name}, {label})",
        )
        each_ms, taken_on = cpu_s / len(rings) * 1000, f"{len(rings):,} times"
        key = f"orders.open.{self.name}.{label}.cpu"
        self.bench.figure(key, words, each_ms, "ms", better=Better.LESS, taken_on=taken_on)
        lost = len(rings) - await self._with_order(rings)
        words = (f"未开立的工单（{self.name}，{label}）", f"orders not opened ({self.name}, {label})")
        self.bench.count(f"orders.lost.{self.name}.{label}", words, lost, out_of=len(rings))

    async def _together(self) -> None:
        """Orders a second, one by one and many in a transaction: how fast a witness catches up."""
        rounds = 30 if self.bench.full else 8
        rings = self.path.rings(self._fresh("grouped"), 2 * TOGETHER * rounds, apart=timedelta(seconds=1))
        routings = [self.path.routing(ring) for ring in rings]
        single, grouped = routings[: len(rings) // 2], routings[len(rings) // 2 :]
        began = time.perf_counter()
        for routing in single:
            await self.path.record(routing)
        between = time.perf_counter()
        for place in range(0, len(grouped), TOGETHER):
            await self.path.record(*grouped[place : place + TOGETHER])
        ratio = (between - began) / (time.perf_counter() - between)
        words = (f"每次 {TOGETHER} 单 ÷ 逐单开立", f"{TOGETHER} orders a commit ÷ one by one")
        self._ratio(f"orders.grouped.{self.name}", words, ratio, "P9")

    async def _with_order(self, rings: list[Ring]) -> int:
        wanted = (calls_table.c.arrived_at.between(rings[0].arrived_at, rings[-1].arrived_at),)
        counted = select(func.count(calls_table.c.order.distinct())).where(*wanted)
        async with self.path.db.reading() as tx:
            return int((await tx.execute(counted)).scalar_one())

    def _fresh(self, label: str) -> datetime:
        """A day after the pattern's, of this measurement alone."""
        return MONDAY_MORNING + _DAY * (["10k", "100k", "1m", "grouped"].index(label) + 1)

    # Finding

    async def _finding(self, many: ManyOrders, label: str) -> None:
        chance = random.Random(20261123)  # noqa: S311 no secret
        for key, (zh, en, find) in FINDS.items():
            taken = []
            for _ in range(100 if self.bench.full else 40):
                order = await self._some_order(many, chance)
                began = time.perf_counter()
                async with self.path.db.reading() as tx:
                    found = await find(tx, order)
                taken.append((time.perf_counter() - began) * 1000)
                if not found:
                    raise LookupError(f"{key}: nothing found for {order.number}")
            self._keep(f"orders.{key}.{self.name}.{label}", (zh, en), taken)

    async def _some_order(self, many: ManyOrders, chance: random.Random) -> WorkOrder:
        """Any that somebody answered, of any day."""
        while True:
            ring = many.then(chance.choice(many.pattern), chance.randint(0, many.back))
            async with self.path.db.reading() as tx:
                order = await store.required(tx, ring.call)
            if order.owner is not None and order.caller is not None:
                return order

    def _growth(self) -> None:
        for key, (zh, en) in {"open": ("开立工单", "opening an order"), **_words_of_finds()}.items():
            most = MANY[self.name][1]
            few, many = (self.bench.value(f"orders.{key}.{self.name}.{label}.p50") for label in (FEW[1], most))
            if few and many:
                words = (f"{zh}：{most} ÷ {FEW[1]}", f"{en}: {most} ÷ {FEW[1]}")
                self._ratio(f"orders.{key}.growth.{self.name}", words, many / few)

    # Keeping

    def _keep(self, key: str, words: tuple[str, str], taken_ms: list[float]) -> None:
        size = key.rpartition(".")[2]
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            named = (f"{words[0]} {name}（{self.name}，{size}）", f"{words[1]}, {name} ({self.name}, {size})")
            value = percentile(taken_ms, share)
            self.bench.figure(
                f"{key}.{name}", named, value, "ms", better=Better.LESS, taken_on=f"{len(taken_ms):,} times"
            )

    def _ratio(self, key: str, words: tuple[str, str], value: float, bar: str = "") -> None:
        named = (f"{words[0]}（{self.name}）", f"{words[1]} ({self.name})")
        better = Better.MORE if bar == "P9" else Better.LESS
        self.bench.figure(f"ratio.{key}", named, value, RATIO, better=better, bar=_BARS.get(bar))


def _words_of_finds() -> dict[str, tuple[str, str]]:
    return {key: (zh, en) for key, (zh, en, _) in FINDS.items()}


async def _by_number(tx: Transaction, order: WorkOrder) -> object:
    return await store.by_number(tx, order.number)


async def _by_call(tx: Transaction, order: WorkOrder) -> object:
    return order.call and await store.by_call(tx, order.call)


async def _of_owner(tx: Transaction, order: WorkOrder) -> object:
    return order.owner and await store.of_owner(tx, order.owner, *_day(order))


async def _of_caller(tx: Transaction, order: WorkOrder) -> object:
    return order.caller and await store.open_of_caller(tx, order.caller.key)


async def _days_calls(tx: Transaction, order: WorkOrder) -> object:
    return await calls.calls_between(tx, *_day(order))


def _day(order: WorkOrder) -> tuple[datetime, datetime]:
    start = local(order.arrived_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + _DAY


FINDS: dict[str, tuple[str, str, Find]] = {
    "by_number": ("按工单号查", "finding by number", _by_number),
    "by_call": ("按来电查", "finding by call", _by_call),
    "of_owner": ("一人一日的工单", "a person's orders of a day", _of_owner),
    "of_caller": ("同一来电者的工单", "a caller's open orders", _of_caller),
    "day": ("一日的来电（约 500 通）", "a day's calls, about 500", _days_calls),
}

_BARS = {"P8": Bar("P8", 3, 1.5), "P9": Bar("P9", 5, 10)}
