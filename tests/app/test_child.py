"""A real child process, kept alive: it dies and comes back, it is stopped and stays down."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from app import child as child_module
from app.child import Child

IN_TIME = 5.0


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_module, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(child_module, "STOP_SECONDS", 0.2)


@asynccontextmanager
async def kept(child: Child) -> AsyncIterator[Child]:
    task = asyncio.create_task(child.keep_alive())
    try:
        async with asyncio.timeout(IN_TIME):
            yield child
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    """Gives way to the child and its watcher until it is so; the caller's time-out ends it."""
    while not true():  # noqa: ASYNC110 the kernel's news have no event of ours
        await asyncio.sleep(0)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def test_a_child_may_write_to_what_it_inherits(tmp_path: Path) -> None:
    hears, says = os.pipe()
    command = ["sh", "-c", "echo heard > /dev/fd/$SAYS; exec sleep 60"]
    try:
        async with kept(Child("child", command, tmp_path / "log", {"SAYS": str(says)}, (says,))):
            assert await asyncio.to_thread(os.read, hears, 100) == b"heard\n"
    finally:
        os.close(hears)
        os.close(says)
    assert (tmp_path / "log").read_bytes() == b""


async def test_who_dies_is_started_again_and_writes_on_in_the_same_log(tmp_path: Path) -> None:
    log = tmp_path / "log" / "child.log"
    async with kept(Child("child", ["sh", "-c", "echo $WORD; exit 3"], log, {"WORD": "here"})) as child:
        await until(lambda: child.starts >= 3)
    assert lines(log)[:2] == ["here", "here"]
    assert child.pid is None


async def test_who_is_killed_is_started_again_under_another_number(tmp_path: Path) -> None:
    async with kept(Child("child", ["sleep", "60"], tmp_path / "log")) as child:
        await until(lambda: child.pid is not None)
        first = child.pid
        child.signal(signal.SIGKILL)
        await until(lambda: child.pid not in {None, first})
    assert child.starts == 2


async def test_who_is_stopped_stays_down_until_started(tmp_path: Path) -> None:
    async with kept(Child("child", ["sleep", "60"], tmp_path / "log")) as child:
        await until(lambda: child.pid is not None)
        await child.stop()
        assert (child.pid, child.starts) == (None, 1)
        child.start()
        await until(lambda: child.pid is not None)
    assert (child.pid, child.starts) == (None, 2)


async def test_who_is_frozen_or_deaf_is_stopped_all_the_same(tmp_path: Path) -> None:
    deaf = "trap '' TERM; echo up; exec sleep 60"
    log = tmp_path / "log"
    async with kept(Child("child", ["sh", "-c", deaf], log)) as child:
        await until(lambda: lines(log) == ["up"] and child.pid is not None)
        child.signal(signal.SIGSTOP)
        pid = child.pid
        assert pid is not None
        await child.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_program_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    program = tmp_path / "program"
    async with kept(Child("child", [str(program)], tmp_path / "log")) as child:
        await asyncio.sleep(0)
        program.write_text("#!/bin/sh\nexec sleep 60\n")
        program.chmod(0o700)
        await until(lambda: child.pid is not None)


async def test_leaving_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    async with kept(Child("child", ["sleep", "60"], tmp_path / "log")) as child:
        await asyncio.sleep(0)
    assert child.pid is None
