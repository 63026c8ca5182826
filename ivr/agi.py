"""One FastAGI visit as Asterisk speaks it: a header, then commands and replies, line by line.

Source: Asterisk's "AGI" reference and ``res_agi.c`` (reply codes 200, 510, 511, 520; ``HANGUP`` lines out of turn).
A reply is never a string beyond this file: it is a :class:`Reply`, or one of two exceptions.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialplan.conf import agi_argument, assignments

LINE_BYTES = 8_192  # longest line, or whole header, that we read; Asterisk's own buffer is 2 KiB

_REPLY = re.compile(r"([0-9]{3})([ -])(?:result=(-?[0-9]{1,10}))?(?: ?\((.*)\))?", re.DOTALL)
_USAGE_LINES = 40  # a refusal that begins with 520- goes on until a line that begins with "520 "


class PeerGone(Exception):
    """The peer closed, or stopped being Asterisk: nothing more can be asked or answered."""


class Refused(Exception):
    """Asterisk did not understand a command, or would not carry it out."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What Asterisk answered: ``result`` as it defines it for the command, ``data`` what stood in parentheses."""

    code: int
    result: int
    data: str | None


class AgiSession:
    """The commands a visit needs, on one connection. Deadlines are the server's: it bounds the whole visit."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.hung_up = False

    async def header(self) -> Mapping[str, str]:
        """The variables ``agi_…`` that open a visit; raises :class:`PeerGone` on anything else."""
        try:
            raw = await self._reader.readuntil(b"\n\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError) as error:
            raise PeerGone("the header does not end") from error
        return dict(map(_variable, raw[:-2].decode(errors="replace").split("\n")))

    async def set_variables(self, values: Mapping[str, str]) -> None:
        """All of them by one command: the caller waits for one round trip, and never has half an answer."""
        await self._command(f"EXEC MSet {agi_argument(assignments(values))}")

    async def evaluate(self, expression: str) -> str:
        """An expression such as ``${QUEUE_MEMBER(spot-experts,ready)}`` as Asterisk evaluates it; empty if unset."""
        reply = await self._command(f"GET FULL VARIABLE {agi_argument(expression)}")
        return reply.data or ""

    async def _command(self, line: str) -> Reply:
        self._writer.write(line.encode() + b"\n")
        try:
            await self._writer.drain()
        except ConnectionError as error:
            raise PeerGone(str(error)) from error
        reply = await self._reply()
        if reply.code != 200:
            raise Refused(f"{reply.code} to {line.split(' ', 2)[0]}")
        return reply

    async def _reply(self) -> Reply:
        """The next reply, past ``100 Trying`` and ``HANGUP`` lines, which would put us one answer behind for good."""
        while True:
            line = await self._line()
            if line == "HANGUP":
                self.hung_up = True
                continue
            match = _REPLY.match(line)
            if match is None:
                raise PeerGone("what came was no AGI reply")
            if match[1] == "100":
                continue
            if match[2] == "-":
                await self._skip_usage(match[1])
            return Reply(int(match[1]), int(match[3] or -1), match[4])

    async def _skip_usage(self, code: str) -> None:
        """The rest of a reply of several lines, which would be taken for the answers to the next commands."""
        for _ in range(_USAGE_LINES):
            if (await self._line()).startswith(f"{code} "):
                return
        raise PeerGone("a reply that does not end")

    async def _line(self) -> str:
        try:
            raw = await self._reader.readline()
        except (ValueError, ConnectionError) as error:  # ValueError: longer than the reader's limit
            raise PeerGone(str(error)) from error
        if not raw.endswith(b"\n"):
            raise PeerGone("the connection ended")
        return raw[:-1].rstrip(b"\r").decode(errors="replace")


def _variable(line: str) -> tuple[str, str]:
    name, colon, value = line.rstrip("\r").partition(":")
    if not colon or not name.startswith("agi_"):
        raise PeerGone("what came was no AGI header")
    return name, value.removeprefix(" ")  # an empty value loses its blank in some versions
