"""From the save of an edited roster until calls are answered by it: by the node, and by Asterisk where no node answers.

A whole house runs; each probe asks again and again, so that a figure is late by one question at most.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.house import House
from app.installation import Installation
from benchmarks import control_socket
from benchmarks.bench import Bench
from benchmarks.figures import Better, percentile
from benchmarks.house import house_settings
from benchmarks.visitor import Visitor
from dialplan.words import Variable, duty_context
from schedules import store
from schedules.bundle import read_bundle
from storage.database import Database
from storage.ids import VersionHash

LINE = "guangzhou"
EVERY = 0.01  # seconds between two questions of a probe
PATIENCE = 15.0  # seconds until a save must be in force

Probe = Callable[[VersionHash], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class _Watched:
    """Where a new version shows."""

    db: Database
    visitor: Visitor
    socket: Path

    async def stored(self, version: VersionHash) -> bool:
        async with self.db.reading() as tx:
            newest = await store.latest(tx)
        return newest is not None and newest.hash == version

    async def decides(self, version: VersionHash) -> bool:
        return (await self.visitor.choose(LINE)).get(Variable.VERSION) == version

    async def rendered(self, version: VersionHash) -> bool:
        return version in await control_socket.say(self.socket, f"dialplan show {duty_context(LINE)}")


async def measure_publishing(bench: Bench) -> None:
    """Save the roster again and again, each time with other hours."""
    settings = house_settings(bench)
    secrets = Installation.open(settings).secrets
    bench.show("a house opens")
    async with House(settings), Database(settings.database_url) as db:
        visitor = Visitor(settings.listen.fastagi, secrets.agi_token)
        watched = _Watched(db, visitor, settings.var / "run" / "asterisk.ctl")
        saves = 14 if bench.full else 3
        taken: dict[str, list[float]] = {"stored": [], "decides": [], "rendered": []}
        for number in range(1, saves + 1):
            bench.show(f"save {number}/{saves}")
            await asyncio.sleep(random.random())  # noqa: S311 so that saves fall anywhere between two looks
            for name, seconds in (await _save(settings.config, watched, number)).items():
                taken[name].append(seconds)
    _keep(bench, taken)


async def _save(config: Path, watched: _Watched, number: int) -> dict[str, float]:
    """Seconds from the save until each saw it."""
    roster = config / "rosters" / f"{LINE}.yaml"
    edited = re.sub(r"every_day: *\S+", f"every_day: 08:00-18:{number:02}", roster.read_text("utf-8"))
    began = time.perf_counter()
    roster.write_text(edited, encoding="utf-8")
    version = read_bundle(config).hash
    probes = {"stored": watched.stored, "decides": watched.decides, "rendered": watched.rendered}
    seen = await asyncio.gather(*(_seen(probe, version, began) for probe in probes.values()))
    return dict(zip(probes, seen, strict=True))


async def _seen(probe: Probe, version: VersionHash, began: float) -> float:
    async with asyncio.timeout(PATIENCE):
        while not await probe(version):  # noqa: ASYNC110 other processes, which tell nobody
            await asyncio.sleep(EVERY)
    return time.perf_counter() - began


def _keep(bench: Bench, taken: dict[str, list[float]]) -> None:
    for key, zh, en in (
        ("stored", "保存值班表 → 已发布", "roster saved → published"),
        ("decides", "保存值班表 → 节点据此判断", "roster saved → the node decides by it"),
        ("rendered", "保存值班表 → Asterisk 据此应答", "roster saved → Asterisk answers by it"),
    ):
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            value, words = percentile(taken[key], share), (f"{zh} {name}", f"{en}, {name}")
            taken_on = f"{len(taken[key])} saves"
            bench.figure(f"publish.{key}.{name}", words, value, "s", better=Better.LESS, taken_on=taken_on)
