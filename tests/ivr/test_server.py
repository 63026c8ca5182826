"""Visits on a real socket: what Asterisk may say, and what is no visit at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialplan.conf import Unsendable, agi_argument
from ivr.agi import LINE_BYTES, AgiSession, Refused
from ivr.server import QUERY_FIELDS, Asked, Patience, read_question
from tests.ivr.asterisk_twin import USAGE, AsteriskTwin, words_of

TOKEN = "the-right-token"
CHOOSE = "choose?line=yunnan&choice=pressed&key=3"
COUNT = "${QUEUE_MEMBER(yunnan-experts,ready)}"
MANY_FIELDS = "&".join(f"k{n}=v" for n in range(QUERY_FIELDS + 1))
Listening = Callable[..., AbstractAsyncContextManager[tuple[str, int]]]


class Curious:
    """Asks once, sets what it heard, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.heard: list[str] = []
        self.hung_up: list[bool] = []

    async def __call__(self, asked: Asked, session: AgiSession) -> None:
        self.asked.append(asked)
        try:
            self.heard.append(await session.evaluate(COUNT))
        except Refused as refusal:
            self.heard.append(str(refusal))
        self.hung_up.append(session.hung_up)
        await session.set_variables({"HOTLINE_DONE": "1"})


async def test_a_visit_tells_who_calls_whom_about_what(listening: Listening) -> None:
    answer = Curious()
    async with listening(answer) as address:
        visit = await AsteriskTwin(address, TOKEN, members={"yunnan-experts": (3, 2, 1)}).ask(CHOOSE)
    (asked,) = answer.asked
    assert (asked.call, asked.caller_number, asked.dialled) == ("n1-1795304994.0", "13800138000", "4001595598")
    assert (asked.question.value, dict(asked.arguments)) == (
        "choose",
        {"line": "yunnan", "choice": "pressed", "key": "3"},
    )
    assert answer.heard == ["1"]
    assert visit.done


async def test_a_withheld_number_is_no_number(listening: Listening) -> None:
    answer = Curious()
    async with listening(answer) as address:
        await AsteriskTwin(address, TOKEN, caller="").ask(CHOOSE)
    assert answer.asked[0].caller_number == ""


async def test_trying_lines_and_hangups_out_of_turn_are_no_answers(listening: Listening) -> None:
    answer = Curious()
    async with listening(answer) as address:
        twin = AsteriskTwin(address, TOKEN, members={"yunnan-experts": (3, 2, 1)}, chatter=b"100 Trying...\nHANGUP\n")
        visit = await twin.ask(CHOOSE)
    assert (answer.heard, answer.hung_up, visit.done) == (["1"], [True], True)


async def test_after_a_hangup_asterisk_refuses_and_the_visit_ends(listening: Listening) -> None:
    answer = Curious()
    async with listening(answer) as address:
        visit = await AsteriskTwin(address, TOKEN, hangs_up_at=0).ask(CHOOSE)
    assert not visit.done
    assert answer.hung_up == [True]


@pytest.mark.parametrize(
    "refusal", [USAGE, b"510 Invalid or unknown command\n", b"511 Command Not Permitted on a dead channel\n"]
)
async def test_a_refusal_of_one_line_or_many_is_one_answer(listening: Listening, refusal: bytes) -> None:
    answer = Curious()
    async with listening(answer) as address:
        visit = await AsteriskTwin(address, TOKEN, refusal=refusal).ask(CHOOSE)
    assert answer.heard == [f"{refusal[:3].decode()} to GET"]
    assert visit.done


