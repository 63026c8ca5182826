"""What is made of probe calls: when a key ended on the wire, which keys were heard, what the node's log says."""

from __future__ import annotations

import asyncio
import struct
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rehearsal.sip.ear import DEAF
from app.rehearsal.sip.message import Address
from benchmarks.keys.audio import KeyAudio, LossyAudio, key_ends
from benchmarks.keys.books import visits_in
from benchmarks.keys.compared import Compared, compared
from benchmarks.keys.digits import keys_of
from benchmarks.keys.latency import delays
from benchmarks.keys.probe import Rung

NOWHERE: Address = ("127.0.0.1", 9)


def event(end: bool, stamp: int = 7) -> bytes:
    head = struct.pack("!BBHII", 0x80, 101, 1, stamp, 9)
    return head + struct.pack("!BBH", 3, 0x80 | 10 if end else 10, 960)


def test_only_the_packets_of_an_event_with_the_end_bit_end_a_key() -> None:
    voice = struct.pack("!BBHII", 0x80, 0, 1, 7, 9) + b"\xff" * 160
    assert key_ends(voice) is None
    assert key_ends(event(end=False)) is None
    assert key_ends(event(end=True, stamp=7)) == key_ends(event(end=True, stamp=7)) != key_ends(event(True, stamp=8))


class Wire(KeyAudio):
    """Keeps what left instead of sending it."""

    def __init__(self) -> None:
        super().__init__("caller", voice=False, known=DEAF)
        self.left: list[bytes] = []
        self._transport = NowhereTransport(self.left)


class NowhereTransport(asyncio.DatagramTransport):
    def __init__(self, left: list[bytes]) -> None:
        super().__init__()
        self._left = left

    def sendto(self, data: bytes | bytearray | memoryview, addr: object = None) -> None:  # noqa: ARG002 asyncio's
        self._left.append(bytes(data))


def test_each_key_is_noted_once_when_its_first_end_packet_leaves() -> None:
    wire = Wire()
    for packet in (event(False, 7), event(True, 7), event(True, 7), event(True, 7), event(True, 8)):
        wire.leave(packet, NOWHERE)
    assert len(wire.keys_ended) == 2
    assert len(wire.left) == 5, "noting a packet does not hold it back"


class BadWire(LossyAudio):
    def __init__(self) -> None:
        super().__init__("caller", voice=False, known=DEAF)
        self.left: list[bytes] = []
        self._transport = NowhereTransport(self.left)


def test_a_bad_line_loses_the_same_packets_for_the_same_seed_and_none_before_it_is_told_to() -> None:
    def lost(seed: int) -> list[bytes]:
        wire = BadWire()
        wire.leave(b"before", NOWHERE)
        wire.lose(0.05, seed)
        for n in range(2_000):
            wire.leave(n.to_bytes(2, "big"), NOWHERE)
        assert wire.left[0] == b"before"
        assert (wire.sent, wire.lost) == (2_000, 2_001 - len(wire.left))
        return wire.left

    assert lost(1) == lost(1) != lost(2)
    assert 60 < 2_001 - len(lost(1)) < 140


@pytest.mark.parametrize(
    ("sent", "heard", "lost", "extra"),
    [
        ("1234", "1234", 0, 0),
        ("1234", "134", 1, 0),
        ("1234", "12234", 0, 1),
        ("121", "11", 1, 0),
        ("1234", "", 4, 0),
        ("12", "132", 0, 1),
    ],
)
def test_lost_and_extra_keys_are_told_apart(sent: str, heard: str, lost: int, extra: int) -> None:
    assert compared(sent, heard) == Compared(lost, extra)


@given(st.text("0123456789", max_size=30), st.text("0123456789", max_size=30))
def test_what_was_heard_is_what_was_sent_less_the_lost_plus_the_extra(sent: str, heard: str) -> None:
    found = compared(sent, heard)
    assert len(sent) - found.lost == len(heard) - found.extra >= 0
    assert compared(sent, sent) == Compared(0, 0)


def test_no_key_is_pressed_twice_running() -> None:
    keys = keys_of(3, 500)
    assert len(keys) == 500
    assert all(one != following for one, following in pairwise(keys))
    assert keys == keys_of(3, 500) != keys_of(4, 500)


def test_the_nodes_log_tells_when_a_choice_was_answered() -> None:
    log = [
        "2026-11-22 11:56:05.250000+08:00 INFO ivr.server: call n1-17.0: choose answered in 7.1 ms\n",
        "2026-11-22 03:56:06.000000+00:00 WARNING ivr.visits: call n1-17.1 routed; its order follows: not done\n",
    ]
    assert visits_in(log) == {"n1-17.0": datetime(2026, 11, 22, 3, 56, 5, 250_000, tzinfo=UTC).timestamp()}


def test_the_prompts_between_are_no_delay_and_an_order_that_is_not_there_is_late() -> None:
    rungs = [Rung(100.0, 106.53, "a"), Rung(200.0, 206.51, None), None]
    seen = delays(rungs, {"a": 100.008}, prompts_s=6.5)
    assert seen.answered == pytest.approx([0.008])
    assert seen.rang == pytest.approx([0.03, 0.01])
    assert (seen.orders_late, seen.unheard) == (1, 1)
