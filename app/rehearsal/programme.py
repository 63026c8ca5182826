"""The rehearsal's calls: who dials, what they do, and how each has to end. Data, in order of appearance."""

from __future__ import annotations

from dataclasses import dataclass

from app.rehearsal.sip.ear import AGENT
from schedules.finding import Bilingual


@dataclass(frozen=True, slots=True)
class Hear:
    """Wait for one of these prompts or voices."""

    names: tuple[str, ...]
    within: float = 120.0  # seconds; silence goes three times through the menu


@dataclass(frozen=True, slots=True)
class Press:
    keys: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Speak, or just listen, for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller ends the call."""


Step = Hear | Press | Pause | HangUp

MENU = Hear(("menu-main",))
TALK = (Hear((AGENT,)), Pause(4), HangUp())
TALK_TO_THE_END = (Hear((AGENT,)), Hear(("survey",)), Pause(1), Press("1"))
"""The agent hangs up first; the caller is very satisfied."""
OFFER = Hear(("unserved-offer",))


@dataclass(frozen=True, slots=True)
class Part:
    """One call. ``second_act``: it begins when the clock turns the full minute (see ``stage.py``).

    ``group``: who has to be rung on a Monday around noon; at other hours only what the house itself says is checked.
    """

    number: str
    what: Bilingual
    steps: tuple[Step, ...]
    outcome: str
    line: str = ""
    group: str = ""
    second_act: bool = False
    callback: bool = False
    message: bool = False


AGENTS = (
    *("yn-expert-1", "yn-expert-2", "yn-staff-1", "yn-staff-2", "xh-expert-1", "xh-expert-2"),
    *("gd-staff-1", "gx-staff-1", "gz-staff-1", "hi-staff-1", "can-staff-1", "can-staff-2"),
)
"""Who is at work. One only for Guizhou, so that the second of two callers has to wait."""

HANGS_UP_FIRST = frozenset({"xh-expert-1", "xh-expert-2"})
"""Agents who end the conversation themselves; their callers are asked for a rating."""


def _served(number: str, key: str, line: str, group: str, what: Bilingual) -> Part:
    return Part(number, what, (MENU, Press(key), *TALK), "answered", line, group)


PROGRAMME = (
    Part(
        "13900000009",
        Bilingual("三次都不按键", "presses nothing, three times"),
        (MENU, *TALK),
        "answered",
        "guangzhou",
        "guangzhou-staff",
    ),
    _served("13900000003", "3", "yunnan", "yunnan-experts", Bilingual("按 3，正午之前", "key 3, before noon")),
    _served("13900000005", "5", "hainan", "hainan-staff", Bilingual("按 5，停止服务之前", "key 5, before it closes")),
    Part(
        "13900000000",
        Bilingual("按 0，坐席先挂机并评价", "key 0, the agent hangs up first, rated"),
        (MENU, Press("0"), *TALK_TO_THE_END),
        "answered",
        "spot",
        "spot-experts",
    ),
    _served("13900000001", "1", "guangdong", "guangdong-staff", Bilingual("按 1", "key 1")),
    _served("13900000002", "2", "guangxi", "guangxi-staff", Bilingual("按 2", "key 2")),
    _served("13900000006", "6", "guangzhou", "guangzhou-staff", Bilingual("按 6", "key 6")),
    _served("13900000004", "4", "guizhou", "guizhou-staff", Bilingual("按 4，两人同时", "key 4, two at once")),
    _served("13900000014", "4", "guizhou", "guizhou-staff", Bilingual("按 4，两人同时，须等候", "key 4, has to wait")),
    Part(
        "13900000013",
        Bilingual("按 3，正午之后", "key 3, after noon"),
        (MENU, Press("3"), *TALK),
        "answered",
        "yunnan",
        "yunnan-staff",
        second_act=True,
    ),
    Part(
        "13900000008",
        Bilingual("先按错 8，再按 2", "a wrong key, 8, then 2"),
        (MENU, Press("8"), Hear(("invalid-key",)), MENU, Press("2"), *TALK),
        "answered",
        "guangxi",
        "guangxi-staff",
        second_act=True,
    ),
    Part(
        "13900000010",
        Bilingual("菜单未完即挂机", "hangs up during the menu"),
        (MENU, Pause(1.5), HangUp()),
        "left_in_menu",
        second_act=True,
    ),
    Part(
        "13900000015",
        Bilingual("按 5，已停止服务，要求回拨", "key 5, closed, asks for a callback"),
        (MENU, Press("5"), OFFER, Press("1"), Hear(("callback-noted",))),
        "unserved",
        "hainan",
        second_act=True,
        callback=True,
    ),
    Part(
        "13900000025",
        Bilingual("按 5，已停止服务，留言", "key 5, closed, leaves a message"),
        (MENU, Press("5"), OFFER, Press("2"), Hear(("beep",)), Pause(5), Press("#"), Hear(("message-noted",))),
        "unserved",
        "hainan",
        second_act=True,
        message=True,
    ),
)
