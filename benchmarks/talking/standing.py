"""So many calls that stand: what they cost and how evenly their voice comes, looked at for some seconds."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.rehearsal.sip.phone import Manners
from benchmarks.figures import percentile
from benchmarks.processes import cpu_seconds
from benchmarks.talking.beat import Beat
from benchmarks.talking.callers import Callers
from benchmarks.talking.gaps import Listeners

GAP_S, BUSY = 0.04, 0.80
SENDERS_LATE_S = 0.01  # from here on a gap may be the senders' own
SETTLES_S = 2.0  # until what the last calls began with is over: orders come to the desk once a second
IDLE_S = 4.0
TELEPHONES = "telephones"
MANNERS = Manners(rings=0.1)

Pids = Callable[[], Mapping[str, int | None]]
"""The processes that are looked at: ``asterisk``, and in ours ``node`` and ``desk``; None for one that is down."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was seen while ``calls`` talked."""

    calls: int
    seconds: float
    spent: Mapping[str, float]
    """Processor seconds: of Asterisk, node and desk, and of the telephones, which are this process."""
    gaps: Sequence[float]
    """Seconds between two packets, where somebody listened."""
    late: Sequence[float]
    """Seconds by which the telephones themselves sent late."""
    idle: Mapping[str, float]
    """Processor seconds per second of the same processes while nobody called."""

    @property
    def per_call(self) -> float:
        """Per cent of a core that a call costs Asterisk."""
        return self._per_call("asterisk")

    @property
    def all_per_call(self) -> float:
        """Per cent of a core that a call costs all processes of the hotline together."""
        return sum(self._per_call(part) for part in self.spent if part != TELEPHONES)

    def _per_call(self, part: str) -> float:
        """What the same time costs idle is no call's."""
        return 100 * (self.spent[part] / self.seconds - self.idle[part]) / self.calls

    @property
    def busy(self) -> float:
        """Share of the machine that all of it took; what others took beside us does not count."""
        return sum(self.spent.values()) / self.seconds / (os.cpu_count() or 1)

    @property
    def gap(self) -> float:
        return percentile(self.gaps, 0.999)

    @property
    def held(self) -> bool:
        return self.gap <= GAP_S and self.busy <= BUSY

    @property
    def says_nothing(self) -> bool:
        """It did not hold, with time to spare: the telephones sent late themselves, as when the host takes a core."""
        return self.gap > GAP_S and self.busy <= BUSY and self._senders_late > SENDERS_LATE_S

    @property
    def why(self) -> str:
        """What stood in the way of a step that did not hold, and whether the telephones made it themselves."""
        late = self._senders_late
        limit = f", the senders {1000 * late:.0f} ms late" if late > SENDERS_LATE_S else ""
        return f"{self.calls} calls: gap {1000 * self.gap:.0f} ms{limit}, CPU {self.busy:.0%}"

    @property
    def _senders_late(self) -> float:
        return percentile(self.late, 0.999)


@dataclass(frozen=True, slots=True)
class Ears:
    """Who listens, on both sides of Asterisk, and the beat by which everybody speaks."""

    beat: Beat
    callers: Listeners
    agents: Listeners

    def begin(self) -> None:
        self.beat.late.clear()
        self.callers.begin()
        self.agents.begin()

    def gaps(self) -> list[float]:
        return [*self.callers.gaps(), *self.agents.gaps()]


async def at_rest(pids: Pids) -> dict[str, float]:
    """What they cost while nobody calls: processor seconds per second."""
    await asyncio.sleep(SETTLES_S)
    lasted, spent = await _over(pids, IDLE_S)
    return {name: used / lasted for name, used in spent.items()}


async def stand(callers: Callers, ears: Ears, pids: Pids, idle: Mapping[str, float], seconds: float) -> Standing:
    """Look at those who talk now, when they do nothing else any more."""
    await asyncio.sleep(SETTLES_S)
    ears.begin()
    lasted, spent = await _over(pids, seconds)
    return Standing(callers.talking, lasted, spent, ears.gaps(), tuple(ears.beat.late), idle)


async def _over(pids: Pids, seconds: float) -> tuple[float, dict[str, float]]:
    """How long it really was, and what each spent."""
    began, before = time.monotonic(), _spent(pids)
    await asyncio.sleep(seconds)
    after = _spent(pids)
    return time.monotonic() - began, {name: after[name] - before[name] for name in after}


def _spent(pids: Pids) -> dict[str, float]:
    known = pids()
    down = [name for name, pid in known.items() if pid is None]
    if down:
        raise ProcessLookupError(f"{', '.join(down)} is down")
    return {name: cpu_seconds(pid) for name, pid in known.items() if pid} | {TELEPHONES: time.process_time()}
