"""A real HTTP gateway and a real mail server, on loopback, that do as they are told and remember what came."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from aiohttp import web

from notices.notice import Channel, Kind, Letter, Notice
from storage.database import Database
from tests.notices.hook_house import HookHouse, Receiver, receiving

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in Guangzhou


def a_notice(key: str = "YN-20261123-0007/handle/1/breach", at: datetime = NOW, kind: Kind = Kind.BREACH) -> Notice:
    zh, en = "工单 YN-20261123-0007 处置并回单已超时", "Order YN-20261123-0007: handle and reply is late"
    return Notice(key, kind, "YN-20261123-0007", zh, en, at)


def a_letter(channel: Channel = Channel.SMS, to: str = "head") -> Letter:
    notice = a_notice()
    return Letter(
        id=1,
        key=f"{notice.key}/{channel.value}/{to}",
        channel=channel,
        to=to,
        kind=notice.kind.value,
        subject=notice.subject,
        zh=notice.zh,
        en=notice.en,
        at=notice.at,
        created_at=notice.at,
        attempts=1,
    )


@dataclass
class Gateway:
    """An SMS provider. ``status`` and ``answer`` are what it says; it remembers what it heard."""

    url: str = ""
    status: int = 200
    answer: str = '{"code": 0}'
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, path with query, body."""
    headers: list[dict[str, str]] = field(default_factory=list)
    answering: Callable[[web.Request], Awaitable[web.Response]] | None = None
    """In place of ``take``, where a test wants it to go wrong."""

    async def answered(self, request: web.Request) -> web.Response:
        return await (self.answering or self.take)(request)

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((request.method, request.path_qs, await request.text()))
        self.headers.append(dict(request.headers))
        return web.Response(status=self.status, text=self.answer, headers={"Location": "/elsewhere"})


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    there = Gateway()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", there.answered)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    there.url = f"http://{host}:{port}/sms"
    yield there
    await runner.cleanup()


@dataclass
class PostOffice:
    """A mail server that speaks SMTP, without sign-in; ``refuses`` are addresses that it does not know."""

    port: int = 0
    refuses: set[str] = field(default_factory=set)
    busy: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    open: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.open.add(task)
        writer.write(b"421 try later\r\n" if self.busy else b"220 post.example ESMTP\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                text = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(_message(text))
            writer.write(self._answer(verb, line).encode())
            if verb == "QUIT":
                break
        writer.close()
        self.open.discard(task)

    def _answer(self, verb: str, line: str) -> str:
        if verb == "RCPT" and any(address in line for address in self.refuses):
            return "550 no such mailbox\r\n"
        if verb == "EHLO":
            return "250-post.example\r\n250-8BITMIME\r\n250 SIZE 1000000\r\n"
        return "221 bye\r\n" if verb == "QUIT" else "250 OK\r\n"


def _message(text: bytes) -> EmailMessage:
    found = email.message_from_bytes(text.removesuffix(b".\r\n"), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture
async def post_office() -> AsyncIterator[PostOffice]:
    there = PostOffice()
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    async with server:
        yield there
        server.close()
        if there.open:
            await asyncio.wait(there.open)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as there:
        yield there


@pytest.fixture
async def other() -> AsyncIterator[Receiver]:
    async with receiving() as there:
        yield there


@pytest.fixture
def house(db: Database) -> HookHouse:
    return HookHouse(db)