@pytest.mark.parametrize(
    "nonsense",
    [
        b"what?\n",
        b"\n",
        b"200\n",
        b"200 result=" + b"9" * 5_000 + b"\n",
        b"x" * (LINE_BYTES + 9) + b"\n",
        b"520-\n" * 60,
    ],
)
async def test_what_is_no_reply_ends_the_visit_or_is_an_empty_one(listening: Listening, nonsense: bytes) -> None:
    answer = Curious()
    async with listening(answer) as address:
        await AsteriskTwin(address, TOKEN, refusal=nonsense).ask(CHOOSE)
        beside = await AsteriskTwin(address, TOKEN).ask(CHOOSE)
    assert beside.done


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"agi_network_script: choose\nagi_arg_1: the-right-token",
        b"agi_x: y\n" * LINE_BYTES,
        b"agi_x: " + b"y" * LINE_BYTES + b"\n\n",
        b"\xff\xfe\x00\n\n",
        b"agi_network_script: choose\nagi_arg_1: the-right-token\nnot_agi: x\n\n",
    ],
)
async def test_what_is_no_header_is_shown_the_door_and_asked_nothing(listening: Listening, head: bytes) -> None:
    answer = Curious()
    async with listening(answer) as address:
        reader, writer = await asyncio.open_connection(*address)
        with suppress(ConnectionError):
            writer.write(head)
            writer.write_eof()
            assert await reader.read() == b""
        writer.close()
    assert answer.asked == []


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"agi_network_script": "choose", "agi_arg_1": "a-wrong-token"}, "another token"),
        ({"agi_network_script": "choose", "agi_arg_1": ""}, "an empty token"),
        ({"agi_network_script": "choose", "agi_arg_1": f"{TOKEN}é"}, "not ASCII"),
        ({"agi_network_script": "choose", "agi_arg_2": TOKEN}, "the token in another place"),
        ({"agi_network_script": "choose"}, "no token"),
        ({"agi_network_script": f"{TOKEN}/choose"}, "the token in the address, where a log would show it"),
        ({"agi_arg_1": TOKEN}, "no question"),
        ({"agi_network_script": "drop-everything", "agi_arg_1": TOKEN}, "unknown question"),
        ({"agi_network_script": "Choose", "agi_arg_1": TOKEN}, "another case"),
        ({"agi_network_script": f"choose?{MANY_FIELDS}", "agi_arg_1": TOKEN}, "too many fields"),
        ({}, "nothing"),
    ],
)
def test_a_visit_without_our_token_or_question_is_refused(header: dict[str, str], why: str) -> None:
    assert read_question(header, TOKEN) is None


async def test_a_refused_visit_hears_nothing_and_the_next_one_is_answered(listening: Listening) -> None:
    answer = Curious()
    async with listening(answer) as address:
        refused = await AsteriskTwin(address, "a-wrong-token").ask(CHOOSE)
        many = await AsteriskTwin(address, TOKEN).ask(f"choose?{MANY_FIELDS}")
        good = await AsteriskTwin(address, TOKEN).ask(CHOOSE)
    assert (refused.commands, many.commands, good.done) == ([], [], True)


async def test_a_visit_has_its_time_and_no_more(listening: Listening) -> None:
    async def never(_asked: Asked, _session: AgiSession) -> None:
        await asyncio.get_running_loop().create_future()

    async with listening(never, Patience(visit=0.02)) as address:
        assert (await AsteriskTwin(address, TOKEN).ask(CHOOSE)).commands == []


async def test_who_does_not_say_what_it_wants_has_less(listening: Listening) -> None:
    answer = Curious()
    async with listening(answer, Patience(header=0.02)) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"agi_network: yes\n")
        assert await reader.read() == b""
        writer.close()
    assert answer.asked == []


async def test_a_fault_of_the_answerer_stays_in_its_visit(
    listening: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    async def fault(asked: Asked, _session: AgiSession) -> None:
        raise KeyError(asked.arguments["line"])

    async with listening(fault) as address:
        for _ in range(3):
            assert (await AsteriskTwin(address, TOKEN).ask(CHOOSE)).commands == []
    assert caplog.text.count("call n1-1795304994.0, choose failed") == 3


@settings(max_examples=30)
@given(st.text(max_size=60) | st.text(alphabet='"\\ $\n\r;\t', max_size=12))
def test_a_value_arrives_at_asterisk_as_it_was_or_not_at_all(value: str) -> None:
    try:
        command = f"GET FULL VARIABLE {agi_argument(value)}"
    except Unsendable:
        return
    assert "\n" not in command
    assert words_of(command) == ["GET", "FULL", "VARIABLE", value]
