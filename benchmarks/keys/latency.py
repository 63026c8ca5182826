"""P5 and P6: from the caller's key to the answer of the visit, and to the agent's telephone: idle, loaded, natively.

Between the key and the INVITE the caller hears which line was chosen. That prompt is part of the service and not of
the delay: its playing time is taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.house import House
from app.rehearsal.sip.caller import Destination
from app.rehearsal.sip.ear import prompts_in
from app.rehearsal.sip.phone import Manners, Phone, Ring
from benchmarks.bench import Bench
from benchmarks.figures import RATIO, Bar, Better, percentile
from benchmarks.keys.books import Orders, answered_at
from benchmarks.keys.digits import Talking, measure_digits
from benchmarks.keys.probe import KEY, LINE, Prober, Rung, Switchboard
from benchmarks.sipp.callers import KEYS, Plan, calling
from benchmarks.staff import phones_of, sip_accounts
from benchmarks.ways.ours import HouseAtWork, ours
from benchmarks.ways.plain import NATIVE, plain
from benchmarks.ways.staffing import PER_LINE
from storage.ids import GroupId

GROUP = GroupId(f"{LINE}-staff")
MANNERS = Manners(rings=0.3)  # a probe has hung up by then
BYTES_PER_S = 8_000  # of a prompt, as Asterisk sends it
PER_S = 5.0  # probe calls begun
LIGHT_PER_S = 4.0  # calls of the load
FEW_PER_LINE = 12  # agents: enough for the light load
HIGHEST_RATE = "rate.ours"
"""The figure of the highest rate without failure or retransmission, where an earlier part of the run measured it."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds of each probe call; a visit that was not answered in time is missing from ``answered``."""

    answered: Sequence[float]
    rang: Sequence[float]
    orders_late: int
    """Calls whose order was not durable when their telephone rang."""
    unheard: int
    """Calls that reached no telephone at all."""


def delays(calls: Sequence[Rung | None], answered: Mapping[str, float], prompts_s: float) -> Delays:
    rungs = [rung for rung in calls if rung is not None]
    return Delays(
        answered=[answered[rung.call] - rung.pressed_at for rung in rungs if rung.call and rung.call in answered],
        rang=[rung.rang_at - rung.pressed_at - prompts_s for rung in rungs],
        orders_late=sum(rung.call is None for rung in rungs),
        unheard=len(calls) - len(rungs),
    )


async def measure_keys(bench: Bench) -> None:
    async with ours(bench.root, bench.folder, PER_LINE if bench.full else FEW_PER_LINE) as at_work:
        idle = await _ours(bench, at_work)
    if bench.full:
        await _native(bench, idle)


async def _ours(bench: Bench, at_work: HouseAtWork) -> Delays:
    """Our telephones take the place of SIPp's in the group that is probed. Returns what was seen while idle."""
    settings, orders = at_work.house.settings, Orders(at_work.house.settings)
    board, talking = Switchboard(orders.call_with_order), Talking()

    def notice(phone: Phone, ring: Ring) -> None:
        board.notice(phone, ring)
        talking.notice(phone, ring)

    accounts = sip_accounts(settings.var, at_work.staff.groups[GROUP])
    async with phones_of(at_work.way.hotline.at, accounts, MANNERS, notice):
        idle = await _idle(bench, at_work.house, board)
        await _loaded(bench, at_work, board)
        if bench.full:  # a hundred keys would say nothing of one in thousands
            await measure_digits(bench, at_work.house, talking)
    orders.close()
    return idle


async def _idle(bench: Bench, house: House, board: Switchboard) -> Delays:
    times = _times(bench)
    bench.show(f"{times} probe calls, idle")
    seen = await _probed(house, board, times)
    _keep(bench, "idle", ("空闲", "idle"), seen, f"{times} calls")
    return seen


