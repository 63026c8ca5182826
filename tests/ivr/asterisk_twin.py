"""A strict twin of Asterisk's side of FastAGI, at the level of the wire: one visit of one call.

What it answers is what ``res_agi.c`` of Asterisk 22 answers: 200, ``510`` to what is no command, ``520-… 520 …`` to a
wrong number of arguments, ``511`` once the caller has hung up, ``HANGUP`` out of turn. It forgives nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

LONGEST_COMMAND = 2_048  # bytes; what is behind them Asterisk takes for the next command
PATIENCE = 5.0  # seconds until a test fails rather than waits
USAGE = (
    b"520-Invalid command syntax.  Proper usage follows:\n"
    b"Usage: EXEC <application> <options>\n"
    b"520 End of proper usage.\n"
)

_MEMBER = re.compile(r"\$\{QUEUE_MEMBER\(([a-z0-9-]+),(logged|free|ready)\)\}")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')

Counts = tuple[int, int, int]
"""Signed in, free, ready."""


@dataclass
class Visit:
    """What came of it: the variables in the order in which they were set, and all commands as they came."""

    variables: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.variables.get("HOTLINE_DONE") == "1"


async def _nothing(_visit: Visit, _command: str) -> None:
    """Nothing happens before a command is carried out."""


@dataclass
class AsteriskTwin:
    """Asks the controller at ``address``. ``before`` happens before a command is carried out."""

    address: tuple[str, int]
    token: str
    caller: str = "13800138000"
    call: str = "n1-1795304994.0"
    members: Mapping[str, Counts] = field(default_factory=dict)
    chatter: bytes = b""
    """What stands before every answer, e.g. ``100 Trying``."""
    hangs_up_at: int | None = None
    """The caller hangs up during this command (counted from 0); from then on the channel is dead."""
    refusal: bytes | None = None
    """The answer to every GET FULL VARIABLE instead of the right one."""
    before: Callable[[Visit, str], Awaitable[None]] = _nothing

    async def ask(self, question: str) -> Visit:
        """One visit, from the header to the end of the connection."""
        visit = Visit()
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(*self.address)
            try:
                writer.write(self.header(question))
                while line := await reader.readline():
                    await self._carry_out(visit, line, writer)
            except ConnectionError:
                pass  # the controller closed while we spoke
            finally:
                writer.close()
        return visit

    def header(self, question: str) -> bytes:
        """The block that opens a visit, as Asterisk 22 sends it."""
        lines = {
            "network": "yes",
            "network_script": question,
            "request": f"agi://{self.address[0]}:{self.address[1]}/{question}",
            "channel": "PJSIP/loopback-00000000",
            "language": "zh",
            "type": "PJSIP",
            "uniqueid": self.call,
            "version": "22.10.1",
            "callerid": self.caller or "unknown",
            "calleridname": "unknown",
            **{"callingpres": "0", "callingani2": "0", "callington": "0", "callingtns": "0"},
            **{"dnid": "4001595598", "rdnis": "unknown", "context": "visit", "extension": "s", "priority": "7"},
            **{"enhanced": "0.0", "accountcode": "", "threadid": "140000000000000"},
            "arg_1": self.token,
        }
        return "".join(f"agi_{name}: {value}\n" for name, value in lines.items()).encode() + b"\n"

    async def _carry_out(self, visit: Visit, line: bytes, writer: asyncio.StreamWriter) -> None:
        assert line.endswith(b"\n"), f"half a command: {line!r}"
        assert len(line) <= LONGEST_COMMAND, "longer than Asterisk reads at once"
        command = line[:-1].decode()
        await self.before(visit, command)
        if len(visit.commands) == self.hangs_up_at:
            writer.write(b"HANGUP\n")
        dead = self.hangs_up_at is not None and len(visit.commands) > self.hangs_up_at
        visit.commands.append(command)
        writer.write(
            self.chatter
            + (
                b"511 Command Not Permitted on a dead channel or intercept routine\n"
                if dead
                else self._answer(visit, words_of(command))
            )
        )

    def _answer(self, visit: Visit, words: list[str]) -> bytes:
        match [word.upper() for word in words[:3]]:
            case ["EXEC", "MSET", *_]:
                if len(words) != 3:
                    return USAGE
                visit.variables |= dict(_pair(pair) for pair in words[2].split(","))
                return b"200 result=0\n"
            case ["GET", "FULL", "VARIABLE"]:
                if self.refusal is not None:
                    return self.refusal
                return f"200 result=1 ({self._evaluated(words[3])})\n".encode() if len(words) == 4 else USAGE
            case _:
                return b"510 Invalid or unknown command\n"

    def _evaluated(self, expression: str) -> str:
        return _MEMBER.sub(lambda found: str(self._count(found[1], found[2])), expression)

    def _count(self, queue: str, what: str) -> int:
        return self.members.get(queue, (0, 0, 0))[("logged", "free", "ready").index(what)]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    assert equals, f"MSet would not know what to set by {text!r}"
    assert not set(value) & set('"\\()'), f"MSet would take {text!r} for something else"
    return name, value


def words_of(command: str) -> list[str]:
    """A command as ``parse_args`` splits it: blanks part words, quotes hold them, a backslash keeps what follows."""
    return [
        re.sub(r"\\(.)", r"\1", found[1]) if found[1] is not None else found[2] for found in _WORD.finditer(command)
    ]
