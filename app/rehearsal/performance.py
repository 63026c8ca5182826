"""Performing a part: a caller of the programme does what it says, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from app.rehearsal.programme import HangUp, Hear, Part, Pause, Press, Step
from app.rehearsal.sip.caller import Call, Destination, Identity, NotHeard, dial
from app.rehearsal.sip.ear import Known
from schedules.finding import Bilingual

FAREWELL_S = 30.0  # for the far end to hang up when the caller has done everything

Tell = Callable[[Bilingual], None]


@dataclass(frozen=True, slots=True)
class Performance:
    """How a part went, as its caller saw it."""

    part: Part
    code: int
    heard: tuple[str, ...]
    trouble: str
    """What the caller waited for in vain, empty when all went as written."""


async def perform(part: Part, to: Destination, known: Known, tell: Tell) -> Performance:
    tell(Bilingual("拨号", "dials"))
    async with dial(to, Identity(part.number), known=known) as call:
        if not call.answered:
            tell(Bilingual(f"未接通（{call.code}）", f"refused ({call.code})"))
            return Performance(part, call.code, (), f"refused: {call.code}")
        trouble = ""
        try:
            await _act(part, call, tell)
        except NotHeard as missing:
            trouble = str(missing)
    tell(Bilingual("结束", "over") if not trouble else Bilingual(f"出错：{trouble}", f"failed: {trouble}"))
    return Performance(part, call.code, tuple(call.heard), trouble)


async def _act(part: Part, call: Call, tell: Tell) -> None:
    place = 0  # what was heard before it does not count for a later step
    for step in part.steps:
        _announce(step, tell)
        place = await _do(step, call, place)
    if not await call.ended(FAREWELL_S):
        raise NotHeard(f"the end of the call within {FAREWELL_S:g} s; heard {call.heard}")


async def _do(step: Step, call: Call, place: int) -> int:
    match step:
        case Hear(names, within):
            heard = await call.hears(*names, since=place, within=within)
            return call.heard.index(heard, place) + 1
        case Press(keys):
            call.press(keys)
        case Pause(seconds):
            await call.ended(seconds)
        case HangUp():
            await call.hang_up()
        case _:
            assert_never(step)
    return place


def _announce(step: Step, tell: Tell) -> None:
    match step:
        case Press(keys):
            tell(Bilingual(f"按 {keys}", f"presses {keys}"))
        case HangUp():
            tell(Bilingual("挂机", "hangs up"))
        case Hear(names, _) if len(names) == 1:
            tell(Bilingual(f"听候 {names[0]}", f"listens for {names[0]}"))
        case Hear() | Pause():
            pass
