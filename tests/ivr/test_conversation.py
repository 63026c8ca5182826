"""Transcripts: what a caller presses, what is heard, how it ends."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.hotline_file import read_hotline
from dialplan.menu import Announcement, Menu, Node, ToLine, ToMenu
from dialplan.values import Misconduct
from ivr.conversation import Ask, Chosen, Hear, Wish, menu_conversation, unserved_conversation
from routing.decision import Choice

CONFIG = Path(__file__).parents[2] / "config"
T = TypeVar("T")

MAIN = Node(("main",), {"0": ToLine("spot"), "7": ToMenu("more"), "8": Announcement("news")}, repeat="9")
MORE = Node(("more",), {"*": ToLine("yunnan"), "#": ToMenu("main")})
MENU = Menu({"main": MAIN, "more": MORE}, start="main", default_line="guangzhou")
SPOT = Chosen("spot", Choice.PRESSED, "0")
SILENT = ""
QUIET = Misconduct()
SPOKEN = Misconduct(("report",), after_keys=True, when_closed=True)


def walk(conversation: Generator[Hear | Ask, str, T], keys: Iterable[str]) -> tuple[list[str], T]:
    """Everything heard, and the end; every key is pressed."""
    heard, end, left = stroll(conversation, keys)
    assert left == []
    return heard, end


def stroll(conversation: Generator[Hear | Ask, str, T], keys: Iterable[str]) -> tuple[list[str], T, list[str]]:
    """The same for a caller who may be served before every key is pressed: the keys left over come last."""
    heard: list[str] = []
    waiting = iter(keys)
    try:
        step = next(conversation)
        while True:
            heard.append("+".join(step.prompts))
            step = conversation.send(next(waiting) if isinstance(step, Ask) else "")
    except StopIteration as end:
        return heard, end.value, list(waiting)


W = "welcome+recording-notice"


@pytest.mark.parametrize(
    ("keys", "heard", "end"),
    [
        (["0"], [W, "main"], Chosen("spot", Choice.PRESSED, "0")),
        ([SILENT, "0"], [W, "main", "no-key+main"], Chosen("spot", Choice.PRESSED, "0")),
        ([SILENT] * 3, [W, "main", "no-key+main", "no-key+main"], Chosen("guangzhou", Choice.SILENT, "")),
        (["5"] * 3, [W, "main", "invalid-key+main", "invalid-key+main"], Chosen("guangzhou", Choice.WRONG_KEY, "5")),
        (["5", "5", ""], [W, "main", "invalid-key+main", "invalid-key+main"], Chosen("guangzhou", Choice.SILENT, "")),
        (["9"] * 9 + ["0"], [W, *["main"] * 10], Chosen("spot", Choice.PRESSED, "0")),
        (["9"] * 10, [W, *["main"] * 10], Chosen("guangzhou", Choice.REPEATED, "9")),
        (["8"] * 10, [W, *["main", "news"] * 9, "main"], Chosen("guangzhou", Choice.REPEATED, "8")),
        (["7", "#"] * 5, [W, *["main", "more"] * 5], Chosen("guangzhou", Choice.REPEATED, "#")),
        (["9"] * 5 + ["7", "#"] * 2 + ["0"], [W, *["main"] * 6, "more", "main", "more", "main"], SPOT),
        (
            ["", "9", "", "9", ""],
            [W, "main", "no-key+main", "main", "no-key+main", "main"],
            Chosen("guangzhou", Choice.SILENT, ""),
        ),
        (["8", "8", "0"], [W, "main", "news", "main", "news", "main"], Chosen("spot", Choice.PRESSED, "0")),
        (["7", "*"], [W, "main", "more"], Chosen("yunnan", Choice.PRESSED, "*")),
        (
            ["5", "5", "7", "5", "*"],
            [W, "main", "invalid-key+main", "invalid-key+main", "more", "invalid-key+more"],
            Chosen("yunnan", Choice.PRESSED, "*"),
        ),
        (["7", "#", "0"], [W, "main", "more", "main"], Chosen("spot", Choice.PRESSED, "0")),
        (
            ["7", "9", "9", "9"],
            [W, "main", "more", "invalid-key+more", "invalid-key+more"],
            Chosen("guangzhou", Choice.WRONG_KEY, "9"),
        ),
    ],
)
def test_keys_lead_through_the_menu(keys: list[str], heard: list[str], end: Chosen) -> None:
    assert walk(menu_conversation(MENU, QUIET, recorded=True), keys) == (heard, end)


def test_without_a_menu_the_caller_is_asked_nothing() -> None:
    off = Menu(MENU.nodes, "main", "guangzhou", enabled=False)
    assert walk(menu_conversation(off, SPOKEN, recorded=False), []) == (
        ["welcome"],
        Chosen("guangzhou", Choice.NO_MENU, ""),
    )


def test_the_number_for_reports_is_spoken_after_the_first_menus_keys_only() -> None:
    heard, _ = walk(menu_conversation(MENU, SPOKEN, recorded=False), ["9", "7", "#", "0"])
    assert heard == ["welcome", "main+report", "main+report", "more", "main+report"]


@pytest.mark.parametrize(
    ("keys", "heard", "end"),
    [
        (["1"], ["closed+unserved-offer", "callback-noted+goodbye"], Wish.CALLBACK),
        (["2"], ["closed+unserved-offer", "message-beep-prompt+message-noted+goodbye"], Wish.MESSAGE),
        (["", ""], ["closed+unserved-offer", "unserved-offer", "goodbye"], Wish.DECLINED),
        (
            ["", "5", "1"],
            ["closed+unserved-offer", "unserved-offer", "invalid-key+unserved-offer", "callback-noted+goodbye"],
            Wish.CALLBACK,
        ),
        (
            ["5", "5", "5"],
            ["closed+unserved-offer", "invalid-key+unserved-offer", "invalid-key+unserved-offer", "goodbye"],
            Wish.DECLINED,
        ),
    ],
)
def test_keys_lead_through_the_offer(keys: list[str], heard: list[str], end: Wish) -> None:
    assert walk(unserved_conversation(("closed",)), keys) == (heard, end)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("0", "spot"),
        ("1", "guangdong"),
        ("2", "guangxi"),
        ("3", "yunnan"),
        ("4", "guizhou"),
        ("5", "hainan"),
        ("6", "guangzhou"),
    ],
)
def test_the_reference_menu_has_its_seven_keys(key: str, line: str) -> None:
    menu = read_hotline(CONFIG).menu
    _, end = walk(menu_conversation(menu, QUIET, recorded=True), ["9", key])
    assert end == Chosen(line, Choice.PRESSED, key)


@settings(max_examples=40)
@given(st.lists(st.sampled_from("789#15"), min_size=60))
def test_no_key_holds_a_call_for_ever(keys: list[str]) -> None:
    longest = (1 + MENU.repeats) * MENU.tries
    _, _, left = stroll(menu_conversation(MENU, QUIET, recorded=True), keys)
    assert len(keys) - len(left) <= longest


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["", *"0123456789*#"]), max_size=30))
def test_every_caller_comes_to_a_line(keys: list[str]) -> None:
    _, end, _ = stroll(menu_conversation(MENU, QUIET, recorded=True), [*keys, *[SILENT] * 3])
    assert end.line in {"spot", "yunnan", "guangzhou"}
