"""The conversation on a real Asterisk with no controller at all: every answer is the rendered one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from app.rehearsal.sip.phone import Manners
from tests.live.asterisk_house import NUMBER, Pbx
from tests.live.crowd import patience
from tests.live.recorded import listen_to
from tests.live.without_controller import chooses, nobody_decides, routed

pytestmark = pytest.mark.live
ANSWERED_S = 8.0


@pytest.fixture(scope="module")
def started() -> Iterator[Pbx]:
    with nobody_decides() as running:
        yield running


async def test_a_caller_presses_a_key_and_talks_to_an_expert_while_no_controller_is_there(
    asterisk: Pbx,
) -> None:
    async with asterisk.agent("yn-expert-1", "yunnan-experts"), asterisk.caller() as call:
        await chooses(call, "3")
        await call.hears("agent", within=ANSWERED_S)
        await call.hang_up()
        ended = await asterisk.line("ENDED")
        await asterisk.line("COMPLETECALLER")  # the queue writes it when it gets to it: before or after the end
    about_the_call = [line.event for line in asterisk.log() if line.call == ended.call]
    assert about_the_call[:5] == ["ARRIVED", "ROUTED", "RECORDING", "ENTERQUEUE", "CONNECT"]
    assert set(about_the_call[5:]) == {"COMPLETECALLER", "ENDED"}
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
        await asyncio.sleep(2.0)  # the conversation to be recorded has to last
        await call.hang_up()
        (relative,) = (await asterisk.line("RECORDING")).data
        await asterisk.silent()
    recorded = listen_to(asterisk.values.places.recordings / relative)
    assert recorded.seconds < 2.5 * patience(), "of the eight seconds before it nothing is kept"
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


async def test_a_withheld_number_cannot_be_called_back_and_is_asked_for_in_a_message(asterisk: Pbx) -> None:
    async with asterisk.caller(who="anonymous") as call:
        await chooses(call, "0")
        await call.hears("unserved-offer", within=5)
        call.press("1")
        await call.hears("callback-no-number", within=3)
        await call.hears("beep", within=5)
    assert (await asterisk.line("ARRIVED")).data[0] == ""
    assert "CALLBACK" not in asterisk.events()
