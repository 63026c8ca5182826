"""The conversation on a real Asterisk with no controller at all: every answer is the rendered one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from app.rehearsal.sip.caller import Call
from app.rehearsal.sip.phone import Manners
from dialplan.duty import Change, NativeAnswer, NativeDuty, render_duty
from tests.live.asterisk_house import (
    NUMBER,
    LogLine,
    Pbx,
    asterisk_or_skip,
    booted,
    example_values,
    short_folder,
    write_duty,
)
from tests.live.recorded import listen_to

pytestmark = pytest.mark.live

OPEN = NativeAnswer(
    "open", (("yunnan-experts", 3), ("yunnan-staff", 6)), "workday/09:00-12:00", "on_duty", "v1", ("news",)
)
CLOSED = NativeAnswer("closed", (), "holiday", "closed", "v1", ("closed-intro",))
ANSWERED_S = 8.0


@pytest.fixture(scope="module")
def started() -> Iterator[Pbx]:
    """Yunnan is open, spot is closed, and nothing listens where the controller should."""
    program = asterisk_or_skip()
    values = example_values(short_folder("talk"), program)
    year = int(time.time()) + 31_536_000
    lines = [
        NativeDuty(line, [Change(0, answer)], year, [], CLOSED) for line, answer in (("yunnan", OPEN), ("spot", CLOSED))
    ]
    write_duty(values, render_duty(lines).text)
    with booted(values, program) as running:
        yield running


@pytest.fixture
async def asterisk(started: Pbx) -> Pbx:
    await started.silent()
    started.begin()
    return started


async def chooses(call: Call, key: str) -> None:
    """Press while the menu is being said: whoever knows it does not wait for its end."""
    await call.hears("menu-main", within=5)
    call.press(key)


def routed(line: LogLine) -> dict[str, str]:
    names = ("line", "key", "choice", "by", "state", "plan", "reason", "rule", "version")
    return dict(zip(names, line.data, strict=True))


async def test_a_caller_presses_a_key_and_talks_to_an_expert_while_no_controller_is_there(
    asterisk: Pbx,
) -> None:
    async with asterisk.agent("yn-expert-1", "yunnan-experts"), asterisk.caller() as call:
        await chooses(call, "3")
        await call.hears("agent", within=ANSWERED_S)
        await call.hang_up()
        ended = await asterisk.line("ENDED")
    about_the_call = [line.event for line in asterisk.log() if line.call == ended.call]
    assert about_the_call == [
        "ARRIVED",
        "ROUTED",
        "RECORDING",
        "ENTERQUEUE",
        "CONNECT",
        "COMPLETECALLER",
        "ENDED",
    ]
    lines = {line.event: line for line in asterisk.log()}
    assert lines["ARRIVED"].call.startswith("ntest-")
    assert lines["ARRIVED"].data == ("13800138000", NUMBER)
    assert routed(lines["ROUTED"]) == {
        "line": "yunnan",
        "key": "3",
        "choice": "pressed",
        "by": "native",
        "state": "open",
        "plan": "yunnan-experts:3&yunnan-staff:6",
        "reason": "on_duty",
        "rule": "workday/09:00-12:00",
        "version": "v1",
    }
    assert lines["CONNECT"].agent == "yn-expert-1"
    assert ended.data == ("16", "served")


async def test_the_whole_greeting_is_heard_before_the_menu_and_the_line_is_named_after_it(
    asterisk: Pbx,
) -> None:
    async with asterisk.agent("yn-expert-1", "yunnan-experts"), asterisk.caller() as call:
        await chooses(call, "3")
        await call.hears("agent", within=ANSWERED_S)
        assert call.heard[:6] == ["welcome", "recording-notice", "menu-main", "news", "to-line-yunnan", "agent"]


async def test_a_key_pressed_during_the_welcome_is_taken_and_the_notice_is_said_before_recording(
    asterisk: Pbx,
) -> None:
    async with asterisk.agent("yn-expert-1", "yunnan-experts"), asterisk.caller() as call:
        await call.hears("welcome", within=5)
        call.press("3")
        await call.hears("agent", within=ANSWERED_S)
        assert call.heard == ["welcome", "news", "to-line-yunnan", "recording-notice", "agent"]


async def test_both_sides_are_recorded_and_only_from_the_bridge_on(asterisk: Pbx) -> None:
    async with asterisk.agent("yn-expert-1", "yunnan-experts"), asterisk.caller() as call:
        await chooses(call, "3")
        await call.hears("agent", within=ANSWERED_S)
        await asyncio.sleep(1.0)  # the conversation to be recorded has to last
        await call.hang_up()
        (relative,) = (await asterisk.line("RECORDING")).data
        await asterisk.silent()
    recorded = listen_to(asterisk.values.places.recordings / relative)
    assert 0.5 < recorded.seconds < 2.5
    assert min(recorded.heard.values()) > 0.7, recorded.heard


async def test_when_the_experts_ring_out_the_service_staff_are_rung(asterisk: Pbx) -> None:
    deaf = Manners(answers=False)
    async with (
        asterisk.agent("yn-expert-1", "yunnan-experts", manners=deaf),
        asterisk.agent("yn-staff-1", "yunnan-staff"),
        asterisk.caller() as call,
    ):
        await chooses(call, "3")
        await call.hears("agent", within=ANSWERED_S + 4)
        assert (await asterisk.line("CONNECT")).queue == "yunnan-staff"
    assert "EXITWITHTIMEOUT" in asterisk.events()


async def test_with_nobody_signed_in_the_caller_gets_the_offer_at_once(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "3")
        await call.hears("unserved-offer", within=5)
        assert "nobody-available" in call.heard
        call.press("1")
        await call.hears("callback-noted", "goodbye", within=3)
        assert await call.ended(within=5)
    assert (await asterisk.line("UNSERVED")).data == ("nobody_available",)
    assert "CALLBACK" in asterisk.events()
    assert (await asterisk.line("ENDED")).data[1] == "callback"


async def test_when_the_agent_hangs_up_first_the_caller_rates_the_call(asterisk: Pbx) -> None:
    brief = Manners(rings=0.2, talks=0.5)
    async with asterisk.agent("yn-expert-1", "yunnan-experts", manners=brief), asterisk.caller() as call:
        await chooses(call, "3")
        await call.hears("survey", within=ANSWERED_S)
        call.press("2")
        await call.hears("survey-thanks", within=3)
        assert await call.ended(within=5)
    assert (await asterisk.line("SURVEY")).data == ("2",)
    assert (await asterisk.line("ENDED")).data[1] == "survey"


async def test_a_closed_line_says_so_and_keeps_a_message_though_the_caller_just_hangs_up(
    asterisk: Pbx,
) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "0")
        await call.hears("unserved-offer", within=5)
        assert call.heard[3:7] == ["closed-intro", "misconduct-number", "digits/0", "unserved-offer"]
        call.press("2")
        await call.hears("beep", within=5)
        await asyncio.sleep(2.0)  # speaking
        await call.hang_up()
        message = await asterisk.line("MESSAGE")
    file, seconds = message.data
    assert (asterisk.values.places.messages / file).stat().st_size > 16_000
    assert int(seconds) in (1, 2)
    assert (await asterisk.line("ENDED")).data[1] == "message"
    assert (await asterisk.line("UNSERVED")).data == ("closed",)


async def test_a_message_ended_with_the_hash_key_is_thanked_for(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "0")
        await call.hears("unserved-offer", within=5)
        call.press("2")
        await call.hears("beep", within=5)
        await asyncio.sleep(1.5)  # speaking
        call.press("#")
        await call.hears("message-noted", within=5)
        assert await call.ended(within=5)
    assert asterisk.events().count("MESSAGE") == 1


async def test_two_silent_offers_end_the_call_with_a_goodbye(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await chooses(call, "0")
        await call.hears("goodbye", within=20)
        assert call.heard.count("unserved-offer") == 2
        assert await call.ended(within=5)
    assert "DECLINED" in asterisk.events()


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


async def test_a_withheld_number_cannot_be_called_back_and_is_asked_for_in_a_message(asterisk: Pbx) -> None:
    async with asterisk.caller(who="anonymous") as call:
        await chooses(call, "0")
        await call.hears("unserved-offer", within=5)
        call.press("1")
        await call.hears("callback-no-number", within=3)
        await call.hears("beep", within=5)
    assert (await asterisk.line("ARRIVED")).data[0] == ""
    assert "CALLBACK" not in asterisk.events()
