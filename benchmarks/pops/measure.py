"""P11 and P12: AgentCalled → pop on the screen of a real browser among 200 signed-in desks, beside its phone's 180.

Two streams of callers: one to the line of the browser's agent, one to a dozen others, so that the desk has more to do
than the pop that is looked at, and there is somebody else's screen on which a pop could stand by mistake.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from app.house import House
from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.phone import Manners, Phase, Phone, Ring
from benchmarks.bench import Bench
from benchmarks.figures import Bar, Better, percentile
from benchmarks.house import house_settings
from benchmarks.pops.crowd import Popped, desks
from benchmarks.pops.ear import Called, listening
from benchmarks.pops.page import screen
from benchmarks.staff import hire, make_ready, phones_of, seat, sip_accounts, sip_of

DESKS = 200
SEEN_KEY, SEEN_GROUP = "5", "hainan-staff"
OTHERS_KEY, OTHERS_GROUP, OTHERS_WITH_PHONES = "1", "guangdong-staff", 12
EVERY_S = 1.5  # between two callers of a stream
RINGS_S = 0.6  # then the caller hangs up: the pop was painted long before, and the telephone is free for the next
PROMPTS_S = 8.0  # before a telephone rings; a caller who waits longer is one too many
AFTER_180_S = 0.1


@dataclass(slots=True)
class Rings:
    """When which telephone rang for whom: (number of the caller, person) → instant just before its 180."""

    at: dict[tuple[str, str], float] = field(default_factory=dict)
    news: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    def notice(self, phone: Phone, ring: Ring) -> None:
        if ring.phase is Phase.RINGING:
            self.at.setdefault((ring.caller, phone.account.name), time.time())
            self.news[ring.caller].set()

    def rung_for(self, number: str) -> set[str]:
        return {person for caller, person in self.at if caller == number}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of all calls: by the telephones, by Asterisk, in the browser, on the other desks."""

    person: str
    rings: Rings
    called: Called
    painted: Mapping[str, float]
    others: Sequence[Popped]

    def paints(self) -> dict[str, tuple[float, float]]:
        """Number → (seconds from AgentCalled to the paint, seconds from the 180 to the paint)."""
        found = {}
        for (number, person), (call, called_at) in self.called.items():
            rang_at, painted_at = self.rings.at.get((number, person)), self.painted.get(call)
            if person == self.person and rang_at and painted_at:
                found[number] = painted_at - called_at, painted_at - rang_at
        return found

    def wire(self) -> list[float]:
        """Seconds from AgentCalled to the first message at each other desk's end of the wire."""
        first: dict[tuple[str, str], float] = {}
        for pop in self.others:
            first.setdefault((pop.call, pop.person), pop.at)
        called = {(call, person): at for (_, person), (call, at) in self.called.items()}
        return [at - called[key] for key, at in first.items() if key in called]

    def wrong(self) -> int:
        """Pops on a desk whose telephone did not ring for that caller."""
        mine = {call: number for (number, person), (call, _) in self.called.items() if person == self.person}
        strange = sum(call not in mine for call in self.painted)
        numbers = {call: number for (number, _), (call, _) in self.called.items()}
        return strange + sum(pop.person not in self.rings.rung_for(numbers.get(pop.call, "")) for pop in self.others)


async def measure_pops(bench: Bench) -> None:
    settings = house_settings(bench)
    calls = 30 if bench.full else 4
    (seen_person,) = hire(settings, SEEN_GROUP, 1)
    others = hire(settings, OTHERS_GROUP, DESKS - 1)
    rings = Rings()
    async with House(settings) as house, AsyncExitStack() as stack:
        seats = await seat(settings, (seen_person, *others))
        with_phones = (seen_person, *others[:OTHERS_WITH_PHONES])
        accounts = sip_accounts(settings.var, with_phones)
        phones = phones_of(sip_of(settings), accounts, Manners(rings=60.0), rings.notice)
        await stack.enter_async_context(phones)
        await make_ready(house, {person: seats[person] for person in with_phones})
        bench.show(f"{DESKS} desks sit down")
        crowd = {person: seats[person] for person in others}
        popped = await stack.enter_async_context(desks(bench.root, house.url, crowd))
        page = await stack.enter_async_context(screen(house.url, seats[seen_person]))
        called = await stack.enter_async_context(listening(settings))
        bench.show(f"{calls} pops on the browser's screen, as many on others'")
        await _calls(house, rings, calls)
        seen = Seen(seen_person, rings, called, await page.painted(), popped)
    _keep(bench, seen, calls)


async def _calls(house: House, rings: Rings, times: int) -> None:
    async with asyncio.TaskGroup() as group:
        for stream, key in ((0, SEEN_KEY), (1, OTHERS_KEY)):
            for n in range(times):
                number = str(13_700_000_000 + stream * 1_000_000 + n)
                group.create_task(_call(house, rings, number, key, EVERY_S * (n + stream / 2)))


async def _call(house: House, rings: Rings, number: str, key: str, begin: float) -> None:
    await asyncio.sleep(begin)
    async with dial(Destination(house.number, sip_of(house.settings)), Identity(number)) as call:
        await asyncio.sleep(0.5)  # into the welcome
        call.press(key)
        async with asyncio.timeout(PROMPTS_S + 10):
            await rings.news[number].wait()
        await asyncio.sleep(RINGS_S)


def _keep(bench: Bench, seen: Seen, calls: int) -> None:
    paints = seen.paints()
    bench.count(
        "pops.missing", ("响铃而未弹屏", "rings without a pop on the screen"), calls - len(paints), out_of=calls
    )
    pops = len(seen.painted) + len(seen.others)
    bench.count("pops.wrong_desk", ("弹到其他坐席屏上", "pops on a wrong desk"), seen.wrong(), out_of=pops)
    taken_on = f"{len(paints)} calls, {DESKS} desks"
    shown = [shown for shown, _ in paints.values()]
    _percentiles(bench, "pops.painted", ("AgentCalled→弹屏可见", "AgentCalled → painted"), shown, taken_on)
    after = [after for _, after in paints.values()]
    _percentiles(bench, "pops.after_180", ("180 振铃→弹屏可见", "180 → painted"), after, taken_on)
    in_time = 100 * sum(one <= AFTER_180_S for one in after) / len(after)
    words = ("弹屏不晚于振铃 100 毫秒", "painted within 100 ms of the 180")
    bench.figure("pops.in_time", words, in_time, "%", better=Better.MORE, bar=Bar("P12", 99, 99.9), taken_on=taken_on)
    wire = seen.wire()
    taken_on = f"{len(wire)} pops, {DESKS} desks"
    _percentiles(bench, "pops.wire", ("AgentCalled→消息到达", "AgentCalled → on the wire's end"), wire, taken_on)


def _percentiles(bench: Bench, key: str, words: tuple[str, str], values: Sequence[float], taken_on: str) -> None:
    zh, en = words
    for share in (50, 99):
        bar = Bar("P11", 150, 50) if (key, share) == ("pops.painted", 99) else None
        value = 1000 * percentile(values, share / 100)
        said = (f"{zh} p{share}", f"{en} p{share}")
        bench.figure(f"{key}.p{share}", said, value, "ms", better=Better.LESS, bar=bar, taken_on=taken_on)
