"""P13 and P14: agents who talk, all recorded; up to where voice comes late or the machine has no more to give.

The same telephones stand on both sides, so what they cost is in the machine's share too: it is told beside it. What
recording costs is a ratio of measurements with as many calls each, what the same time costs idle taken off: with
MixMonitor and without, in our house; and of all of our house to an Asterisk with MixMonitor and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from app.house import House
from app.rehearsal.sip.caller import Destination
from app.settings import Settings
from benchmarks.bench import Bench
from benchmarks.figures import RATIO, Bar, Better, percentile
from benchmarks.house import house_settings
from benchmarks.staff import hire, make_ready, phones_of, seat, sip_accounts, sip_of
from benchmarks.talking.alone import alone
from benchmarks.talking.beat import Beat
from benchmarks.talking.callers import Callers
from benchmarks.talking.gaps import Listeners
from benchmarks.talking.standing import MANNERS, TELEPHONES, Ears, Pids, Standing, at_rest, stand
from storage.ids import GroupId

GROUP = GroupId("guangzhou-staff")  # of the line that calls go to without a menu
WITHOUT_MENU = {"enabled": "false"}  # the first switch of that name is the menu's
LISTENED = 4  # callers whose packets are looked at, and as many agents
RTP_PORTS = 1_160  # four a call: two of a leg and of its RTCP
P13, P14 = Bar("P13", 1.10, 1.02), Bar("P14", 50, 100)


async def measure_talking(bench: Bench) -> None:
    steps = (30, 120, 160, 200, 240) if bench.full else (30,)
    seconds = 8.0 if bench.full else 4.0
    with Beat() as beat:
        ears = Ears(beat, Listeners(beat, LISTENED), Listeners(beat, LISTENED))
        seen = await _in_our_house(bench, ears, steps, seconds)
    _keep(bench, seen.stands)
    _keep_p13(bench, seen.stands[0], seen.simple)
    if seen.unrecorded is not None:
        _keep_cost(bench, seen.unrecorded, seen.stands[0])


@dataclass(frozen=True, slots=True)
class Seen:
    """``unrecorded`` and ``simple`` are as many calls as in the first of ``stands``; the former in full mode only."""

    stands: Sequence[Standing]
    simple: Standing
    unrecorded: Standing | None


async def _in_our_house(bench: Bench, ears: Ears, steps: Sequence[int], seconds: float) -> Seen:
    settings = _with_ports(house_settings(bench, WITHOUT_MENU))
    people = hire(settings, GROUP, max(steps))
    async with House(settings) as house, AsyncExitStack() as stack:
        callers = Callers(Destination(house.number, sip_of(settings)), ears.callers.audio)
        accounts = sip_accounts(settings.var, people)
        phones = phones_of(sip_of(settings), accounts, MANNERS, callers.noticed, ears.agents.audio)
        await stack.enter_async_context(phones)
        await make_ready(house, await seat(settings, people))
        await stack.enter_async_context(callers)
        talking = Talking(bench, house, callers, ears, seconds, await at_rest(_pids_of(house)))
        unrecorded = await talking.unrecorded(steps[0]) if bench.full else None
        beside = asyncio.Barrier(2)
        async with asyncio.TaskGroup() as both:
            first = both.create_task(talking.step(steps[0], beside))
            simple = both.create_task(alone(bench, ears.beat, GROUP, (steps[0], seconds), beside))
        return Seen(await talking.climb(first.result(), steps[1:]), simple.result(), unrecorded)


def _pids_of(house: House) -> Pids:
    return lambda: {name: house.pid(name) for name in ("asterisk", "node", "desk")}


def _with_ports(settings: Settings) -> Settings:
    listen = settings.listen
    return replace(settings, listen=replace(listen, rtp_last=listen.rtp_first + RTP_PORTS - 1))


@dataclass(frozen=True, slots=True)
class Talking:
    """The conversations of our house; each number of them is looked at for ``seconds``."""

    bench: Bench
    house: House
    callers: Callers
    ears: Ears
    seconds: float
    idle: Mapping[str, float]

    async def unrecorded(self, calls: int) -> Standing:
        self.bench.show(f"{calls} talk, not recorded")
        await self.house.asterisk_rx("dialplan set global HOTLINE_RECORDING off")
        await self.callers.call(calls)
        seen = await self._stand()
        await self.callers.hang_up()
        await self.house.asterisk_rx("dialplan set global HOTLINE_RECORDING on")
        return seen

    async def climb(self, first: Standing, steps: Sequence[int]) -> list[Standing]:
        """From the first step up to one that did not hold, which is the last in the list."""
        stands = await self._once_more(first)
        for calls in steps:
            if not stands[-1].held:
                break
            stands += await self._once_more(await self.step(calls))
        return stands

    async def _once_more(self, seen: Standing) -> list[Standing]:
        """The same calls, which go on, are looked at again where the first look says nothing about the hotline."""
        return [seen, await self._stand()] if seen.says_nothing else [seen]

    async def step(self, calls: int, beside: asyncio.Barrier | None = None) -> Standing:
        """So many. ``beside``: another hotline is looked at in the same seconds."""
        self.bench.show(f"{calls} talk, recorded")
        await self.callers.call(calls - self.callers.talking)
        if beside:
            await beside.wait()
        return await self._stand()

    async def _stand(self) -> Standing:
        return await stand(self.callers, self.ears, _pids_of(self.house), self.idle, self.seconds)


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
    telephones = best.spent[TELEPHONES] / best.seconds
    for key, zh, en, value, unit in (
        ("gap.p999", "语音包间隔 p99.9", "gap between packets p99.9", 1000 * best.gap, "ms"),
        ("gap.max", "语音包最大间隔", "longest gap between packets", 1000 * max(best.gaps), "ms"),
        ("late.p999", "发包端自身延迟 p99.9", "the senders' own lateness p99.9", 1000 * late, "ms"),
        ("cpu.machine", "整机 CPU（含话机）", "CPU of the machine, telephones included", 100 * best.busy, "%"),
        ("cpu.telephones", "其中话机占一核", "of it the telephones, of a core", 100 * telephones, "%"),
    ):
        bench.figure(f"talking.{key}", (zh, en), value, unit, better=Better.LESS, taken_on=on_best)


def _keep_p13(bench: Bench, ours: Standing, simple: Standing) -> None:
    taken_on = f"{ours.calls} calls, {ours.seconds:.0f} s each"
    words = (
        "每路录音通话的 CPU（仅 MixMonitor 的 Asterisk）",
        "CPU per recorded call, an Asterisk with MixMonitor alone",
    )
    bench.figure("talking.cpu.alone", words, simple.per_call, "%", better=Better.LESS, taken_on=taken_on)
    words = ("每路录音通话的 CPU：本系统 ÷ 仅 MixMonitor", "CPU of a recorded call: all of ours ÷ MixMonitor alone")
    ratio = ours.all_per_call / simple.per_call
    bench.figure("ratio.talking.alone", words, ratio, RATIO, better=Better.LESS, bar=P13, taken_on=taken_on)


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
