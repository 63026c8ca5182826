"""Listens to a few of the calls: the gaps between packets as the kernel stamped their arrival, not as we read them.

So a listener that has to wait for the processor sees the same gaps as one that has not.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Sequence
from itertools import pairwise

from app.rehearsal.sip.ear import DEAF, Known
from app.rehearsal.sip.media import Media
from app.rehearsal.sip.sdp import ULAW, Peer
from benchmarks.talking.beat import Beat, BeatAudio

SO_TIMESTAMPNS = 35  # Linux's asm-generic/socket.h; Python does not name it
_TIMESPEC = struct.Struct("@ll")
ROOMY_BUFFER = 1 << 20  # bytes: a second of packets while the reader waits
ENOUGH = 2_048  # bytes of one packet


class ListeningAudio(BeatAudio):
    """Speaks by the beat like the others, and keeps when each packet of voice came."""

    def __init__(self, beat: Beat, host: str, side: str, *, voice: bool, known: Known) -> None:
        super().__init__(beat, host, side, voice=voice, known=known)
        self.arrivals: list[float] = []
        self.closed = False
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOMY_BUFFER)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    def close(self) -> None:
        self.closed = True
        super().close()

    async def speak(self, peer: Peer) -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(self.sock, self._read)
        try:
            await super().speak(peer)
        finally:
            loop.remove_reader(self.sock)

    def _read(self) -> None:
        if self.closed:  # in the same turn of the loop in which a packet came
            return
        data, ancillary, _, _ = self.sock.recvmsg(ENOUGH, socket.CMSG_SPACE(_TIMESPEC.size))
        for level, kind, stamp in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS) and data[1] & 0x7F == ULAW:
                seconds, nanoseconds = _TIMESPEC.unpack(stamp)
                self.arrivals.append(seconds + nanoseconds / 1e9)


class Listeners:
    """The first ``most`` calls that are open listen; all others only speak."""

    def __init__(self, beat: Beat, most: int) -> None:
        self._beat, self._most = beat, most
        self._opened: list[ListeningAudio] = []

    async def audio(self, host: str, side: str, *, voice: bool = True, known: Known = DEAF) -> Media:
        self._opened = [one for one in self._opened if not one.closed]
        if len(self._opened) >= self._most:
            return await self._beat.audio(host, side, voice=voice, known=known)
        self._opened.append(ListeningAudio(self._beat, host, side, voice=voice, known=known))
        return self._opened[-1]

    def begin(self) -> None:
        """Forget what came so far."""
        for one in self._opened:
            one.arrivals.clear()

    def gaps(self) -> list[float]:
        """Seconds between packets, of all streams that are listened to, since :meth:`begin`."""
        return [gap for one in self._opened for gap in gaps_of(one.arrivals)]


def gaps_of(arrivals: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(arrivals)]
