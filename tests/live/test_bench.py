"""``./bench`` as people call it: one small part, its table, its file, and its end by Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from benchmarks.record import read_run

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.live


async def bench(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks", "--lang", "en", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


async def test_a_small_part_runs_and_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    process = await bench("--only", "duty", "--json", str(kept))
    printed, _ = await process.communicate()
    run = read_run(kept)
    assert (process.returncode, run.good, run.interrupted) == (0, True, False)
    assert {"duty.state.p99", "duty.decision.p99", "duty.cold.total.p50"} <= {figure.key for figure in run.figures}
    assert "P10" in printed.decode()


async def test_broken_off_it_stops_its_house_and_keeps_what_it_has(tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    process = await bench("--only", "publishing", "--json", str(kept))
    assert process.stderr is not None
    while b"save 1/" not in await process.stderr.readline():
        assert process.returncode is None
    process.send_signal(signal.SIGINT)
    await process.communicate()
    assert process.returncode == 130
    assert read_run(kept).interrupted
    assert not (ROOT / "var" / "bench" / f"w{process.pid}").exists()
