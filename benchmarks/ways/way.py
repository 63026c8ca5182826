"""One way to answer callers, as far as the measuring looks at it: where to call, which processes, is it ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.rehearsal.sip.caller import Destination
from app.rehearsal.waiting import until
from benchmarks.processes import cpu_seconds, pin
from benchmarks.sipp.callers import PRESSES_AT_S, TALK_S
from benchmarks.sipp.phones import Phones
from dialplan.control import Console

REACHABLE_WITHIN_S = 30.0
RINGS_S = 0.1
BETWEEN_S = 1.0  # for the key, the decision and every message on its way; a slower hotline has kept its caller waiting
BYTES_PER_S = 8_000  # of a prompt in µ-law


@dataclass(frozen=True, slots=True)
class Way:
    """``key`` names it in figures: ``ours``, ``native``, ``process_agi``, ``ours_postgresql``."""

    key: str
    zh: str
    en: str
    hotline: Destination
    console: Console
    phones: Phones
    pids: Callable[[], Mapping[str, int]]
    """Its processes by the part they play: ``asterisk``, in ours ``node`` and ``desk``, on PostgreSQL ``database``."""
    late: Callable[[], int] = int
    """Orders so far that no visit could open in time; nothing where there are no orders."""

    def cpu(self) -> dict[str, float]:
        """Processor seconds of each of its processes so far, with those that it started."""
        return {part: cpu_seconds(pid) for part, pid in self.pids().items()}

    def pin(self, *, others: frozenset[int], controller: frozenset[int]) -> None:
        """Node and desk on these cores, its Asterisk and its agents' telephones on those."""
        for part, pid in self.pids().items():
            pin(pid, others if part == "asterisk" else controller)
        self.phones.pin(others)

    async def ready(self, agents: int, *, lasting: float = 100.0) -> None:
        """Every agent can be rung, and for so many seconds to come."""
        if not self.phones.lasting(lasting):
            await self.phones.register()

        async def all_there() -> bool:
            return (await self.console.say("queue show")).count("(Not in use)") >= agents

        await until(f"{agents} agents can be rung ({self.en})", all_there, within=REACHABLE_WITHIN_S, step=0.3)


def stays_s(sounds: Path) -> float:
    """How long a caller stays: the longest sentence before a queue, the ringing, and the talk."""
    longest = max(file.stat().st_size for file in (sounds / "zh").glob("to-line-*.ulaw")) / BYTES_PER_S
    return PRESSES_AT_S + longest + BETWEEN_S + RINGS_S + TALK_S
