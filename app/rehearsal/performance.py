"""Performing a part: a caller of the programme does what it says, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from app.rehearsal.programme import HangUp, Hear, Part, Pause, Press
from app.rehearsal.sip.caller import Call, Destination, Identity, NotHeard, dial
from app.rehearsal.sip.ear import AGENT, Known
from schedules.finding import Bilingual

HEARD = {
    AGENT: Bilingual("坐席的声音", "an agent"),
    "menu-main": Bilingual("菜单", "the menu"),
    "invalid-key": Bilingual("“按键无效”", "that the key is wrong"),
    "unserved-offer": Bilingual("回拨或留言的选择", "the offer of a callback or a message"),
    "callback-noted": Bilingual("“已登记回拨”", "that the callback is noted"),
    "beep": Bilingual("留言提示音", "the tone for the message"),
    "message-noted": Bilingual("“留言已保存”", "that the message is kept"),
    "survey": Bilingual("评价邀请", "the question for a rating"),
}
"""Prompts and voices in the audience's words."""

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
        match step:
            case Hear(names, within):
                heard = await call.hears(*names, since=place, within=within)
                place = call.heard.index(heard, place) + 1
                words = HEARD.get(heard, Bilingual(heard, heard))
                tell(Bilingual(f"听到{words.zh}", f"hears {words.en}"))
            case Press(keys):
                tell(Bilingual(f"按 {keys}", f"presses {keys}"))
                call.press(keys)
            case Pause(seconds):
                await call.ended(seconds)
            case HangUp():
                tell(Bilingual("挂机", "hangs up"))
                await call.hang_up()
            case _:
                assert_never(step)
    if not await call.ended(FAREWELL_S):
        raise NotHeard(f"the end of the call within {FAREWELL_S:g} s; heard {call.heard}")
