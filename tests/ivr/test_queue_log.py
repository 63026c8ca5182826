"""Reading Asterisk's log on: whole lines, once each, through rotation, power cuts and whatever else befalls a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.queue_log import LINES_A_BATCH, Place, parse_line, read_on


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "queue_log"


def add(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def read(path: Path, place: Place | None = None) -> tuple[list[str], Place | None]:
    lines: list[str] = []
    for batch in read_on(path, place):
        lines += batch.lines
        place = batch.place
    return lines, place


def test_a_half_line_waits_for_its_end(log: Path) -> None:
    add(log, b"one\ntw")
    lines, place = read(log)
    assert lines == ["one"]
    add(log, b"o\n")
    assert read(log, place)[0] == ["two"]


def test_what_was_read_is_not_read_again(log: Path) -> None:
    add(log, b"one\ntwo\n")
    _, place = read(log)
    assert read(log, place) == ([], place)
    add(log, b"three\n")
    assert read(log, place)[0] == ["three"]


def test_a_rotated_log_is_finished_before_the_next_is_begun(log: Path) -> None:
    add(log, b"one\n")
    _, place = read(log)
    add(log, b"two\n")
    log.rename(log.with_name("queue_log.0"))
    add(log, b"three\n")
    lines, place = read(log, place)
    assert lines == ["two", "three"]
    assert read(log, place)[0] == []


def test_a_log_that_was_rotated_twice_is_followed_through_both(log: Path) -> None:
    add(log, b"one\n")
    _, place = read(log)
    log.rename(log.with_name("queue_log.1"))
    add(log, b"two\n")
    log.rename(log.with_name("queue_log.0"))
    add(log, b"three\n")
    assert read(log, place)[0] == ["two", "three"]


def test_at_first_everything_that_is_there_is_read_oldest_first(log: Path) -> None:
    add(log.with_name("queue_log.0"), b"one\n")
    add(log, b"two\n")
    assert read(log)[0] == ["one", "two"]


def test_the_end_of_a_rotated_log_that_never_came_is_not_waited_for(log: Path) -> None:
    add(log, b"one\nhal")
    _, place = read(log)
    log.rename(log.with_name("queue_log.0"))
    add(log, b"two\n")
    assert read(log, place)[0] == ["two"]


def test_a_file_that_shrank_is_begun_anew(log: Path) -> None:
    add(log, b"one\ntwo\nthree\n")
    _, place = read(log)
    log.write_bytes(b"four\n")
    assert read(log, place)[0] == ["four"]


def test_when_the_file_is_gone_the_present_log_is_read_whole(log: Path) -> None:
    add(log.with_name("queue_log.3"), b"long ago\n")
    add(log, b"one\n")
    assert read(log, Place(inode=1, offset=4_000))[0] == ["one"]


def test_a_long_log_comes_in_small_batches_each_with_its_place(log: Path) -> None:
    count = 5 * LINES_A_BATCH
    add(log, b"".join(b"line %d %s\n" % (n, b"x" * 400) for n in range(count)))
    batches = list(read_on(log, None))
    assert max(len(batch.lines) for batch in batches) <= LINES_A_BATCH
    for done in range(0, len(batches), 2):
        rest, _ = read(log, batches[done].place)
        assert len(rest) == count - sum(len(batch.lines) for batch in batches[: done + 1])


def test_bytes_that_are_no_text_do_not_stop_the_reader(log: Path) -> None:
    add(log, b"1795304994|n1-1.0|HOTLINE|NONE|ARRIVED|\xb7\xe7|4001595598\n\xff\n\0\0\0\nafter\n")
    lines, _ = read(log)
    assert len(lines) == 4
    parsed = parse_line(lines[0])
    assert parsed is not None
    assert parsed.item(1) == "4001595598"


def test_a_line_is_split_into_its_fields() -> None:
    line = parse_line("1795304994|n1-1.0|yunnan-staff|yn-staff-1|CONNECT|3|n1-9.1|2")
    assert line is not None
    assert line.at == datetime.fromtimestamp(1795304994, UTC)
    assert (line.call, line.queue, line.agent, line.event) == ("n1-1.0", "yunnan-staff", "yn-staff-1", "CONNECT")
    assert (line.item(1), line.item(7)) == ("n1-9.1", "")


@pytest.mark.parametrize(
    "text",
    [
        *("", "|", "not a line", "1795304994|n1-1.0|HOTLINE|NONE", "x|n1-1.0|HOTLINE|NONE|ENDED"),
        *("-1|a|b|c|d", "１７９５|a|b|c|d", "²|a|b|c|d", "9" * 5_000 + "|a|b|c|d", "99999999999999|a|b|c|d"),
        *("1795304994|n1-1.0|HOTLINE|NONE|ARRIVED|\0\0\0", "\0\0001795304994|a|b|c|d"),
    ],
)
def test_what_is_no_line_is_none(text: str) -> None:
    assert parse_line(text) is None


@settings(max_examples=30)
@given(st.text() | st.from_regex(r"[0-9|]{0,30}", fullmatch=True))
def test_nothing_in_a_log_can_stop_its_reader(text: str) -> None:
    parse_line(text)
