"""Parts that fail, and runs that are broken off."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from rich.console import Console

from app.language import speaker
from benchmarks.bench import Bench, Mode, Part
from benchmarks.progress import Progress
from benchmarks.run import LONGEST_S, measure

ROOT = Path(__file__).parents[2]


def quiet() -> Progress:
    return Progress(Console(file=io.StringIO()), speaker("en"))


async def good(bench: Bench) -> None:
    (bench.folder / "kept").write_text("while it is measured")
    bench.show("counting")
    bench.figure(f"{bench.folder.name}.value", ("值", "value"), 2.0 if bench.full else 1.0, "ms")


async def bad(bench: Bench) -> None:
    (bench.folder / "log").write_text("what went wrong")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_fails())


async def _fails() -> None:
    raise OSError("no room")


def part(name: str, measuring: Callable[[Bench], Awaitable[None]]) -> Part:
    return Part(name, "部分", "part", measuring, quick_s=1, full_s=2)


async def test_one_that_fails_is_told_with_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    parts = (part("one", good), part("two", bad), part("three", good))
    run = await measure(ROOT, tmp_path / "work", Mode.FULL, parts, quiet())
    assert [(one.name, one.failed) for one in run.parts] == [("one", ""), ("two", "OSError: no room"), ("three", "")]
    assert "_fails" in run.parts[1].trace
    assert [(figure.key, figure.value) for figure in run.figures] == [("one.value", 2.0), ("three.value", 2.0)]
    assert not run.good


async def test_a_part_is_given_what_the_others_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    async def noting(bench: Bench) -> None:
        given.append(bench.seconds)

    monkeypatch.setitem(LONGEST_S, Mode.FULL, 3.0)
    await measure(ROOT, tmp_path / "work", Mode.FULL, (part("one", noting), part("two", noting)), quiet())
    assert given[0] <= 1.0, "two seconds are kept for the second"
    assert given[1] == 2.0, "nobody has more than usual"


async def test_only_the_folder_of_a_part_that_failed_stays(tmp_path: Path) -> None:
    work = tmp_path / "work"
    await measure(ROOT, work, Mode.QUICK, (part("one", good), part("two", bad)), quiet())
    assert [path.relative_to(work).as_posix() for path in work.rglob("*")] == ["two", "two/log"]
    await measure(ROOT, tmp_path / "other", Mode.QUICK, (part("one", good),), quiet())
    assert not (tmp_path / "other").exists()


async def test_a_run_that_is_broken_off_keeps_what_it_measured(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def endless(bench: Bench) -> None:
        bench.figure("endless.value", ("值", "value"), 3.0, "ms")
        begun.set()
        await asyncio.Event().wait()

    parts = (part("one", good), part("two", endless), part("three", good))
    task = asyncio.create_task(measure(ROOT, tmp_path / "w", Mode.QUICK, parts, quiet()))
    await begun.wait()
    task.cancel()
    run = await task
    assert run.interrupted
    assert [figure.key for figure in run.figures] == ["one.value", "endless.value"]
    assert [one.name for one in run.parts] == ["one"]
