"""The log is copied into the database while others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.checkpoints import Checkpoints

PAGES = 8


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A database whose table is in the log alone."""
    path = tmp_path / "some.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("CREATE TABLE pages AS SELECT zeroblob(?) AS page", (4096 * PAGES,))
        yield path


def size(file: Path) -> int:
    return file.stat().st_size


async def test_after_so_many_commits_the_log_is_in_the_database(file: Path) -> None:
    checkpoints = Checkpoints(str(file), every=3)
    before = size(file)
    for _ in range(2):
        checkpoints.committed()
    await checkpoints.close()
    assert size(file) == before
    checkpoints.committed()
    await checkpoints.close()
    assert size(file) >= before + 4096 * PAGES


async def test_a_writer_in_the_midst_of_a_transaction_keeps_nobody_waiting(file: Path) -> None:
    checkpoints = Checkpoints(str(file), every=1)
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        checkpoints.committed()
        checkpoints.committed()  # one is under way
        await checkpoints.close()
        writer.execute("ROLLBACK")
    assert size(file) >= 4096 * PAGES


async def test_a_log_that_cannot_be_copied_is_told_and_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = tmp_path / "no database"
    broken.write_bytes(b"\xff" * 4096)
    checkpoints = Checkpoints(str(broken), every=1)
    checkpoints.committed()
    await checkpoints.close()
    assert "tried again" in caplog.text
