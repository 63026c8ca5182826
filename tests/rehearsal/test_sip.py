"""A caller of ours rings a phone of ours directly, with no exchange between: the telephone itself is right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.digest import Account, authorization
from app.rehearsal.sip.ear import AGENT, CALLER, FRAME, Hearing, prompts_in
from app.rehearsal.sip.link import Link
from app.rehearsal.sip.message import Message, fresh_tag, parse, reply
from app.rehearsal.sip.phone import Manners, Phase, Phone, Ring
from app.rehearsal.waiting import until

HOST = "127.0.0.1"
ACCOUNT = Account("xh-expert-1", "a secret")


@asynccontextmanager
async def registrar(said: list[Message]) -> AsyncIterator[Link]:
    """Takes every REGISTER that brings credentials."""

    def serve(message: Message) -> None:
        said.append(message)
        if message["Authorization"]:
            link.answer(message, reply(message, 200, "OK", tag=fresh_tag()))
            return
        challenge = 'Digest realm="hotline",nonce="n1",opaque="o",algorithm=MD5,qop="auth"'
        link.answer(message, reply(message, 401, "Unauthorized", tag="t", more=(("WWW-Authenticate", challenge),)))

    link = await Link.open(serve, (HOST, 0))
    try:
        yield link
    finally:
        link.close()


def contact_of(said: list[Message]) -> Destination:
    host, _, port = said[-1]["Contact"].rpartition("@")[2].rstrip(">").partition(":")
    return Destination("here", (host, int(port)))


def _heard(ring: Ring, digits: str) -> bool:
    return ring.media is not None and ring.media.digits == digits and ring.media.packets >= 5


async def test_a_caller_and_a_phone_talk_and_press_keys() -> None:
    said: list[Message] = []
    async with registrar(said) as link, Phone(ACCOUNT, link.address, Manners(rings=0, talks=None)) as phone:
        async with dial(contact_of(said), Identity("13800138000", "张三")) as call:
            call.press("3#")
            ring = phone.rings[0]
            await until("the phone hears tone and keys", lambda: _heard(ring, "3#"), within=2)
        await until("the phone knows of the end", lambda: ring.phase is Phase.ENDED, within=2)
    assert call.answered
    assert call.hung_up
    assert call.heard == [AGENT]
    assert ring.media is not None
    assert ring.media.hearing.names == [CALLER]
    assert ring.caller == "13800138000"
    assert call.media.packets > 0


async def test_the_phone_hangs_up_first_when_it_has_talked_enough() -> None:
    said: list[Message] = []
    async with (
        registrar(said) as link,
        Phone(ACCOUNT, link.address, Manners(rings=0, talks=0.05)),
        dial(contact_of(said), Identity("13800138000")) as call,
    ):
        assert await call.ended(within=2)
    assert not call.hung_up


async def test_a_second_caller_hears_busy() -> None:
    said: list[Message] = []
    async with registrar(said) as link, Phone(ACCOUNT, link.address, Manners(rings=0)):
        to = contact_of(said)
        async with dial(to, Identity("1")) as first, dial(to, Identity("2")) as second:
            assert (first.code, second.code) == (200, 486)


async def test_a_caller_who_stops_waiting_cancels() -> None:
    said: list[Message] = []
    async with registrar(said) as link, Phone(ACCOUNT, link.address, Manners(answers=False)) as phone:
        to = contact_of(said)

        async def impatient() -> None:
            async with dial(to, Identity("1")):
                raise AssertionError("the phone never answers")

        dialling = asyncio.create_task(impatient())
        await until("the phone rings", lambda: phone.rings, within=2)
        dialling.cancel()
        await until("the ringing ends", lambda: phone.rings[0].phase is Phase.MISSED, within=2)


def test_a_prompt_is_recognised_by_the_first_frame_that_is_its_own(tmp_path: Path) -> None:
    silence, shared, own = bytes([255]) * FRAME, b"s" * FRAME, b"o" * FRAME
    (tmp_path / "digits").mkdir()
    (tmp_path / "welcome.ulaw").write_bytes(silence + shared + own + b"tail")
    (tmp_path / "digits" / "3.ulaw").write_bytes(silence + shared + b"3" * FRAME)
    hearing = Hearing(prompts_in(tmp_path), {})
    for frame in (silence, shared, own, silence, b"3" * FRAME, own):
        hearing.frame(frame)
    assert hearing.names == ["welcome", "digits/3", "welcome"]


def test_a_digest_is_the_one_of_the_standard() -> None:
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    told = authorization(challenge, Account("Mufasa", "Circle Of Life"), "GET", "/dir/index.html")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in told


def test_a_message_survives_being_written_and_read() -> None:
    message = Message("OPTIONS sip:a@b SIP/2.0", (("Via", "SIP/2.0/UDP h:1;branch=z9"), ("X", "\udcd6ü")), b"body")
    again = parse(bytes(message))
    assert again is not None
    assert (again.start, again.branch, again["x"], again.body) == (message.start, "z9", "\udcd6ü", b"body")


def test_what_is_not_sip_is_let_pass() -> None:
    assert parse(b"\r\n\r\n") is None
    assert parse(b"\x00") is None
