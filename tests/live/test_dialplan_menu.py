"""The menu on a real Asterisk with no controller at all: silence, wrong keys, repeats, other menus, early keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.rehearsal.sip.caller import Call
from tests.live.asterisk_house import Pbx
from tests.live.without_controller import chooses, nobody_decides, routed

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def started() -> Iterator[Pbx]:
    with nobody_decides() as running:
        yield running


@pytest.mark.parametrize(("pressed", "choice", "said"), [("", "silent", "no-key"), ("5", "wrong_key", "invalid-key")])
async def test_three_mistakes_lead_to_the_default_line(asterisk: Pbx, pressed: str, choice: str, said: str) -> None:
    async with asterisk.caller() as call:
        for time_heard in range(3):
            await until_menu(call, time_heard)
            call.press(pressed)
        route = routed(await asterisk.line("ROUTED", within=8))
    assert (route["line"], route["choice"], route["key"]) == ("spot", choice, pressed)
    assert call.heard.count(said) == 2


async def until_menu(call: Call, times: int) -> None:
    place = [at for at, name in enumerate(call.heard) if name == "menu-main"]
    since = place[times - 1] + 1 if times else 0
    await call.hears("menu-main", since=since, within=8)


async def test_a_wrong_key_then_a_right_one_chooses_the_line(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "*")
        await call.hears("invalid-key", within=3)
        call.press("0")
        route = routed(await asterisk.line("ROUTED"))
    assert (route["line"], route["choice"], route["key"]) == ("spot", "pressed", "0")


async def test_the_hash_key_is_a_key_like_any_other(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "#")
        await call.hears("invalid-key", within=3)


async def test_nine_repeats_an_announcement_returns_and_a_menu_below_chooses(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "9")
        await until_menu(call, 1)
        call.press("8")
        await call.hears("news", within=3)
        await until_menu(call, 2)
        call.press("7")
        await call.hears("menu-more", within=3)
        call.press("*")
        route = routed(await asterisk.line("ROUTED"))
    assert (route["line"], route["choice"], route["key"]) == ("yunnan", "pressed", "*")


async def test_who_asks_for_a_tenth_repeat_is_taken_to_the_default_lines_people(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        for time_heard in range(10):
            await until_menu(call, time_heard)
            call.press("9")
        route = routed(await asterisk.line("ROUTED", within=8))
        await call.hears("unserved-offer", within=5)
    assert call.heard.count("menu-main") == 10
    assert (route["line"], route["choice"], route["key"]) == ("spot", "repeated", "9")


async def test_repeats_announcements_and_other_menus_are_counted_together(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        for time_heard in range(4):
            await until_menu(call, 2 * time_heard)
            call.press("9")
            await until_menu(call, 2 * time_heard + 1)
            call.press("8")
        await until_menu(call, 8)
        call.press("9")
        await until_menu(call, 9)
        call.press("7")
        route = routed(await asterisk.line("ROUTED", within=8))
    assert "menu-more" not in call.heard
    assert (route["line"], route["choice"], route["key"]) == ("spot", "repeated", "7")


@pytest.mark.parametrize("prompt", ["welcome", "recording-notice", "menu-main"])
async def test_a_hang_up_before_any_choice_is_written_down(asterisk: Pbx, prompt: str) -> None:
    async with asterisk.caller() as call:
        await call.hears(prompt, within=5)
        await call.hang_up()
        ended = await asterisk.line("ENDED")
    assert ended.data[1] in ("arrived", "menu")
    assert asterisk.events() == ["ARRIVED", "ENDED"]


async def test_a_wrong_key_pressed_during_the_welcome_is_told_and_the_menu_asks(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await call.hears("welcome", within=5)
        call.press("5")
        await call.hears("invalid-key", within=5)
        await until_menu(call, 0)
        call.press("0")
        route = routed(await asterisk.line("ROUTED"))
    assert call.heard[:3] == ["welcome", "invalid-key", "menu-main"]
    assert (route["line"], route["choice"], route["key"]) == ("spot", "pressed", "0")
