"""The open WebSockets, by session: a session's end closes its own, at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from storage.ids import PersonId

SESSION_ENDED = 4401  # close code: private range, in memory of HTTP's 401
CLOSE_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Socket:
    person: PersonId
    token: str
    ws: web.WebSocketResponse


class Sockets:
    def __init__(self) -> None:
        self._open: set[Socket] = set()

    @contextmanager
    def opened(self, person: PersonId, token: str, ws: web.WebSocketResponse) -> Iterator[None]:
        socket = Socket(person, token, ws)
        self._open.add(socket)
        try:
            yield
        finally:
            self._open.discard(socket)

    def __iter__(self) -> Iterator[Socket]:
        return iter(tuple(self._open))

    def __len__(self) -> int:
        return len(self._open)

    async def end_session(self, token: str) -> None:
        await self._close(socket for socket in self if socket.token == token)

    async def end_all(self) -> None:
        await self._close(iter(self))

    async def _close(self, sockets: Iterator[Socket]) -> None:
        closing = [
            asyncio.ensure_future(socket.ws.close(code=SESSION_ENDED, message=b"session ended")) for socket in sockets
        ]
        if closing:
            await asyncio.wait(closing, timeout=CLOSE_WITHIN_S)

    async def broadcast(self, message: dict[str, Any]) -> None:
        """Send this to every screen; only for what everybody may know."""
        text = json.dumps(message, ensure_ascii=False)
        sending = [asyncio.ensure_future(socket.ws.send_str(text)) for socket in self if not socket.ws.closed]
        if sending:
            await asyncio.wait(sending, timeout=CLOSE_WITHIN_S)
