"""Files appear whole, belong to their owner, and none that was not rendered stays."""

from __future__ import annotations

import stat
from pathlib import Path

from dialplan.files import lay_out, put_back, read_if_there, write_all, write_whole
from dialplan.values import Places


def test_files_are_readable_by_their_owner_only_and_nothing_temporary_is_left(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "a.conf", "值 = 1\n")
    assert stat.S_IMODE((tmp_path / "a.conf").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["a.conf"]


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "a.conf", "same\n")
    before = (tmp_path / "a.conf").stat()
    assert not write_whole(tmp_path / "a.conf", "same\n")
    after = (tmp_path / "a.conf").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns), "only being read may show"


def test_stale_configuration_is_removed_and_what_changed_is_named(tmp_path: Path) -> None:
    write_all(tmp_path, {"a.conf": "1", "b.conf": "2"})
    assert sorted(write_all(tmp_path, {"a.conf": "1", "c.conf": "3"})) == ["b.conf", "c.conf"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.conf", "c.conf"]


def test_what_stood_there_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "a.conf"
    assert read_if_there(target) is None
    write_whole(target, "new")
    put_back(target, None)
    assert not target.exists()
    put_back(target, "old")
    assert read_if_there(target) == "old"


def test_the_data_folder_points_at_our_prompts_and_follows_when_they_move(tmp_path: Path) -> None:
    for sounds in (tmp_path / "one", tmp_path / "two", tmp_path / "two"):
        sounds.mkdir(exist_ok=True)
        places = Places(tmp_path / "var", sounds, tmp_path, tmp_path, tmp_path)
        lay_out(places)
        assert (places.data / "sounds").resolve() == sounds
    assert (places.var / "run").is_dir()
