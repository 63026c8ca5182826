"""P14: so many agents talk at once, all recorded; up to where voice comes late or the machine has no more to give.

The same telephones stand on both sides, so what they cost is in the machine's share too: it is told beside it. How
much recording costs is a ratio of two measurements with as many calls each, one with MixMonitor and one without.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from app.house import House
from app.rehearsal.sip.phone import Manners
from app.settings import Settings
from benchmarks.bench import Bench
from benchmarks.figures import RATIO, Bar, Better, percentile
from benchmarks.house import house_settings
from benchmarks.processes import cpu_seconds
from benchmarks.staff import hire, make_ready, phones_of, seat, sip_accounts, sip_of
from benchmarks.talking.beat import Beat
from benchmarks.talking.callers import Callers
from benchmarks.talking.gaps import Listeners

GROUP = "guangzhou-staff"  # of the line that calls go to without a menu
WITHOUT_MENU = {"enabled": "false"}  # the first switch of that name is the menu's
LISTENED = 4  # callers whose packets are looked at, and as many agents
RTP_PORTS = 1_160  # four a call: two of a leg and of its RTCP
GAP_S, BUSY = 0.04, 0.80
P14 = Bar("P14", 50, 100)
SENDERS_LATE_S = 0.01  # from here on a gap may be the senders' own


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

    @property
    def per_call(self) -> float:
        """Per cent of a core that a call costs Asterisk."""
        return 100 * self.spent["asterisk"] / self.seconds / self.calls

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
    def why(self) -> str:
        """What stood in the way of a step that did not hold, and whether the telephones made it themselves."""
        late = percentile(self.late, 0.999)
        limit = f", the senders {1000 * late:.0f} ms late" if late > SENDERS_LATE_S else ""
        return f"{self.calls} calls: gap {1000 * self.gap:.0f} ms{limit}, CPU {self.busy:.0%}"


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


async def measure_talking(bench: Bench) -> None:
    steps = (30, 60, 80, 100, 120, 140) if bench.full else (30,)
    seconds = 10.0 if bench.full else 4.0
    settings = _with_ports(house_settings(bench, WITHOUT_MENU))
    people = hire(settings, GROUP, max(steps))
    with Beat() as beat:
        ears = Ears(beat, Listeners(beat, LISTENED), Listeners(beat, LISTENED))
        async with House(settings) as house, AsyncExitStack() as stack:
            callers = Callers(house, ears.callers.audio)
            accounts = sip_accounts(settings.var, people)
            phones = phones_of(sip_of(settings), accounts, Manners(rings=0.1), callers.noticed, ears.agents.audio)
            await stack.enter_async_context(phones)
            await make_ready(house, await seat(settings, people))
            await stack.enter_async_context(callers)
            plain = await _plain(bench, callers, ears, (steps[0], seconds)) if bench.full else None
            stands = await _climb(bench, callers, ears, [(calls, seconds) for calls in steps])
    _keep(bench, stands)
    if plain is not None:
        _keep_cost(bench, plain, stands[0])


def _with_ports(settings: Settings) -> Settings:
    listen = settings.listen
    return replace(settings, listen=replace(listen, rtp_last=listen.rtp_first + RTP_PORTS - 1))


Step = tuple[int, float]
"""So many calls, looked at for so many seconds."""


async def _plain(bench: Bench, callers: Callers, ears: Ears, step: Step) -> Standing:
    """As many calls as in the first step, not recorded."""
    calls, seconds = step
    bench.show(f"{calls} talk, not recorded")
    await callers.house.asterisk_rx("dialplan set global HOTLINE_RECORDING off")
    await callers.call(calls)
    seen = await _stand(callers, ears, seconds)
    await callers.hang_up()
    await callers.house.asterisk_rx("dialplan set global HOTLINE_RECORDING on")
    return seen


async def _climb(bench: Bench, callers: Callers, ears: Ears, steps: Sequence[Step]) -> list[Standing]:
    """Step by step up to the first that did not hold, which is the last in the list."""
    stands: list[Standing] = []
    for calls, seconds in steps:
        bench.show(f"{calls} talk, recorded")
        await callers.call(calls - callers.talking)
        stands.append(await _stand(callers, ears, seconds))
        if not stands[-1].held:
            break
    return stands


async def _stand(callers: Callers, ears: Ears, seconds: float) -> Standing:
    ears.begin()
    began, before = time.monotonic(), _spent(callers.house)
    await asyncio.sleep(seconds)
    after = _spent(callers.house)
    return Standing(
        calls=callers.talking,
        seconds=time.monotonic() - began,
        spent={name: after[name] - before[name] for name in after},
        gaps=ears.gaps(),
        late=tuple(ears.beat.late),
    )


def _spent(house: House) -> dict[str, float]:
    pids = {name: house.pid(name) for name in ("asterisk", "node", "desk")}
    down = [name for name, pid in pids.items() if pid is None]
    if down:
        raise ProcessLookupError(f"{', '.join(down)} is down")
    return {name: cpu_seconds(pid) for name, pid in pids.items() if pid} | {"telephones": time.process_time()}


def _keep(bench: Bench, stands: Sequence[Standing]) -> None:
    held = [stand for stand in stands if stand.held]
    best, last = (held or stands)[-1], stands[-1]
    taken_on = f"{len(best.gaps)} gaps; {'more were not tried' if last.held else last.why}"
    words = ("同时录音通话的坐席", "agents talking, all recorded")
    carried = held[-1].calls if held else 0
    tried = not last.held or carried >= P14.floor  # fewer that went well miss no floor
    bar = P14 if tried else None
    bench.figure("talking.agents", words, carried, "", better=Better.MORE, bar=bar, taken_on=taken_on)
    on_best, late = f"{best.calls} calls", percentile(best.late, 0.999)
    telephones = best.spent["telephones"] / best.seconds
    for key, zh, en, value, unit in (
        ("gap.p999", "语音包间隔 p99.9", "gap between packets p99.9", 1000 * best.gap, "ms"),
        ("gap.max", "语音包最大间隔", "longest gap between packets", 1000 * max(best.gaps), "ms"),
        ("late.p999", "发包端自身延迟 p99.9", "the senders' own lateness p99.9", 1000 * late, "ms"),
        ("cpu.machine", "整机 CPU（含话机）", "CPU of the machine, telephones included", 100 * best.busy, "%"),
        ("cpu.telephones", "其中话机占一核", "of it the telephones, of a core", 100 * telephones, "%"),
    ):
        bench.figure(f"talking.{key}", (zh, en), value, unit, better=Better.LESS, taken_on=on_best)


def _keep_cost(bench: Bench, plain: Standing, recorded: Standing) -> None:
    taken_on = f"{plain.calls} calls, {plain.seconds:.0f} s"
    for key, zh, en, value in (
        ("plain", "每路通话的 Asterisk CPU（不录音）", "Asterisk per call, not recorded", plain.per_call),
        ("recorded", "每路通话的 Asterisk CPU（录音）", "Asterisk per call, recorded", recorded.per_call),
    ):
        words = (zh, f"{en}, of a core")
        bench.figure(f"talking.cpu.{key}", words, value, "%", better=Better.LESS, taken_on=taken_on)
    words = ("录音÷不录音", "recorded ÷ not recorded")
    ratio = recorded.per_call / plain.per_call
    bench.figure("ratio.talking.recorded", words, ratio, RATIO, better=Better.LESS, taken_on=taken_on)
