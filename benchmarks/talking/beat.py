"""Speaks for many telephones at once: G.711 every 20 ms on each of their sockets, by one thread, and reads nothing.

Our rehearsal's audio wakes up an event loop for each packet, which fifty calls would keep a core busy with. Here the
20 ms are cut into slots of one millisecond, so that Asterisk is not hit by all at once; what comes in is left to the
kernel, which throws it away. How late the thread was itself is kept: a gap that it made is not Asterisk's.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from types import TracebackType

from app.rehearsal.sip.ear import DEAF, Known
from app.rehearsal.sip.media import PACKET_S, SAMPLES, Media
from app.rehearsal.sip.message import Address
from app.rehearsal.sip.sdp import ULAW, Peer

SLOTS = 20
SLOT_S = PACKET_S / SLOTS
SWITCH_S = 1e-4  # the interpreter's lock is handed over so soon: each packet asks for it, and Python's 5 ms are 5 slots
SMALLEST_BUFFER = 2_304  # bytes; the kernel's least, for sockets that nobody reads
_QUIET = bytes([0xFF, 0x7F]) * (SAMPLES // 2)  # µ-law of next to nothing


class Voice:
    """One telephone's stream: its socket, where to, and the packet that is counted up and sent again and again."""

    def __init__(self, sock: socket.socket, to: Address) -> None:
        self._sock, self._to = sock, to
        self._sequence = self._stamp = 0
        self._packet = bytearray(struct.pack("!BBHII", 0x80, ULAW, 0, 0, id(self) & 0xFFFFFFFF) + _QUIET)

    def speak(self) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._stamp = (self._stamp + SAMPLES) & 0xFFFFFFFF
        struct.pack_into("!HI", self._packet, 2, self._sequence, self._stamp)
        with suppress(OSError):  # closed in this very moment, or the kernel has no room: as on a real line
            self._sock.sendto(self._packet, self._to)


class Beat:
    """The thread. ``with Beat() as beat``; telephones join by :meth:`audio`."""

    def __init__(self) -> None:
        self.late: list[float] = []
        """Seconds by which each slot was late; cleared by whoever measures."""
        self._slots: list[list[Voice]] = [[] for _ in range(SLOTS)]
        self._joined = 0
        self._usual_switch_s = sys.getswitchinterval()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beat", daemon=True)

    def __enter__(self) -> Beat:
        sys.setswitchinterval(SWITCH_S)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        sys.setswitchinterval(self._usual_switch_s)

    async def audio(self, host: str, side: str, *, voice: bool = True, known: Known = DEAF) -> Media:
        """For a telephone that speaks by this beat and hears nothing."""
        return BeatAudio(self, host, side, voice=voice, known=known)

    def join(self, voice: Voice) -> None:
        self._slots[self._joined % SLOTS].append(voice)
        self._joined += 1

    def part(self, voice: Voice) -> None:
        for slot in self._slots:
            if voice in slot:
                slot.remove(voice)

    def _run(self) -> None:
        with suppress(PermissionError):  # a telephone has a processor of its own; without this it shows in ``late``
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))  # of this thread alone
        due, slot = time.monotonic(), 0
        while not self._stop.is_set():
            due += SLOT_S
            wait = due - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self.late.append(max(time.monotonic() - due, 0.0))
            for voice in tuple(self._slots[slot]):
                voice.speak()
            slot = (slot + 1) % SLOTS


class BeatAudio(Media):
    """A telephone's audio whose packets the beat sends."""

    def __init__(self, beat: Beat, host: str, side: str, *, voice: bool, known: Known) -> None:
        super().__init__(side, voice=voice, known=known)
        self._drum = beat
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
        self.sock.setblocking(False)
        self.sock.bind((host, 0))

    @property
    def address(self) -> Address:
        host, port = self.sock.getsockname()
        return host, port

    async def speak(self, peer: Peer) -> None:
        voice = Voice(self.sock, peer.address)
        self._drum.join(voice)
        try:
            await asyncio.get_running_loop().create_future()  # until cancelled
        finally:
            self._drum.part(voice)

    def close(self) -> None:
        self.sock.close()
