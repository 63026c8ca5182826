"""An agent's phone: registers under the agent's account, rings, answers, talks, hangs up or is hung up on."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType

from app.rehearsal.sip.dialog import Dialog, request
from app.rehearsal.sip.digest import Account, authorization
from app.rehearsal.sip.ear import AGENT
from app.rehearsal.sip.link import Link, came_from
from app.rehearsal.sip.media import Media, OpenMedia
from app.rehearsal.sip.message import Address, Message, fresh_tag, parameter, reply, uri
from app.rehearsal.sip.sdp import Peer, describe, read

EXPIRES_S = 60


class RegistrationRefused(Exception):
    """The registrar would not have this account."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a phone behaves. ``talks`` None: until the caller hangs up."""

    answers: bool = True
    rings: float = 1.0  # seconds
    talks: float | None = None  # seconds
    voice: bool = True


class Phase(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"
    MISSED = "missed"


@dataclass(slots=True)
class Ring:
    """A call that came to a phone. Instants are the event loop's clock."""

    caller: str
    rang_at: float
    phase: Phase = Phase.RINGING
    answered_at: float | None = None
    ended_at: float | None = None
    media: Media | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)


Notice = Callable[["Phone", Ring], None]


class Phone:
    """Registered between ``async with`` and its end. One call at a time; a second caller hears busy."""

    def __init__(
        self,
        account: Account,
        registrar: Address,
        manners: Manners | None = None,
        notice: Notice | None = None,
        audio: OpenMedia = Media.open,
    ) -> None:
        self.account = account
        self.manners = manners or Manners()
        self.rings: list[Ring] = []
        self._registrar = registrar
        self._notice = notice
        self._audio = audio
        self._living: dict[str, Ring] = {}
        self._invites: dict[str, Message] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._registration, self._sequence = secrets.token_hex(8), 0
        self._link: Link

    async def __aenter__(self) -> Phone:
        self._link = await Link.open(self._serve, (self._registrar[0], 0))
        try:
            await self._register(EXPIRES_S)
        except BaseException:
            self._link.close()
            raise
        self._start(self._stay_registered())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(RegistrationRefused, TimeoutError):
            async with asyncio.timeout(1):
                await self._register(0)
        self._link.close()

    @property
    def busy(self) -> bool:
        return bool(self._living)

    async def _stay_registered(self) -> None:
        while True:
            await asyncio.sleep(EXPIRES_S * random.uniform(0.4, 0.6))  # noqa: S311 many do not come all at once
            with suppress(RegistrationRefused):  # Asterisk is away: tried again in half a minute
                await self._register(EXPIRES_S)

    async def _register(self, expires: int) -> None:
        response = await self._link.ask(self._registration_request(expires), self._registrar).final()
        if response.code == 401:
            told = authorization(response["WWW-Authenticate"], self.account, "REGISTER", self._registrar_uri)
            again = self._registration_request(expires, ("Authorization", told))
            response = await self._link.ask(again, self._registrar).final()
        if response.code != 200:
            raise RegistrationRefused(f"{self.account.name}: {response.start}")

    @property
    def _registrar_uri(self) -> str:
        return f"sip:{self._registrar[0]}:{self._registrar[1]}"

    def _registration_request(self, expires: int, *more: tuple[str, str]) -> Message:
        self._sequence += 1
        us = f"<sip:{self.account.name}@{self._registrar[0]}>"
        ends = (
            ("From", f"{us};tag={fresh_tag()}"),
            ("To", us),
            ("Call-ID", self._registration),
            ("CSeq", f"{self._sequence} REGISTER"),
        )
        headers = (("Expires", str(expires)), *more)
        return request("REGISTER", self._registrar_uri, ends, self._link.address, more=headers)

    def _serve(self, message: Message) -> None:
        call = message["Call-ID"]
        if message.method == "INVITE":
            self._invited(message)
        elif message.method in ("CANCEL", "BYE"):
            known = self._living.get(call)
            self._link.answer(message, reply(message, 200 if known else 481, "OK" if known else "No Such Call"))
            if known:
                known.gone.set()
        else:
            self._link.answer(message, reply(message, 200, "OK", tag=fresh_tag()))

    def _invited(self, invite: Message) -> None:
        ring = self._living.get(invite["Call-ID"])
        if ring is not None and ring.media is not None:
            self._link.answer(invite, self._ok(invite, ring.media, read(invite.body), ""))
        elif self.busy:
            self._link.answer(invite, reply(invite, 486, "Busy Here", tag=fresh_tag()))
        else:
            self._start(self._take(invite))

    async def _take(self, invite: Message) -> None:
        caller = uri(invite["From"]).removeprefix("sip:").partition("@")[0]
        ring = Ring(caller, asyncio.get_running_loop().time())
        self.rings.append(ring)
        self._living[invite["Call-ID"]] = ring
        try:
            self._tell(ring, Phase.RINGING)
            await self._converse(invite, ring)
        finally:
            self._living.pop(invite["Call-ID"])
            ring.ended_at = asyncio.get_running_loop().time()
            self._tell(ring, Phase.MISSED if ring.answered_at is None else Phase.ENDED)

    async def _converse(self, invite: Message, ring: Ring) -> None:
        tag = fresh_tag()
        self._link.answer(invite, reply(invite, 180, "Ringing", tag=tag))
        if await _within(ring.gone, self.manners.rings if self.manners.answers else None):
            self._link.answer(invite, reply(invite, 487, "Request Terminated", tag=tag))
            return
        peer = read(invite.body)
        if peer is None:
            self._link.answer(invite, reply(invite, 488, "Not Acceptable Here", tag=tag))
            return
        ring.media = await self._audio(self._link.address[0], AGENT, voice=self.manners.voice)
        speaking = asyncio.create_task(ring.media.speak(peer))
        try:
            accepted = self._ok(invite, ring.media, peer, tag)
            self._link.answer(invite, accepted)
            ring.answered_at = asyncio.get_running_loop().time()
            self._tell(ring, Phase.TALKING)
            if not await _within(ring.gone, self.manners.talks):
                await self._hang_up(Dialog.accepted(self._link, came_from(invite), invite, accepted))
        finally:
            speaking.cancel()
            ring.media.close()

    async def _hang_up(self, dialog: Dialog) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await dialog.ask("BYE").final()

    def _ok(self, invite: Message, media: Media, peer: Peer | None, tag: str) -> Message:
        host, port = self._link.address
        headers = (("Contact", f"<sip:here@{host}:{port}>"), ("Content-Type", "application/sdp"))
        events = peer.events if peer is not None else None
        body = describe(media.address, events) if events is not None else describe(media.address)
        return reply(invite, 200, "OK", tag=tag or parameter(invite["To"], "tag"), more=headers, body=body)

    def _tell(self, ring: Ring, phase: Phase) -> None:
        ring.phase = phase
        if self._notice is not None:
            self._notice(self, ring)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _within(event: asyncio.Event, seconds: float | None) -> bool:
    """True when the event came in time; waits for ever when ``seconds`` is None."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
