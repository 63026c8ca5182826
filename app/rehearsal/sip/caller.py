"""A caller: dials, speaks, presses keys, listens, hangs up or is hung up on."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from app.rehearsal.sip.dialog import Dialog, request
from app.rehearsal.sip.ear import CALLER, DEAF, Known
from app.rehearsal.sip.link import Exchange, Link
from app.rehearsal.sip.media import Media, OpenMedia
from app.rehearsal.sip.message import Address, Message, fresh_tag, reply
from app.rehearsal.sip.sdp import describe, read


class NotHeard(Exception):
    """The caller waited for a prompt or a voice that did not come."""


@dataclass(frozen=True, slots=True)
class Destination:
    """What is dialled: a number at an exchange."""

    number: str
    at: Address


@dataclass(slots=True)
class Call:
    """One call as its caller sees it. Instants are the event loop's clock."""

    code: int
    media: Media
    at: float
    """When the far end answered or refused."""
    dialog: Dialog | None = None
    ended_at: float | None = None
    hung_up: bool = False
    """True when the caller ended the call, not the far end."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answered(self) -> bool:
        return self.code == 200

    @property
    def heard(self) -> list[str]:
        """Prompts and voices recognised so far, in order."""
        return self.media.hearing.names

    def press(self, keys: str) -> None:
        self.media.press(keys)

    async def hears(self, *wanted: str, since: int = 0, within: float) -> str:
        """Wait for one of these prompts or voices, heard at place ``since`` or later, while the call lasts."""
        listening = asyncio.create_task(self.media.hearing.until(*wanted, since=since))
        ending = asyncio.create_task(self.gone.wait())
        try:
            await asyncio.wait((listening, ending), timeout=within, return_when=asyncio.FIRST_COMPLETED)
            if not listening.done():
                raise NotHeard(f"{' or '.join(wanted)} within {within:g} s; heard {self.heard}")
            return listening.result()
        finally:
            listening.cancel()
            ending.cancel()

    async def ended(self, within: float) -> bool:
        """Wait for the far end to hang up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.gone.wait()
        return self.gone.is_set()

    async def hang_up(self) -> None:
        if self.dialog is None or self.gone.is_set():
            return
        self.hung_up = True
        self._over()
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self.dialog.ask("BYE").final()

    def serve(self, message: Message) -> None:
        """A request from the far end inside this call."""
        assert self.dialog is not None  # noqa: S101 only dialled calls serve
        self.dialog.link.answer(message, reply(message, 200, "OK", tag=fresh_tag()))
        if message.method == "BYE":
            self._over()

    def _over(self) -> None:
        if not self.gone.is_set():
            self.ended_at = asyncio.get_running_loop().time()
            self.gone.set()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: the number in From, and the name beside it (raw, so that a test can be naughty)."""

    number: str
    name: str = ""


@asynccontextmanager
async def dial(
    to: Destination, who: Identity, *, voice: bool = True, known: Known = DEAF, audio: OpenMedia = Media.open
) -> AsyncIterator[Call]:
    """Call, wait for the answer or the refusal, and hang up at the end if still in the call.

    ``known``: the prompts that the caller recognises; ``audio``: what it speaks and hears with.
    """
    calls: list[Call] = []

    def serve(message: Message) -> None:
        for call in calls:
            call.serve(message)

    link = await Link.open(serve, (to.at[0], 0))
    media = await audio(to.at[0], CALLER, voice=voice, known=known)
    speaking: asyncio.Task[None] | None = None
    try:
        invite = _invite(to, who, link.address, media.address)
        exchange = link.ask(invite, to.at)
        response = await _final(link, exchange, invite, to)
        call = Call(response.code, media, asyncio.get_running_loop().time())
        calls.append(call)
        if call.answered:
            call.dialog = Dialog.answered(link, to.at, invite, response)
            exchange.acknowledge(call.dialog.message("ACK", invite.cseq))
            if (peer := read(response.body)) is not None:
                speaking = asyncio.create_task(media.speak(peer))
        yield call
        await call.hang_up()
    finally:
        if speaking is not None:
            speaking.cancel()
        media.close()
        link.close()


def _invite(to: Destination, who: Identity, local: Address, audio: Address) -> Message:
    target = f"sip:{to.number}@{to.at[0]}:{to.at[1]}"
    name = f'"{who.name}" ' if who.name else ""
    ends = (
        ("From", f"{name}<sip:{who.number}@{local[0]}>;tag={fresh_tag()}"),
        ("To", f"<{target}>"),
        ("Call-ID", secrets.token_hex(12)),
        ("CSeq", "1 INVITE"),
    )
    return request("INVITE", target, ends, local, body=describe(audio))


async def _final(link: Link, exchange: Exchange, invite: Message, to: Destination) -> Message:
    """The final response; whoever stops waiting for it cancels the call."""
    try:
        return await exchange.final()
    except asyncio.CancelledError:
        kept = tuple(pair for pair in invite.headers if pair[0] in ("Via", "From", "To", "Call-ID", "Max-Forwards"))
        start = invite.start.replace("INVITE", "CANCEL", 1)
        link.send(Message(start, (*kept, ("CSeq", f"{invite.cseq} CANCEL"))), to.at)
        raise
