"""A closed recording is found, mended, measured and filed once; nothing that a caller says becomes a path."""

from __future__ import annotations

import hashlib
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.filing import FiledRecording, NotFiled, examine, recording_path
from recordings.store import filed_among, keep, of_call
from storage.database import Database
from storage.ids import CallId
from storage.metadata import metadata

CALL = CallId("n3f2a-1795304994.0")
FILE = f"2026/11/23/{CALL}.wav"
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def record(folder: Path, seconds: float, file: str = FILE) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(b"\x01\x02" * int(8000 * seconds))
    return path


def tear(path: Path, promised: int) -> None:
    """As Asterisk leaves it when it dies: the lengths in the header are not those of the file."""
    with path.open("r+b") as file:
        file.seek(4)
        file.write(struct.pack("<I", promised))
        file.seek(40)
        file.write(struct.pack("<I", promised))


def test_a_closed_recording_is_measured(tmp_path: Path) -> None:
    path = record(tmp_path, 2.5)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert examine(tmp_path, CALL, FILE) == FiledRecording(CALL, FILE, 40_044, 2.5, digest, mended=False)


@pytest.mark.parametrize("promised", [0, 1_000_000])
def test_a_header_left_by_a_crash_is_mended_once(tmp_path: Path, promised: int) -> None:
    path = record(tmp_path, 2.5)
    tear(path, promised)
    first, second = examine(tmp_path, CALL, FILE), examine(tmp_path, CALL, FILE)
    assert isinstance(first, FiledRecording)
    assert isinstance(second, FiledRecording)
    assert (first.seconds, first.mended, second.mended) == (2.5, True, False)
    assert first.sha256 == second.sha256
    with wave.open(str(path)) as sound:
        assert sound.getnframes() == 20_000


def test_half_a_sample_at_the_end_does_not_count(tmp_path: Path) -> None:
    path = record(tmp_path, 1.0)
    with path.open("ab") as file:
        file.write(b"\x01")
    tear(path, 0)
    found = examine(tmp_path, CALL, FILE)
    assert isinstance(found, FiledRecording)
    assert found.seconds == 1.0


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "missing"), (b"", "not-a-wave"), (b"RIFF", "not-a-wave"), (b"RIFF\0\0\0\0WAVEfmt ", "not-a-wave")],
)
def test_what_is_no_recording_is_said_to_be_none(tmp_path: Path, content: bytes | None, reason: str) -> None:
    if content is not None:
        (tmp_path / FILE).parent.mkdir(parents=True)
        (tmp_path / FILE).write_bytes(content)
    assert examine(tmp_path, CALL, FILE) == NotFiled(CALL, FILE, reason)


def test_a_call_that_was_never_bridged_left_only_a_header(tmp_path: Path) -> None:
    record(tmp_path, 0.0)
    assert examine(tmp_path, CALL, FILE) == NotFiled(CALL, FILE, "empty")


@pytest.mark.parametrize(
    "file",
    ["../../etc/passwd", f"/{FILE}", f"2026/11/23/../{CALL}.wav", "2026/11/23/n3f2a-1795304994.1.wav", f"{FILE}\n", ""],
)
def test_no_other_name_becomes_a_path(tmp_path: Path, file: str) -> None:
    assert examine(tmp_path, CALL, file) == NotFiled(CALL, file, "misnamed")


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_name_says_the_path_stays_inside(call: str, file: str) -> None:
    folder = Path("/recordings")
    path = recording_path(folder, CallId(call), file)
    assert path is None or path.is_relative_to(folder)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (outside / "23").mkdir(parents=True)
    (inside / "2026" / "11").mkdir(parents=True)
    (inside / "2026" / "11" / "23").symlink_to(outside / "23")
    assert recording_path(inside, CALL, FILE) is None


async def test_a_recording_is_kept_once(tmp_path: Path) -> None:
    record(tmp_path, 1.0)
    found = examine(tmp_path, CALL, FILE)
    assert isinstance(found, FiledRecording)
    async with Database(f"sqlite+aiosqlite:///{tmp_path / 'hotline.db'}") as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
            assert await keep(tx, found, LATER)
            assert not await keep(tx, found, LATER)
        async with db.reading() as tx:
            assert await of_call(tx, CALL) == found
            assert await of_call(tx, CallId("n3f2a-1.0")) is None
            assert await filed_among(tx, [CALL, CallId("n3f2a-1.0")]) == {CALL}
