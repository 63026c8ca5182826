"""What the dialplan does with a controller that answers, hangs, stops in mid-sentence, or is cut off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from app.rehearsal.sip.caller import Call
from app.rehearsal.waiting import until
from dialplan.duty import Change, NativeAnswer, NativeDuty, render_duty
from tests.live.asterisk_house import Pbx, asterisk_or_skip, booted, example_values, short_folder, write_duty

pytestmark = pytest.mark.live

VISIT_S = 2.5
"""Within this the conversation goes on, whatever became of a visit."""

NATIVE = NativeAnswer("closed", (), "holiday", "closed", "v1", ("closed-intro",))
WHOLE = {"LINE": "spot", "STATE": "closed", "RULE": "visited", "SAY": "news", "DONE": "1"}


@pytest.fixture(scope="module")
def started() -> Iterator[Pbx]:
    program = asterisk_or_skip()
    values = example_values(short_folder("visit"), program)
    duties = [NativeDuty(line, [Change(0, NATIVE)], int(time.time()) + 86_400, [], NATIVE) for line in values.lines]
    write_duty(values, render_duty(duties).text)
    with booted(values, program) as running:
        yield running


@pytest.fixture
async def asterisk(started: Pbx) -> Pbx:
    await started.silent()
    await started.console.say("dialplan reload")  # closes the circuit breaker: its globals begin anew
    started.begin()
    return started


@asynccontextmanager
async def controller(pbx: Pbx, answers: dict[str, dict[str, str]], *, closes: bool = True) -> AsyncIterator[list[str]]:
    """Answers the questions named here, hangs on others. Yields the questions it was asked."""
    asked: list[str] = []
    conversations: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.add(writer)
        head = (await reader.readuntil(b"\n\n")).decode()
        question = head.split("agi_network_script: ", 1)[1].splitlines()[0]
        assert f"agi_arg_1: {pbx.values.agi_token}\n" in head
        asked.append(question)
        if values := answers.get(question.partition("?")[0]):
            pairs = ",".join(f"HOTLINE_{name}={value}" for name, value in values.items())
            writer.write(f'EXEC MSet "{pairs}"\n'.encode())
            await reader.readline()
        if closes and question.partition("?")[0] in answers:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", pbx.values.ports.fastagi)
    try:
        yield asked
    finally:
        server.close()
        for writer in conversations:
            writer.close()


async def presses(call: Call, key: str) -> None:
    await call.hears("menu-main", within=6)
    call.press(key)


async def test_a_visits_answer_is_taken_and_the_question_says_line_choice_and_key(asterisk: Pbx) -> None:
    async with controller(asterisk, {"choose": WHOLE}) as asked, asterisk.caller() as call:
        await presses(call, "0")
        line = await asterisk.line("ROUTED")
    (question,) = asked
    told, _, arrived = question.rpartition("&arrived=")
    assert told == "choose?line=spot&choice=pressed&key=0"
    assert 0 <= line.at - int(arrived) < 10
    assert line.data[3] == "visit"
    assert line.data[7] == "visited"


async def test_a_key_with_a_meaning_in_addresses_reaches_the_controller_as_it_was_pressed(asterisk: Pbx) -> None:
    async with controller(asterisk, {"choose": WHOLE}) as asked, asterisk.caller() as call:
        for times in range(3):
            await call.hears("menu-main", since=len(call.heard) if times else 0, within=6)
            call.press("#")
        await asterisk.line("ROUTED")
    assert asked[0].startswith("choose?line=spot&choice=wrong_key&key=%23&")


async def test_a_key_pressed_the_moment_the_call_is_answered_is_heard(asterisk: Pbx) -> None:
    async with controller(asterisk, {"choose": WHOLE}) as asked, asterisk.caller() as call:
        call.press("0")
        await asterisk.line("ROUTED")
    assert asked[0].startswith("choose?line=spot&choice=pressed&key=0&")


async def test_a_controller_that_hangs_costs_two_seconds_and_loses_neither_key_nor_caller(asterisk: Pbx) -> None:
    half = {"LINE": "yunnan", "STATE": "open", "PLAN": "yunnan-experts:3", "ORDER": "YN-1"}
    async with controller(asterisk, {"choose": half}, closes=False), asterisk.caller() as call:
        await presses(call, "0")
        pressed = asyncio.get_running_loop().time()
        await call.hears("closed-intro", within=VISIT_S)
        assert asyncio.get_running_loop().time() - pressed < VISIT_S
    line = await asterisk.line("ROUTED")
    assert line.data[1:6] == ("0", "pressed", "native", "closed", "")


async def test_an_answer_that_is_not_whole_is_none(asterisk: Pbx) -> None:
    half = {"STATE": "open", "PLAN": "yunnan-experts:3"}
    async with controller(asterisk, {"choose": half}), asterisk.caller() as call:
        await presses(call, "0")
        line = await asterisk.line("ROUTED")
    assert line.data[3:6] == ("native", "closed", "")


async def test_after_two_hung_visits_nobody_asks_for_five_seconds(asterisk: Pbx) -> None:
    async with controller(asterisk, {}) as asked:
        for _ in range(2):
            async with asterisk.caller() as call:
                await presses(call, "0")
                await call.hears("closed-intro", within=VISIT_S + 0.5)
        async with asterisk.caller() as call:
            await presses(call, "0")
            await call.hears("closed-intro", within=1)
    assert len(asked) == 2


async def test_a_caller_who_leaves_during_a_hung_visit_leaves_no_channel_behind(asterisk: Pbx) -> None:
    async with controller(asterisk, {}) as asked, asterisk.caller() as call:
        await presses(call, "0")
        await until("the visit hangs", lambda: asked, within=2)
        await call.hang_up()
        assert (await asterisk.line("ENDED", within=2)).data[1] == "chosen"
        await asterisk.silent(within=2)


async def test_the_token_is_in_no_log_when_nobody_listens(asterisk: Pbx) -> None:
    async with asterisk.caller() as call:
        await presses(call, "0")
        assert (await asterisk.line("ROUTED")).data[3] == "native"
    logs = asterisk.values.places.var / "log" / "asterisk"
    failure = f"agi://127.0.0.1:{asterisk.values.ports.fastagi}/choose"
    await until("the failure is told", lambda: failure in (logs / "messages").read_text("utf-8", "replace"), within=5)
    written = {file.name: file.read_text("utf-8", errors="replace") for file in logs.rglob("*") if file.is_file()}
    assert [name for name, text in written.items() if asterisk.values.agi_token in text] == []


async def test_a_line_without_a_duty_table_goes_to_the_people_named_for_that(asterisk: Pbx) -> None:
    elsewhere = {"LINE": "hainan", "STATE": ""}
    async with controller(asterisk, {"choose": elsewhere}), asterisk.caller() as call:
        await presses(call, "0")
        line = await asterisk.line("ROUTED")
        await call.hears("unserved-offer", within=5)
    assert line.data[3:8] == ("native", "undecided", "spot-experts:5", "undecided_group", "no-duty-table")
