"""Secrets on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.secret_file import write_secret


def test_a_secret_is_for_its_owner_alone_and_replaces_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "sip.json"
    write_secret(path, "first")
    write_secret(path, "二")
    assert path.read_text("utf-8") == "二"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_old_secret(tmp_path: Path) -> None:
    path = tmp_path / "sip.json"
    write_secret(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_secret(path, "\ud800")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]
