"""People who call: each hears the welcome, presses a key, is put through, talks for half a second, hangs up."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.rehearsal.sip.caller import Destination
from benchmarks.sipp.program import Sipp, free_udp_ports, require_sipp, sipp
from benchmarks.sipp.sound import Speech, capture

KEYS = "0123456"  # the lines of the shipped menu
PRESSES_AT_S = 1.0  # into the welcome: by then a caller has heard that it speaks
LONGEST_CALL_S = 40.0  # however ill the hotline is
WITHOUT_END = 7_000  # lines of the injection file, which is then read again from the top
LISTENS_FROM_S = 1.3
TALK_S = 0.5

_first = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the callers do. ``stays_s``: from the answer until they hang up; it has to reach into the talk."""

    rate: float
    """Calls per second."""
    stays_s: float
    calls: int | None = None
    """None: until told to stop."""
    keys: str = KEYS

    @property
    def seconds(self) -> float:
        """Until the last of them has begun."""
        return (self.calls or 0) / self.rate


@asynccontextmanager
async def calling(folder: Path, hotline: Destination, plan: Plan) -> AsyncIterator[Sipp]:
    """Callers from now on. ``ended()`` waits for the last of them; leaving cuts off whoever is still there."""
    require_sipp()
    _write_files(folder, plan)
    port, media = free_udp_ports(2)
    pause_ms = round((plan.stays_s) * 1000)
    options = [
        "-s",
        hotline.number,
        "-mp",
        str(media),
        "-inf",
        "callers.csv",
        "-d",
        str(pause_ms),
        "-r",
        f"{plan.rate:g}",
    ]
    if plan.calls is not None:
        options += ["-m", str(plan.calls)]
    async with sipp(folder, "caller.xml", hotline.at, port, *options) as running:
        yield running


@asynccontextmanager
async def load(folder: Path, hotline: Destination, rate: float, stays_s: float) -> AsyncIterator[Sipp]:
    """A load in the background of something else: ``rate`` calls a second until left, every one of them finished."""
    async with calling(folder, hotline, Plan(rate, stays_s)) as running:
        yield running
        running.call_no_more()
        await running.ended(LONGEST_CALL_S)


def _write_files(folder: Path, plan: Plan) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for key in KEYS:
        (folder / f"voice{key}.pcap").write_bytes(capture(key, _speech(plan)))
    (folder / "callers.csv").write_text(callers_file(plan.keys, plan.calls or WITHOUT_END), "utf-8")


def _speech(plan: Plan) -> Speech:
    return Speech(PRESSES_AT_S, LISTENS_FROM_S, max(LISTENS_FROM_S, plan.stays_s - TALK_S), plan.stays_s + TALK_S)


def callers_file(keys: Sequence[str], count: int) -> str:
    """SIPp's injection file: a key and a number for each call, used again from the top when it is at its end."""
    lines = (f"{keys[n % len(keys)]};1340{next(_first) % 10_000_000:07};" for n in range(count))
    return "SEQUENTIAL\n" + "\n".join(lines) + "\n"