async def _loaded(bench: Bench, at_work: HouseAtWork, board: Switchboard) -> None:
    """Other callers press all the other keys meanwhile."""
    times, per_s = _times(bench), _load(bench)
    bench.show(f"{times} probe calls beside {per_s:g} calls/s")
    others = Plan(per_s, at_work.stays_s, keys=KEYS.replace(KEY, ""))
    async with calling(bench.folder / "load", at_work.way.hotline, others):
        seen = await _probed(at_work.house, board, times)
    _keep(bench, "loaded", ("有负载", "loaded"), seen, f"{times} calls beside {per_s:g} calls/s")


def _load(bench: Bench) -> float:
    """Calls a second beside the probes: half of what this run found to be the highest clean rate, or a light load."""
    highest = bench.value(HIGHEST_RATE)
    return max(round(highest / 2, 1), LIGHT_PER_S) if highest and bench.full else LIGHT_PER_S


def _times(bench: Bench) -> int:
    return 100 if bench.full else 15


async def _probed(house: House, board: Switchboard, times: int) -> Delays:
    settings = house.settings
    to = Destination(house.number, (settings.listen.address, settings.listen.sip))
    calls = await Prober(to, board, prompts_in(settings.sounds / "zh")).calls(times, PER_S)
    return delays(calls, answered_at(settings.var / "log" / "node.log"), playing_s(settings.sounds))


async def _native(bench: Bench, idle: Delays) -> None:
    """The same probes through a dialplan that decides by itself and opens no order."""
    times, sounds = _times(bench), bench.root / "var" / "sounds"
    async with plain(bench.root, bench.folder, NATIVE) as way:
        bench.show(f"{times} probe calls, native dialplan")
        people = [f"{GROUP}-{n:03}" for n in range(1, PER_LINE + 1)]
        board = Switchboard(lambda _: None)
        async with phones_of(way.hotline.at, sip_accounts(bench.folder / NATIVE.key, people), MANNERS, board.notice):
            calls = await Prober(way.hotline, board, prompts_in(sounds / "zh")).calls(times, PER_S)
    seen = delays(calls, {}, playing_s(sounds))
    for share in (50, 99):
        native, mine = percentile(seen.rang, share / 100), percentile(idle.rang, share / 100)
        words = (f"按键→振铃，纯拨号方案 p{share}", f"key → INVITE less the prompt, native dialplan p{share}")
        bench.figure(f"keys.rang.p{share}.native", words, 1000 * native, "ms", taken_on=f"{times} calls")
        words = (f"按键→振铃 p{share}，本系统÷纯拨号方案", f"key → INVITE p{share}, ours ÷ native")
        bench.figure(f"ratio.keys.rang.p{share}", words, mine / native, RATIO, better=Better.LESS)


def playing_s(sounds: Path) -> float:
    """How long the prompt between the key and the queue plays."""
    return (sounds / "zh" / f"to-line-{LINE}.ulaw").stat().st_size / BYTES_PER_S


def _keep(bench: Bench, when: str, words: tuple[str, str], seen: Delays, taken_on: str) -> None:
    zh, en = words
    for share in (50, 90, 99):
        p5 = Bar("P5", 20, 5) if share == 99 else None
        value = 1000 * percentile(seen.answered, share / 100)
        said = (f"按键→应答 p{share}（{zh}）", f"key → visit answered p{share} ({en})")
        bench.figure(f"keys.answered.p{share}.{when}", said, value, "ms", better=Better.LESS, bar=p5, taken_on=taken_on)
        p6 = Bar("P6", 60, 25) if share == 99 else None
        value = 1000 * percentile(seen.rang, share / 100)
        said = (f"按键→振铃，减去提示音 p{share}（{zh}）", f"key → INVITE less the prompt p{share} ({en})")
        bench.figure(f"keys.rang.p{share}.{when}", said, value, "ms", better=Better.LESS, bar=p6, taken_on=taken_on)
    said = (f"振铃时工单尚未落盘（{zh}）", f"orders not durable at the INVITE ({en})")
    bench.count(f"keys.orders.late.{when}", said, seen.orders_late, out_of=len(seen.rang))
    said = (f"未接到坐席的来电（{zh}）", f"calls that reached no telephone ({en})")
    bench.count(f"keys.unheard.{when}", said, seen.unheard, out_of=len(seen.rang) + seen.unheard)
