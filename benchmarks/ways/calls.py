"""A batch of calls through one way, and what came of it; the telephones' side is looked at as well as the callers'."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from app.rehearsal.waiting import until
from benchmarks.processes import pin
from benchmarks.sipp.callers import LONGEST_CALL_S, Plan, calling
from benchmarks.sipp.program import Sipp
from benchmarks.sipp.statistics import Tally
from benchmarks.ways.way import Way

SETTLES_S = 1.0  # after the last call: the log is read, the last events are worked off
LOOKS_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the calls of one batch."""

    calls: int
    failed: int
    unanswered: int
    """Ended like others for the caller, but no agent had taken them."""
    retransmissions: int
    """On either side."""
    late: int
    """Orders that were opened from the log, because the visit came too late."""
    seconds: float
    """From the first call until all was quiet again."""

    @property
    def clean(self) -> bool:
        return not (self.failed or self.unanswered or self.retransmissions or self.late)


async def batch(
    folder: Path, way: Way, plan: Plan, *, cores: frozenset[int] | None = None, to_the_end: bool = True
) -> Outcome:
    """Make these calls. ``cores``: where SIPp may run. Not ``to_the_end``: stop calling at the first fault."""
    loop = asyncio.get_running_loop()
    began, before, late = loop.time(), way.phones.running.tally(), way.late()
    async with calling(folder, way.hotline, plan) as callers:
        if cores:
            pin(callers.process.pid, cores)
        if not to_the_end:
            await _until_a_fault(callers, way, before, late)
        within = LONGEST_CALL_S + plan.seconds
        made = await callers.ended(within)
    await _silent(way)
    await asyncio.sleep(SETTLES_S)
    came = outcome(made, before, way.phones.running.tally(), loop.time() - began)
    return replace(came, late=way.late() - late)


def outcome(made: Tally, before: Tally, after: Tally, seconds: float) -> Outcome:
    """``before`` and ``after``: the telephones' tallies. Orders are told apart."""
    return Outcome(
        calls=made.created,
        failed=made.failed,
        unanswered=max(0, made.succeeded - (after.answered - before.answered)),
        retransmissions=made.retransmissions + after.retransmissions - before.retransmissions,
        late=0,
        seconds=seconds,
    )


async def _until_a_fault(callers: Sipp, way: Way, before: Tally, late: int) -> None:
    while callers.process.returncode is None:
        again = way.phones.running.tally().retransmissions - before.retransmissions
        if again or not callers.tally().clean or way.late() > late:
            callers.call_no_more()
            return
        await asyncio.sleep(LOOKS_EVERY_S)


async def _silent(way: Way) -> None:
    async def nothing_up() -> bool:
        return await way.console.channels_up() == 0

    await until(f"no call is up ({way.en})", nothing_up, within=LONGEST_CALL_S, step=0.2)
