"""The FastAGI server among hostile peers: none of them stops or slows the visits of real calls."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

from dialplan.words import Variable
from ivr.agi import AgiSession
from ivr.server import HEADER_SECONDS, VISIT_SECONDS, Asked, FastAgiServer

TOKEN = "the-right-token"
PROMPT_S = 0.5  # far below the 2 s that the dialplan waits
ANSWERED = ['GET FULL VARIABLE "${QUEUE_MEMBER(yunnan-experts,ready)}"', 'EXEC MSet "HOTLINE_DONE=1"']
Peer = tuple[asyncio.StreamReader, asyncio.StreamWriter]

pytestmark = pytest.mark.live


async def answer(asked: Asked, session: AgiSession) -> None:
    """Every question with one variable, after asking for one, as real visits do."""
    await session.evaluate("${QUEUE_MEMBER(yunnan-experts,ready)}")
    await session.set_variables({Variable.DONE.value: "1"})


def free_address() -> tuple[str, int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host, port = probe.getsockname()
    return host, port


@pytest.fixture
async def door() -> AsyncIterator[tuple[str, int]]:
    address = free_address()
    async with FastAgiServer(address, TOKEN, answer):
        yield address


def header(token: str = TOKEN, question: str = "choose?line=yunnan&choice=pressed&key=3") -> bytes:
    who = ("agi_uniqueid: n1-1.0", "agi_callerid: 13800138000")
    return "\n".join((f"agi_network_script: {question}", *who, f"agi_arg_1: {token}", "", "")).encode()


async def good_visit(door: tuple[str, int]) -> list[str]:
    """What Asterisk does: header, then an answer to each command; returns the commands. In good time, or it fails."""
    commands = []
    async with asyncio.timeout(PROMPT_S):
        reader, writer = await asyncio.open_connection(*door)
        writer.write(header())
        while line := (await reader.readline()).decode().strip():
            commands.append(line)
            writer.write(b"200 result=1 (2)\n")
        writer.close()
    return commands


async def say_nothing(peer: Peer) -> None:
    """Half open: connected, and then silence."""
    await peer[0].read()


async def leave_at_once(peer: Peer) -> None:
    """A port probe: the peer that stops panoramisk's server for good."""


async def never_end_the_header(peer: Peer) -> None:
    with suppress(ConnectionError):
        for n in range(10_000):
            peer[1].write(f"agi_line_{n}: {'x' * 100}\n".encode())
            await peer[1].drain()
            await asyncio.sleep(0)  # the server lives in this loop too


async def never_end_the_line(peer: Peer) -> None:
    with suppress(ConnectionError):
        for _ in range(200):
            peer[1].write(b"x" * 10_000)
            await peer[1].drain()
            await asyncio.sleep(0)


async def talk_garbage(peer: Peer) -> None:
    peer[1].write(b"GET / HTTP/1.1\r\nHost: \xff\xfe\x00\r\n\r\n")
    await peer[0].read()


async def drip(peer: Peer) -> None:
    """A byte now and then, as long as the server bears it."""
    with suppress(ConnectionError):
        for byte in header():
            peer[1].write(bytes([byte]))
            await peer[1].drain()
            if await at_end(peer[0], 0.2):
                return


async def bring_a_wrong_token(peer: Peer) -> None:
    peer[1].write(header(token="a-wrong-token"))
    assert await peer[0].read() == b""


async def ask_an_unknown_question(peer: Peer) -> None:
    peer[1].write(header(question="drop-everything"))
    assert await peer[0].read() == b""


async def leave_in_mid_command(peer: Peer) -> None:
    peer[1].write(header())
    await peer[0].readline()


async def never_answer_a_command(peer: Peer) -> None:
    peer[1].write(header())
    await peer[0].read()


async def answer_nonsense(peer: Peer) -> None:
    peer[1].write(header() + b"200 result=" + b"9" * 6_000 + b"\n" + b"what?\n")
    await peer[0].read()


async def hang_up_in_mid_command(peer: Peer) -> None:
    """Asterisk says HANGUP out of turn; the reply that follows is still read as the reply."""
    peer[1].write(header())
    await peer[0].readline()
    peer[1].write(b"HANGUP\n100 Trying\n200 result=1 (2)\n")
    assert (await peer[0].readline()).startswith(b'EXEC MSet "HOTLINE_DONE=')
    peer[1].write(b"HANGUP\n511 Command Not Permitted on a dead channel\n")
    assert await peer[0].read() == b""


async def at_end(reader: asyncio.StreamReader, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            return await reader.read(1) == b""
    except (TimeoutError, ConnectionError):
        return False


HOSTILE: tuple[Callable[[Peer], Awaitable[None]], ...] = (
    *(say_nothing, leave_at_once, never_end_the_header, never_end_the_line, talk_garbage, drip),
    *(bring_a_wrong_token, ask_an_unknown_question, leave_in_mid_command, never_answer_a_command),
    *(answer_nonsense, hang_up_in_mid_command),
)


async def meet(door: tuple[str, int], behave: Callable[[Peer], Awaitable[None]]) -> None:
    """One hostile peer, which the server has shown the door when its time is over."""
    peer = await asyncio.open_connection(*door)
    try:
        async with asyncio.timeout(HEADER_SECONDS + VISIT_SECONDS):
            with suppress(ConnectionError):
                await behave(peer)
    finally:
        peer[1].close()


@pytest.mark.parametrize("behave", HOSTILE, ids=lambda behave: str(behave.__name__))
async def test_a_hostile_peer_does_not_touch_the_visit_beside_it(
    door: tuple[str, int], behave: Callable[[Peer], Awaitable[None]]
) -> None:
    async with asyncio.TaskGroup() as peers:
        hostile = [peers.create_task(meet(door, behave)) for _ in range(5)]
        for _ in range(5):
            assert await good_visit(door) == ANSWERED
        for peer in hostile:
            peer.cancel()  # who would stay until the server loses patience: the crowd below waits for that


async def test_a_crowd_of_all_of_them_is_shown_the_door_and_slows_no_call(door: tuple[str, int]) -> None:
    async with asyncio.TaskGroup() as peers:
        for behave in HOSTILE * 5:
            peers.create_task(meet(door, behave))
        for _ in range(50):
            assert await good_visit(door) == ANSWERED
    assert await good_visit(door) == ANSWERED


async def test_a_server_that_closes_answers_the_visits_under_way_and_no_new_ones() -> None:
    address = free_address()
    async with FastAgiServer(address, TOKEN, answer) as server:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(header())
        await reader.readline()
        closing = asyncio.create_task(server.__aexit__())
        await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*address)
        writer.write(b"200 result=1 (2)\n")
        assert (await reader.readline()).decode().strip() == ANSWERED[-1]
        writer.write(b"200 result=1\n")
        await closing
        writer.close()
