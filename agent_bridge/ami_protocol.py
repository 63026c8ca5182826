"""panoramisk's connection, cured of what was found wrong with it.

* bytes are cut into messages *before* they are decoded, so a character split over two TCP segments stays whole;
* a list is complete at its end or at an error, never by the wording of an answer;
* an event that nobody reads is let go before it is taken apart, one that is read is taken apart once;
* what comes late for an action that nobody awaits any more is dropped, not taken for an event;
* a connection lives once: nothing is reconnected or sent again behind our back, and its end is told to whoever waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import Any

from panoramisk.actions import Action
from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager
from panoramisk.message import Message

MOST_UNFINISHED = 1 << 20  # bytes of one message; Asterisk's longest are a few thousand
_BANNER = b"Asterisk Call Manager/"
_EVENT = b"Event: "


class ConnectionEnded(Exception):
    """The connection is gone; the action may or may not have been done."""


class PatientAction(Action):  # type: ignore[misc] # panoramisk ships no types
    """One question to Asterisk and all of its answer."""

    def add_message(self, message: Message) -> bool:
        """Takes the next message of the answer; True when the answer is whole."""
        self.responses.append(message)
        if not self._whole(message):
            return False
        if not self.future.done():
            self.future.set_result(self.responses)
        return True

    def _whole(self, message: Message) -> bool:
        if not self.as_list or message.get("response", "") == "Error":
            return True
        return bool(message.get("eventlist", "").lower() in {"complete", "cancelled"})


class WholeMessages(AMIProtocol):  # type: ignore[misc] # panoramisk ships no types
    """The stream as messages, each decoded whole."""

    def __init__(self, link: OneConnection) -> None:
        self._link = link
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.factory = self._link
        self.encoding = "utf-8"

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if self.version is None and not self._take_banner():
            return
        *whole, self._rest = self._rest.split(b"\r\n\r\n")
        if len(self._rest) > MOST_UNFINISHED:
            self.connection_lost(ConnectionEnded("a message without end"))
            return
        for part in whole:
            text = part.lstrip(b"\r\n")
            if self._link.takes(text):
                continue
            message = Message.from_line(text.decode("utf-8", "replace"))
            if message is not None:
                self.handle_message(message)

    def _take_banner(self) -> bool:
        banner, newline, rest = self._rest.partition(b"\r\n")
        if not _BANNER.startswith(banner[: len(_BANNER)]):
            self.connection_lost(ConnectionEnded("not an Asterisk manager port"))
            return False
        if not newline:
            return False
        self.version, self._rest = banner.removeprefix(_BANNER).decode("ascii", "replace"), rest
        return True

    def handle_message(self, message: Message) -> None:
        if message.id is None or message.id in self.responses:
            super().handle_message(message)


def headers_of(message: str) -> dict[str, str]:
    """The headers of an event; of a name that comes again the last."""
    return dict(line.split(": ", 1) for line in message.split("\r\n") if ": " in line)


class OneConnection(Manager):  # type: ignore[misc] # panoramisk ships no types
    """One TCP connection to Asterisk's manager port, from its first byte to its last."""

    def __init__(
        self, on_event: Callable[[Mapping[str, object]], None], *, read: Collection[str] | None = None
    ) -> None:
        """``read``: names of the events that ``on_event`` wants; every event where it is None."""
        super().__init__(loop=asyncio.get_running_loop())
        self._read = None if read is None else frozenset(name.encode() for name in read)
        self.ended: asyncio.Future[str] = self.loop.create_future()
        self._asked: dict[str, PatientAction] = {}
        self._on_event = on_event

    def takes(self, message: bytes) -> bool:
        """True for an event, which is told or let go; what answers an action (a list's have its id) is panoramisk's.

        Asterisk begins an event with its name.
        """
        if not message.startswith(_EVENT) or b"\r\nActionID: " in message:
            return False
        if self._read is None or message.partition(b"\r\n")[0][len(_EVENT) :] in self._read:
            self._on_event(headers_of(message.decode("utf-8", "replace")))
        return True

    async def open(self, host: str, port: int) -> None:
        _, self.protocol = await self.loop.create_connection(lambda: WholeMessages(self), host, port)

    async def ask(self, name: str, fields: Mapping[str, str], *, listing: bool) -> list[Mapping[str, Any]]:
        """Sends one action and waits for its whole answer; the deadline is the caller's. Never sent twice."""
        if self.ended.done():
            raise ConnectionEnded(self.ended.result())
        action = PatientAction({"Action": name, **fields})
        self._asked[action.id] = action
        try:
            self.send_action(action, as_list=listing)
            answer: list[Mapping[str, Any]] = await action.future
            return answer
        finally:
            del self._asked[action.id]
            self.protocol.responses.pop(action.id, None)

    def connection_lost(self, exc: object) -> None:
        """Called by the protocol, once: panoramisk would reconnect here; we end, and say so to all who wait."""
        why = str(exc) if isinstance(exc, Exception) else "closed by Asterisk"
        if not self.ended.done():
            self.ended.set_result(why)
        for action in self._asked.values():
            if not action.future.done():
                action.future.set_exception(ConnectionEnded(why))

    async def send_awaiting_actions(self, *_: object) -> None:
        """panoramisk sends unanswered actions again at FullyBooted; nothing of ours may be done twice."""

    def close(self) -> None:
        super().close()
        self.connection_lost(None)
