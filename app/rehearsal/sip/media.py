"""The audio of one call: a steady tone out, digits by RFC 4733, and what comes in, counted and kept."""

from __future__ import annotations

import asyncio
import math
import secrets
import struct
from collections import deque
from typing import Protocol, cast

from app.rehearsal.sip.ear import AGENT, CALLER, DEAF, Hearing, Known
from app.rehearsal.sip.message import Address
from app.rehearsal.sip.sdp import ULAW, Peer

PACKET_S = 0.02
SAMPLES = 160  # of 20 ms at 8 kHz
KEPT_BYTES = 8_000 * 120  # of what was heard: two minutes
EVENT_PACKETS = 5  # of a digit: 100 ms
PAUSE_PACKETS = 5  # between two digits
_KEYS = "0123456789*#"
_HERTZ = {CALLER: 400, AGENT: 1_000}  # each side's voice, told apart in a recording


class Media(asyncio.DatagramProtocol):
    """One RTP socket. Without ``voice`` a single packet opens the way, and then only digits are sent."""

    def __init__(self, side: str, *, voice: bool, known: Known) -> None:
        self.hearing = Hearing(known, _VOICES)
        self.heard = bytearray()
        """G.711 µ-law as it came, to be looked at by a test."""
        self.packets = 0
        self.digits = ""
        """Keys the other side pressed."""
        self._voice = voice
        self._tone = _tone(_HERTZ[side])
        self._pending: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._sequence, self._stamp, self._source = secrets.randbelow(1 << 15), 0, secrets.randbits(32)
        self._event_stamp, self._last_event_stamp = 0, -1
        self._transport: asyncio.DatagramTransport

    @classmethod
    async def open(cls, host: str, side: str, *, voice: bool = True, known: Known = DEAF) -> Media:
        loop = asyncio.get_running_loop()
        _, media = await loop.create_datagram_endpoint(lambda: cls(side, voice=voice, known=known), (host, 0))
        return media

    @property
    def address(self) -> Address:
        host, port = self._transport.get_extra_info("sockname")[:2]
        return host, port

    def press(self, digits: str) -> None:
        """Send these keys one after the other, each for 100 ms."""
        for digit in digits:
            self._pending.extend(_event(digit))
        self._wake.set()

    async def speak(self, peer: Peer) -> None:
        """Send until cancelled, on an even beat."""
        loop = asyncio.get_running_loop()
        self._send(peer.address, ULAW, self._tone, marker=True)
        due = loop.time()
        while True:
            if not (self._voice or self._pending):
                self._wake.clear()
                await self._wake.wait()
                due = loop.time()
            due += PACKET_S
            await asyncio.sleep(due - loop.time())
            self._stamp += SAMPLES
            self._beat(peer)

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # CPython's own class does not say that it is one

    def datagram_received(self, data: bytes, addr: Address) -> None:  # noqa: ARG002 asyncio's signature
        if len(data) < 12:
            return
        payload, stamp = data[1] & 0x7F, int.from_bytes(data[4:8], "big")
        if payload == ULAW:
            self.packets += 1
            self.hearing.frame(data[12:])
            if len(self.heard) < KEPT_BYTES:
                self.heard += data[12:]
        elif len(data) >= 16 and stamp != self._last_event_stamp and data[12] < len(_KEYS):
            self._last_event_stamp = stamp
            self.digits += _KEYS[data[12]]

    def _beat(self, peer: Peer) -> None:
        event = self._pending.popleft() if self._pending else b""
        if event and peer.events is not None:
            begin = event[2:4] == struct.pack("!H", SAMPLES)
            self._event_stamp = self._stamp if begin else self._event_stamp
            self._send(peer.address, peer.events, event, marker=begin, stamp=self._event_stamp)
        elif self._voice:
            self._send(peer.address, ULAW, self._tone)

    def _send(self, to: Address, payload: int, data: bytes, *, marker: bool = False, stamp: int | None = None) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        at = (self._stamp if stamp is None else stamp) & 0xFFFFFFFF
        head = struct.pack("!BBHII", 0x80, payload | (0x80 if marker else 0), self._sequence, at, self._source)
        self.leave(head + data, to)

    def leave(self, packet: bytes, to: Address) -> None:
        """A packet of ours leaves. Who measures or loses packets overrides this."""
        self._transport.sendto(packet, to)


class OpenMedia(Protocol):
    """Opens the audio of one call on an address of this machine; :meth:`Media.open` is the usual one."""

    async def __call__(self, host: str, side: str, *, voice: bool = True, known: Known = DEAF) -> Media: ...


def _event(digit: str) -> list[bytes]:
    """A key's packets: growing durations, the end three times, then silence (empty) before the next key."""
    code = _KEYS.index(digit)
    durations = [SAMPLES * n for n in range(1, EVENT_PACKETS + 1)]
    ends = [struct.pack("!BBH", code, 0x80 | 10, durations[-1] + SAMPLES)] * 3
    return [*(struct.pack("!BBH", code, 10, d) for d in durations), *ends, *[b""] * PAUSE_PACKETS]


def _tone(hertz: int) -> bytes:
    """20 ms of a quiet tone; ``hertz`` is a multiple of 50, so that packets join without a click."""
    return bytes(_ulaw(round(8_000 * math.sin(2 * math.pi * hertz * n / 8_000))) for n in range(SAMPLES))


def _ulaw(sample: int) -> int:
    """One sample by ITU-T G.711 µ-law."""
    sign, magnitude = (0x80, -sample) if sample < 0 else (0, sample)
    magnitude = min(magnitude, 32_635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | (magnitude >> (exponent + 3)) & 0x0F) & 0xFF


_VOICES = {_tone(hertz): side for side, hertz in _HERTZ.items()}
