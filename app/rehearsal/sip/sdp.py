"""Offer and answer of one audio stream: G.711 and RFC 4733 digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.rehearsal.sip.message import Address

ULAW = 0
EVENTS = 101


@dataclass(frozen=True, slots=True)
class Peer:
    """Where the other side wants its audio, and the payload type it gave digits (None: it takes none)."""

    address: Address
    events: int | None


def describe(address: Address, events: int = EVENTS) -> bytes:
    """Our description; as an answer it repeats the payload type that the offer gave to digits."""
    host, port = address
    lines = (
        "v=0",
        f"o=- {port} 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {ULAW} {events}",
        f"a=rtpmap:{ULAW} PCMU/8000",
        f"a=rtpmap:{events} telephone-event/8000",
        f"a=fmtp:{events} 0-16",
        "a=ptime:20",
        "a=sendrecv",
    )
    return ("\r\n".join(lines) + "\r\n").encode()


def read(body: bytes) -> Peer | None:
    """The peer's description; None where there is no audio in it."""
    text = body.decode("utf-8", "replace")
    host = re.search(r"^c=IN IP4 (\S+)", text, re.MULTILINE)
    audio = re.search(r"^m=audio (\d+) ", text, re.MULTILINE)
    events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", text, re.MULTILINE)
    if host is None or audio is None:
        return None
    return Peer((host[1], int(audio[1])), int(events[1]) if events else None)
