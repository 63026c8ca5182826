"""A caller's audio that is measured: when a key ended on the wire, and a line that loses packets by chance."""

from __future__ import annotations

import random
import time

from app.rehearsal.sip.ear import Known
from app.rehearsal.sip.media import Media
from app.rehearsal.sip.message import Address

RTP_HEAD = 12
ULAW = 0
END_BIT = 0x80  # of the second byte of a telephone-event (RFC 4733 §2.3.2)


def key_ends(packet: bytes) -> bytes | None:
    """The timestamp of the key whose end this RTP packet tells; None for any other packet."""
    if packet[1] & 0x7F == ULAW or len(packet) < RTP_HEAD + 4 or not packet[RTP_HEAD + 1] & END_BIT:
        return None
    return packet[4:8]


class KeyAudio(Media):
    """Notes when the first packet with the E bit of each key left, by the wall clock, just before it is sent."""

    def __init__(self, side: str, *, voice: bool, known: Known) -> None:
        super().__init__(side, voice=voice, known=known)
        self.keys_ended: list[float] = []
        self._last_key = b""

    def leave(self, packet: bytes, to: Address) -> None:
        key = key_ends(packet)
        if key is not None and key != self._last_key:
            self._last_key = key
            self.keys_ended.append(time.time())
        super().leave(packet, to)


class LossyAudio(Media):
    """Loses packets by chance, once it is told to; ``sent`` and ``lost`` count from then on."""

    def __init__(self, side: str, *, voice: bool, known: Known) -> None:
        super().__init__(side, voice=voice, known=known)
        self.sent = self.lost = 0
        self._loss = 0.0
        self._chance = random.Random()  # noqa: S311 a bad line, not a secret

    def lose(self, share: float, seed: int) -> None:
        """Each packet with this probability from now on; the same ``seed``, the same losses."""
        self._loss = share
        self._chance.seed(seed)

    def leave(self, packet: bytes, to: Address) -> None:
        gone = self._chance.random() < self._loss
        if self._loss:
            self.sent += 1
            self.lost += gone
        if not gone:
            super().leave(packet, to)
