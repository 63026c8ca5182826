"""Runs the parts, one after the other. One that fails is told with its reason, and the others go on."""

from __future__ import annotations

import asyncio
import shutil
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench import Bench, Mode, Part
from benchmarks.machine import look_at_machine
from benchmarks.processes import core_time
from benchmarks.progress import Progress
from benchmarks.record import PartRun, Run
from schedules.document import Bilingual

PATIENCE = 3  # times its expected seconds, and
GRACE_S = 60  # these on top, before a part that hangs is given up
LONGEST_S = {Mode.QUICK: 180.0, Mode.FULL: 1_500.0}
"""What a whole run may take, on a slow machine too: whoever can do with less time is given what the others leave."""


async def measure(root: Path, work: Path, mode: Mode, parts: Sequence[Part], progress: Progress) -> Run:
    """What the parts measured, as far as they got: being cancelled ends the run, not its report.

    ``work`` is a folder of ours alone; each part's own in it is removed, unless the part failed.
    """
    began, machine = time.monotonic(), look_at_machine(root)
    taken_at = datetime.now(UTC)
    bench = Bench(mode, root, work, progress.show)
    done: list[PartRun] = []
    interrupted = False
    for number, part in enumerate(parts, 1):
        still_to_come = sum(later.expected_s(mode) for later in parts[number:])
        left = LONGEST_S[mode] - (time.monotonic() - began) - still_to_come
        own = replace(bench, folder=work / part.name, seconds=min(part.expected_s(mode), left))
        try:
            done.append(await _measure(part, own, f"{number}/{len(parts)}", progress))
        except asyncio.CancelledError:
            interrupted = True
            progress.say(
                Bilingual("已中断；已测得的仍会写出", "interrupted; what was measured is written all the same")
            )
            break
    await asyncio.to_thread(_remove_if_empty, work)
    took = time.monotonic() - began
    return Run(taken_at, mode.value, took, machine, tuple(done), tuple(bench.measured), interrupted)


async def _measure(part: Part, own: Bench, place: str, progress: Progress) -> PartRun:
    """``own``: with a folder of its own; what it measures goes into the same list as the others'."""
    own.folder.mkdir(parents=True)
    expected = part.expected_s(own.mode)
    began, cores, failed, trace = time.monotonic(), core_time(), "", ""
    with progress.part(place, part, expected):
        try:
            async with asyncio.timeout(PATIENCE * expected + GRACE_S):
                await part.measure(own)
        except Exception as error:  # the border of a part
            failed, trace = "; ".join(_reasons(error)), traceback.format_exc()
        finally:
            if not failed:
                await asyncio.to_thread(shutil.rmtree, own.folder, ignore_errors=True)
    progress.done(failed)
    stolen = (core_time() - cores).stolen_share
    return PartRun(part.name, round(time.monotonic() - began, 1), failed, trace, round(stolen, 4))


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _reasons(error: BaseException) -> Iterator[str]:
    """One for each thing that went wrong: a group of tasks may fail in several ways at once."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _reasons(one)
    else:
        yield f"{type(error).__name__}: {error}"
