"""P5 and P6: from the caller's key to the answer of the visit, and to the agent's telephone, idle and under load.

Between the key and the INVITE the caller hears which line was chosen, and that the call is recorded. These prompts are
part of the service and not of the delay: their playing time is taken off, and said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.house import House
from app.rehearsal.sip.caller import Destination
from app.rehearsal.sip.ear import prompts_in
from app.rehearsal.sip.phone import Manners
from benchmarks.bench import Bench
from benchmarks.figures import Bar, Better, percentile
from benchmarks.house import house_settings
from benchmarks.keys.answering import answering
from benchmarks.keys.books import Orders, answered_at
from benchmarks.keys.load import agents_for, load
from benchmarks.keys.probe import Prober, Rung, Switchboard
from benchmarks.staff import hire, make_ready, phones_of, seat

LINE, KEY, GROUP = "guizhou", "4", "guizhou-staff"
AGENTS = 16  # so many that a probe never waits for a telephone
PROMPTS = (f"to-line-{LINE}", "recording-notice")  # heard between the key and the queue
BYTES_PER_S = 8_000
PER_S = 4.0  # probe calls begun
LOAD_GROUP = "guangdong-staff"  # of the key that the load presses
LIGHT_PER_S = 4.0  # calls of the load
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


def playing_s(sounds: Path, prompts: Sequence[str] = PROMPTS) -> float:
    """How long these prompts play, as Asterisk sends them: 8,000 bytes a second."""
    return sum((sounds / "zh" / f"{prompt}.ulaw").stat().st_size for prompt in prompts) / BYTES_PER_S


async def measure_key_latency(bench: Bench) -> None:
    settings = house_settings(bench)
    per_s = _load(bench)
    people = hire(settings, GROUP, AGENTS)
    others = hire(settings, LOAD_GROUP, agents_for(per_s))
    async with House(settings) as house:
        orders = Orders(settings)
        board = Switchboard(orders)
        async with (
            phones_of(settings, people, Manners(rings=10.0), board.notice),
            answering(settings, others),
        ):
            await make_ready(house, await seat(settings, (*people, *others)))
            await _idle(bench, house, board)
            await _loaded(bench, house, board, per_s)
        orders.close()


def _load(bench: Bench) -> float:
    """Calls a second beside the probes: half of what this run found to be the highest clean rate, or a light load."""
    highest = bench.value(HIGHEST_RATE)
    return max(round(highest / 2, 1), LIGHT_PER_S) if highest and bench.full else LIGHT_PER_S


def _times(bench: Bench) -> int:
    return 300 if bench.full else 30


async def _idle(bench: Bench, house: House, board: Switchboard) -> None:
    times = _times(bench)
    bench.show(f"{times} probe calls, idle")
    seen = await _probed(house, board, times)
    _keep(bench, "idle", ("空闲", "idle"), seen, f"{times} calls")


async def _loaded(bench: Bench, house: House, board: Switchboard, per_s: float) -> None:
    times = _times(bench)
    bench.show(f"{times} probe calls beside {per_s:g} calls/s")
    async with load(house, bench.folder, per_s):
        seen = await _probed(house, board, times)
    taken_on = f"{times} calls beside {per_s:g} calls/s"
    _keep(bench, "loaded", ("有负载", "loaded"), seen, taken_on)


async def _probed(house: House, board: Switchboard, times: int) -> Delays:
    settings = house.settings
    to = Destination(house.number, (settings.listen.address, settings.listen.sip))
    known = prompts_in(settings.sounds / "zh")
    calls = await Prober(to, KEY, board, known).calls(times, PER_S)
    answered = answered_at(settings.var / "log" / "node.log")
    return delays(calls, answered, playing_s(settings.sounds))


def _keep(bench: Bench, when: str, words: tuple[str, str], seen: Delays, taken_on: str) -> None:
    zh, en = words
    for share in (50, 90, 99):
        p5 = Bar("P5", 20, 5) if share == 99 else None
        value = 1000 * percentile(seen.answered, share / 100)
        said = (f"按键→应答 p{share}（{zh}）", f"key → visit answered p{share} ({en})")
        bench.figure(f"keys.answered.p{share}.{when}", said, value, "ms", better=Better.LESS, bar=p5, taken_on=taken_on)
        p6 = Bar("P6", 60, 25) if share == 99 else None
        value = 1000 * percentile(seen.rang, share / 100)
        said = (f"按键→振铃，减去提示音 p{share}（{zh}）", f"key → INVITE less the prompts p{share} ({en})")
        bench.figure(f"keys.rang.p{share}.{when}", said, value, "ms", better=Better.LESS, bar=p6, taken_on=taken_on)
    said = (f"振铃时工单尚未落盘（{zh}）", f"orders not durable at the INVITE ({en})")
    bench.count(f"keys.orders.late.{when}", said, seen.orders_late, out_of=len(seen.rang))
    said = (f"未接到坐席的来电（{zh}）", f"calls that reached no telephone ({en})")
    bench.count(f"keys.unheard.{when}", said, seen.unheard, out_of=len(seen.rang) + seen.unheard)
