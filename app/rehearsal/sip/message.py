"""A SIP message: start line, headers in order, body. Reading and writing only, no behaviour."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

Address = tuple[str, int]
Headers = tuple[tuple[str, str], ...]

_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response. Text outside ASCII travels as it came (``surrogateescape``)."""

    start: str
    headers: Headers
    body: bytes = b""

    @property
    def is_response(self) -> bool:
        return self.start.startswith("SIP/2.0 ")

    @property
    def method(self) -> str:
        """The request's method; of a response, that of the request it answers."""
        return self["CSeq"].split()[-1] if self.is_response else self.start.split()[0]

    @property
    def code(self) -> int:
        return int(self.start.split()[1])

    @property
    def branch(self) -> str:
        return parameter(self["Via"], "branch")

    @property
    def cseq(self) -> int:
        return int(self["CSeq"].split()[0])

    def __getitem__(self, name: str) -> str:
        """The first header of that name, empty where there is none."""
        return next(iter(self.every(name)), "")

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    def __bytes__(self) -> bytes:
        lines = [self.start, *(f"{key}: {value}" for key, value in self.headers), f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + self.body


def parse(data: bytes) -> Message | None:
    """The message in a datagram; None for a keep-alive or anything that is not SIP."""
    head, separator, body = data.partition(b"\r\n\r\n")
    start, *lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "surrogateescape")).split("\r\n")
    if not separator or "SIP/2.0" not in start:
        return None
    pairs = (line.partition(":") for line in lines)
    named = ((_COMPACT.get(key.strip().lower(), key.strip()), value.strip()) for key, _, value in pairs)
    return Message(start, tuple((key, value) for key, value in named if key.lower() != "content-length"), body)


def reply(request: Message, code: int, phrase: str, *, tag: str = "", more: Headers = (), body: bytes = b"") -> Message:
    """A response to ``request``; ``tag`` is ours in the To header."""
    to = request["To"] if not tag or parameter(request["To"], "tag") else f"{request['To']};tag={tag}"
    same = tuple((key, value) for key, value in request.headers if key.lower() in ("via", "from", "call-id", "cseq"))
    return Message(f"SIP/2.0 {code} {phrase}", (*same, ("To", to), *more), body)


def parameter(value: str, name: str) -> str:
    """``tag`` or ``branch`` or the like after a header's value, empty where absent."""
    found = re.search(rf";\s*{name}=([^;,>\s]+)", value)
    return found[1] if found else ""


def uri(value: str) -> str:
    """What stands between the angle brackets of a From, To or Contact."""
    found = re.search(r"<([^>]+)>", value)
    return found[1] if found else value.partition(";")[0].strip()


def fresh_branch() -> str:
    return f"z9hG4bK{secrets.token_hex(8)}"


def fresh_tag() -> str:
    return secrets.token_hex(5)
