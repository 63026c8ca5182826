"""A caller's voice as a capture file, which is what SIPp plays: silence in µ-law, and one key in it (RFC 4733)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

FRAME_S = 0.02
SAMPLES = 160  # of one packet at 8 kHz
SILENCE = b"\xff" * SAMPLES
VOICE, EVENT = 0, 96  # payload types, as the scenario's SDP offers them
KEY_FRAMES = 5  # a key held for 100 ms
END_COPIES = 3
LOUDNESS = 10  # dBm0 below zero
PORT = 30_000  # SIPp puts its own in place of it

_FILE = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)  # a pcap of Ethernet frames
_ETHERNET = bytes(12) + b"\x08\x00"
_LOOPBACK = bytes((127, 0, 0, 1))


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet; ``stamp`` counts samples."""

    at: float
    payload_type: int
    stamp: int
    payload: bytes
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """Seconds from the answer on. In between the telephone sends nothing, as many do while nobody speaks."""

    pressed_at: float
    listens_from: float
    speaks_from: float
    ends_at: float


def capture(key: str, speech: Speech) -> bytes:
    """The whole file, in which ``key`` (a digit) is pressed."""
    packets = sorted(_packets(int(key), speech), key=lambda one: one.at)
    return _FILE + b"".join(_record(number, packet) for number, packet in enumerate(packets, start=1))


def _packets(key: int, speech: Speech) -> Iterator[Packet]:
    pressed = round(speech.pressed_at / FRAME_S)
    for frame in range(round(speech.ends_at / FRAME_S)):
        if _speaks(frame * FRAME_S, speech) and not pressed <= frame < pressed + KEY_FRAMES:
            yield Packet(frame * FRAME_S, VOICE, frame * SAMPLES, SILENCE)
    for held in range(KEY_FRAMES):
        yield _event(key, pressed, held + 1, at=(pressed + held) * FRAME_S)
    released = (pressed + KEY_FRAMES) * FRAME_S
    for copy in range(END_COPIES):
        yield _event(key, pressed, KEY_FRAMES, at=released + copy * 1e-4, ended=True)


def _speaks(at: float, speech: Speech) -> bool:
    return at < speech.listens_from or at >= speech.speaks_from


def _event(key: int, pressed: int, frames: int, *, at: float, ended: bool = False) -> Packet:
    payload = struct.pack("!BBH", key, ended << 7 | LOUDNESS, frames * SAMPLES)
    return Packet(at, EVENT, pressed * SAMPLES, payload, marked=frames == 1 and not ended)


def _record(number: int, packet: Packet) -> bytes:
    frame = _frame(number, packet)
    second, fraction = divmod(round(packet.at * 1e6), 1_000_000)
    return struct.pack("<IIII", second, fraction, len(frame), len(frame)) + frame


def _frame(number: int, packet: Packet) -> bytes:
    """RTP in UDP in IPv4; the sums are left to SIPp, which makes headers of its own."""
    kind = packet.marked << 7 | packet.payload_type
    rtp = struct.pack("!BBHII", 0x80, kind, number, packet.stamp, 0x5EED) + packet.payload
    udp = struct.pack("!HHHH", PORT, PORT, 8 + len(rtp), 0) + rtp
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + _LOOPBACK * 2
    return _ETHERNET + ip + udp
