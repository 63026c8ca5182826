"""What it costs to say who answers: warm, as every call asks it, and cold, from the start of a process."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.big_roster import RULES, with_many_rules
from benchmarks.figures import RATIO, Bar, Better, percentile
from benchmarks.house import MONDAY_MORNING
from benchmarks.timing import each_us
from routing.decide import decide
from routing.decision import Choice, Decision, Facts, Staffing
from routing.duty import Duty
from schedules.active_file import write_active
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.version import PublishedVersion
from storage.ids import CallId, LineId

YEAR = timedelta(days=365)
EXPLAINED = 20  # one question in so many is decided with its reason, which the whole calendar is read for

Question = tuple[LineId, datetime]


async def measure_duty(bench: Bench) -> None:
    """Warm on a version of 400 rules, cold on the same."""
    bundle = await asyncio.to_thread(lambda: with_many_rules(read_bundle(bench.root / "config")))
    bench.show(f"{RULES} rules, warm")
    _warm(bench, Duty(compile_bundle(bundle)))
    bench.show(f"{RULES} rules, cold")
    await _cold(bench, bundle)


def _warm(bench: Bench, duty: Duty) -> None:
    questions = _questions(list(duty.book.lines), 100_000 if bench.full else 20_000)
    for line, instant in questions:
        duty.book.state_at(line, instant)  # both years of every line are compiled from here on
    book = duty.book
    starts = _starts(duty, questions[0][0])
    stamps = [instant.timestamp() for _, instant in questions]
    bare = each_us(lambda stamp: bisect_right(starts, stamp), stamps)
    state = each_us(lambda asked: book.state_at(*asked), questions)
    decided = each_us(_deciding(duty), questions[: len(questions) // EXPLAINED])
    taken_on, explained = (f"{len(some):,} questions, {RULES} rules" for some in (state, decided))
    words = ("单独一次二分查找", "a bare bisection of such a table")
    bench.figure("duty.bisect.p50", words, percentile(bare, 0.5), "µs", better=Better.LESS, taken_on=taken_on)
    _both(bench, "duty.state", ("值班判断", "who is on duty"), state, taken_on, bar=Bar("P10", 20, 5))
    _both(bench, "duty.decision", ("分配判断，含原因", "routing decision with its reason"), decided, explained)
    for key, zh, en, taken, on in (
        ("state", "值班判断 ÷ 二分查找", "who is on duty ÷ bisection", state, taken_on),
        ("decision", "分配判断 ÷ 二分查找", "routing decision ÷ bisection", decided, explained),
    ):
        ratio = percentile(taken, 0.5) / percentile(bare, 0.5)
        bench.figure(f"ratio.duty.{key}", (zh, en), ratio, RATIO, better=Better.LESS, taken_on=on)


def _both(
    bench: Bench, key: str, words: tuple[str, str], taken: list[float], taken_on: str, bar: Bar | None = None
) -> None:
    """The middle one, and the one that one in a hundred is slower than."""
    zh, en = words
    bench.figure(
        f"{key}.p50", (f"{zh} p50", f"{en}, p50"), percentile(taken, 0.5), "µs", better=Better.LESS, taken_on=taken_on
    )
    p99 = percentile(taken, 0.99)
    named = (f"{zh} p99", f"{en}, p99")
    bench.figure(f"{key}.p99", named, p99, "µs", better=Better.LESS, bar=bar, taken_on=taken_on)


def _questions(lines: list[LineId], wanted: int) -> list[Question]:
    """Any line at any instant of two years, the same in every run."""
    chance = random.Random(20261123)  # noqa: S311 no secret
    return [(chance.choice(lines), MONDAY_MORNING - chance.random() * YEAR) for _ in range(wanted)]


def _starts(duty: Duty, line: LineId) -> list[float]:
    """The instants at which the line's answer changes in these two years: what has to be searched, however it is."""
    changes = duty.book.changes(line, MONDAY_MORNING - YEAR, MONDAY_MORNING)
    return [answer.since.timestamp() for answer in changes if answer.since]


def _deciding(duty: Duty) -> Callable[[Question], Decision]:
    """What a visit does between Asterisk's count of the staff and the order."""
    free = {group: Staffing(3, 2, 2) for group in duty.book.groups}

    def decision(asked: Question) -> Decision:
        line, instant = asked
        answer, because = duty.answer(line, instant)
        call, names = CallId("n1-1795304994.0"), duty.names(line)
        return decide(Facts(call, line, Choice.PRESSED, "6", instant, answer, because, names, free), duty.rules)

    return decision


async def _cold(bench: Bench, bundle: Bundle) -> None:
    kept = bench.folder / "active.json"
    version = PublishedVersion(1, bundle.hash, None, MONDAY_MORNING, "bench", "bench")
    await asyncio.to_thread(write_active, kept, version, bundle)
    runs = [await _first_decision(bench.root, kept, min(bundle.rosters)) for _ in range(5 if bench.full else 2)]
    taken_on = f"{len(runs)} processes, {RULES} rules"
    for key, zh, en in (
        ("total", "冷启动：进程启动 → 首次判断", "cold: process start → first decision"),
        ("imports", "其中：加载代码", "of it: loading code"),
        ("compile", "其中：读取并编译值班版本", "of it: reading and compiling the duty version"),
        ("decide", "其中：首次判断（编译该年）", "of it: the first decision, which compiles its year"),
    ):
        middle = percentile([run[key] for run in runs], 0.5) * 1000
        bench.figure(f"duty.cold.{key}.p50", (zh, en), middle, "ms", better=Better.LESS, taken_on=taken_on)


async def _first_decision(root: Path, kept: Path, line: LineId) -> dict[str, float]:
    """Seconds of each step in a process of its own; ``total`` from before it was started."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "benchmarks.first_decision", str(kept), line),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout is not None  # noqa: S101 asked for above
    try:
        printed = await process.stdout.readline()
        total = time.perf_counter() - began
        if await process.wait():
            raise RuntimeError("the cold process failed; its reason is above")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return {**json.loads(printed), "total": total}
