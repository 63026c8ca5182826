"""SIPp's files as we write and read them: its statistics, its injection file, the voice it plays."""

from __future__ import annotations

import struct

from benchmarks.sipp.callers import callers_file
from benchmarks.sipp.phones import person_line
from benchmarks.sipp.sound import END_COPIES, EVENT, KEY_FRAMES, Speech, capture
from benchmarks.sipp.statistics import Tally, read_tally

HEAD = "StartTime;CurrentTime;TotalCallCreated;SuccessfulCall(C);FailedCall(C);Retransmissions(C);answered(C);\n"
FIRST = "x;2026-11-22\t04:00:01.5\t1795320001.500000;10;4;0;0;3;\n"
SECOND = "x;2026-11-22\t04:00:02.5\t1795320002.500000;20;15;1;2;14;\n"


def test_the_last_whole_line_is_the_tally() -> None:
    assert read_tally(HEAD + FIRST + SECOND + "x;2026-11-22\t04:0") == Tally(20, 15, 1, 2, 14)


def test_nothing_has_happened_before_the_first_line() -> None:
    assert read_tally("") == read_tally(HEAD) == Tally()


def test_callers_have_no_column_of_what_telephones_took() -> None:
    head = HEAD.replace("answered(C);", "")
    assert read_tally(head + FIRST.replace(";3;", ";")) == Tally(10, 4, 0, 0, 0)


def test_failures_and_retransmissions_are_not_clean() -> None:
    assert Tally(5, 5).clean
    assert not Tally(5, 4, failed=1).clean
    assert not Tally(5, 5, retransmissions=1).clean


def test_callers_press_the_keys_in_turn_from_numbers_of_their_own() -> None:
    lines = callers_file("01", 4).splitlines()
    assert lines[0] == "SEQUENTIAL"
    assert [line.split(";")[0] for line in lines[1:]] == ["0", "1", "0", "1"]
    assert len({line.split(";")[1] for line in lines[1:]}) == 4


def test_a_voice_presses_its_key_once_and_is_silent_while_it_listens() -> None:
    packets = list(_rtp(capture("3", Speech(pressed_at=0.4, listens_from=1.0, speaks_from=2.0, ends_at=2.5))))
    events = [(at, payload) for at, kind, payload in packets if kind & 0x7F == EVENT]
    assert len(events) == KEY_FRAMES + END_COPIES
    assert {payload[0] for _, payload in events} == {3}
    assert sum(payload[1] >> 7 for _, payload in events) == END_COPIES
    assert not [at for at, _, _ in packets if 1.0 <= at < 2.0]
    assert [at for at, _, _ in packets] == sorted(at for at, _, _ in packets)


def _rtp(file: bytes) -> list[tuple[float, int, bytes]]:
    """When, payload type with marker, payload; read back without our own code."""
    found, at = [], 24
    while at < len(file):
        second, fraction, size, _ = struct.unpack_from("<IIII", file, at)
        rtp = file[at + 16 + 14 + 20 + 8 : at + 16 + size]
        found.append((second + fraction / 1e6, rtp[1], rtp[12:]))
        at += 16 + size
    return found


def test_a_password_stands_in_quotes_because_sipp_reads_a_bare_0x_as_hexadecimal() -> None:
    assert person_line("a-1", "0xNFNQ") == 'a-1;[authentication username=a-1 password="0xNFNQ"];'
