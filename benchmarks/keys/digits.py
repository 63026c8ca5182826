"""P7: keys on a line that loses packets. None is heard twice, and hardly any is lost.

The caller is in a conversation that is recorded, without which Asterisk would pass the packets on as they came. So each
key goes through its own detection: it is taken from the
caller's RFC 4733 packets and told to the agent's telephone anew, which notes what it hears. Five packets carry a key
and three its end; the caller's line loses each with the same probability, voice and keys alike, by a seeded chance.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from itertools import count

from app.house import House
from app.rehearsal.sip.caller import Call, Destination, Identity, dial
from app.rehearsal.sip.ear import AGENT
from app.rehearsal.sip.phone import Phase, Phone, Ring
from benchmarks.bench import Bench
from benchmarks.figures import Bar, Better
from benchmarks.keys.audio import LossyAudio
from benchmarks.keys.compared import Compared, compared
from benchmarks.keys.probe import KEY
from benchmarks.staff import sip_of

LOSS = 0.05
ENDS = 3  # packets that tell the end of a key: it may only be lost with all of them
KEYS = "0123456789*#"
KEY_S = 0.26  # our telephone sends eight packets and five of pause for each
_numbers = count(13_800_000_000)


@dataclass(frozen=True, slots=True)
class Line:
    """What went over one caller's line."""

    compared: Compared
    packets: int
    lost_packets: int


@dataclass(slots=True)
class Talking:
    """The agents' telephones that talk, by the number of their caller."""

    rings: dict[str, Ring] = field(default_factory=dict)

    def notice(self, _: Phone, ring: Ring) -> None:
        if ring.phase is Phase.TALKING:
            self.rings[ring.caller] = ring


async def measure_digits(bench: Bench, house: House, talking: Talking) -> None:
    """In a house whose agents' telephones answer and tell ``talking`` of it."""
    calls, each = 15, 67
    bench.show(f"{calls} calls × {each} keys, {LOSS:.0%} of the packets lost")
    await house.asterisk_rx("dialplan set global HOTLINE_RECORDING on")
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_line(house, talking.rings, each, seed)) for seed in range(calls)]
    _keep(bench, [task.result() for task in tasks], calls * each)


def _keep(bench: Bench, lines: list[Line], keys: int) -> None:
    total = sum((line.compared for line in lines), Compared(0, 0))
    packets, lost = sum(line.packets for line in lines), sum(line.lost_packets for line in lines)
    loss = ("实际丢包率", "packets that were lost")
    bench.figure("digits.loss", loss, 100 * lost / packets, "%", taken_on=f"{packets} packets")
    bench.count("digits.extra", ("丢包线路上多出的按键", "keys heard twice"), total.extra, out_of=keys)
    words, bar = ("丢包线路上丢失的按键", "keys lost"), Bar("P7", 100 * LOSS**ENDS, 0)
    share, on = 100 * total.lost / keys, f"{total.lost} of {keys} keys"
    bench.figure("digits.lost", words, share, "%", better=Better.LESS, bar=bar, taken_on=on)


async def _line(house: House, rings: dict[str, Ring], length: int, seed: int) -> Line:
    at = sip_of(house.settings)
    number, sent = str(next(_numbers)), keys_of(seed, length)
    async with dial(Destination(house.number, at), Identity(number), audio=LossyAudio.open) as call:
        await asyncio.sleep(0.5 + 0.1 * seed)  # into the welcome, and not all at once
        call.press(KEY)
        await call.hears(AGENT, within=30)
        bad = await _pressed(call, sent, seed)
        media = rings[number].media
        assert media is not None  # noqa: S101 it talks
        return Line(compared(sent, media.digits), bad.sent, bad.lost)


async def _pressed(call: Call, sent: str, seed: int) -> LossyAudio:
    """All keys pressed on the bad line, and some time more for the last of them."""
    bad = call.media
    assert isinstance(bad, LossyAudio)  # noqa: S101 opened as such
    bad.lose(LOSS, seed)
    call.press(sent)
    await asyncio.sleep(KEY_S * (len(sent) + 2))
    return bad


def keys_of(seed: int, length: int) -> str:
    """Random keys, no two neighbours the same: a key that is heard twice is then never taken for the next one."""
    chance = random.Random(seed)  # noqa: S311 the same keys in every run
    keys = [chance.choice(KEYS)]
    while len(keys) < length:
        keys.append(chance.choice(KEYS.replace(keys[-1], "")))
    return "".join(keys)
