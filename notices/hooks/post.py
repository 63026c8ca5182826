"""One attempt to hand an event over: an HTTP POST that goes where it is allowed to, waits, reads and follows little."""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from storage.masked import masked_text

from .target import HookSettings, host_of, why_not

MOST_ANSWER = 4 * 1024  # bytes of an answer that are read
SHOWN = 160  # characters of it that are kept
LONGEST_WAIT = timedelta(hours=1)
"""What a receiver may ask for with Retry-After."""
_ITSELF = frozenset({408, 425, 429})
"""Answers of 4xx that are about the receiver and not about the event."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt."""

    taken: bool = False
    error: str = ""
    away: bool = False
    """The receiver is at fault, and the next event would fare no better; otherwise it does not like this event."""
    gone: bool = False
    """It said that it wants nothing any more."""
    wait: timedelta = timedelta(0)
    """It asked for so long a pause."""


class Post:
    """A way to one receiver, for as long as there is something to send: connections are used again. A context."""

    def __init__(self, url: str, settings: HookSettings) -> None:
        self._url = url
        self._settings = settings
        self._host = host_of(url)
        connector = TCPConnector(socket_factory=self._socket)
        self._session = ClientSession(
            connector=connector,
            timeout=ClientTimeout(total=settings.timeout.total_seconds()),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": "hotline-webhooks/1"},
        )

    async def __aenter__(self) -> Post:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._session.close()

    async def send(self, body: str, headers: Mapping[str, str]) -> Answer:
        """Never raises for what the receiver does."""
        forbidden = why_not(self._url, self._settings)
        if forbidden is not None:
            return Answer(error=f"notices.yaml: {forbidden}", away=True)
        try:
            async with self._session.post(
                self._url,
                data=body.encode(),
                headers={"Content-Type": "application/json", **headers},
                allow_redirects=False,
            ) as answer:
                if 200 <= answer.status < 300:
                    return Answer(taken=True)  # whatever else it has to say
                said = await answer.content.read(MOST_ANSWER)
                return judged(answer.status, said, answer.headers.get("Retry-After", ""))
        except TimeoutError:
            return Answer(error=f"no answer within {self._settings.timeout.total_seconds():g} s", away=True)
        except (ClientError, OSError, ValueError) as error:
            return Answer(error=shown(f"{type(error).__name__}: {error}"), away=True)

    def _socket(self, where: tuple[int, int, int, str, tuple[str, int]]) -> socket.socket:
        """At the moment of connecting: this very address, whatever the name resolved to before."""
        family, kind, protocol, _, address = where
        if not self._settings.may_connect(self._host, str(address[0])):
            words = f"{self._host} leads to {address[0]}, which notices.yaml does not allow"
            raise PermissionError(errno.EACCES, words)
        return socket.socket(family, kind, protocol)


def judged(status: int, said: bytes, retry_after: str) -> Answer:
    """What an answer other than success means."""
    about = " (redirects are not followed)" if 300 <= status < 400 else ""
    error = f"HTTP {status}{about} {shown(said.decode('utf-8', 'replace'))}".strip()
    if status == 410:
        return Answer(error=error, away=True, gone=True)
    asked = int(retry_after) if re.fullmatch(r"[0-9]{1,6}", retry_after) else 0
    wait = min(timedelta(seconds=asked), LONGEST_WAIT)
    return Answer(error=error, away=not 400 <= status < 500 or status in _ITSELF, wait=wait)


def shown(said: str) -> str:
    """What somebody else said, as it may stand in a list, a log and a database: one line, short, masked."""
    words = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in " ".join(said.split()))
    return masked_text(words)[:SHOWN]
