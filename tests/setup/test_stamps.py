"""A step is done again exactly when something that its result depends on changed."""

from pathlib import Path

import pytest

from app.setup.stamps import Stamps, digest


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "ui"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.ts").write_text("one")
    (folder / "node_modules").mkdir()
    return folder


def test_a_stamp_matches_only_the_digest_that_was_recorded(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "setup")
    assert not stamps.matches("pages", "a")
    stamps.record("pages", "a")
    assert stamps.matches("pages", "a")
    assert not stamps.matches("pages", "b")


def test_an_interrupted_step_is_not_taken_for_done(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path)
    stamps.record("pages", "a")
    stamps.forget("pages")
    assert not stamps.matches("pages", "a")


def test_a_changed_renamed_or_added_file_changes_the_digest(sources: Path) -> None:
    seen = {digest([sources])}
    (sources / "src" / "main.ts").write_text("two")
    seen.add(digest([sources]))
    (sources / "src" / "main.ts").rename(sources / "src" / "start.ts")
    seen.add(digest([sources]))
    (sources / "src" / "empty.ts").touch()
    seen.add(digest([sources]))
    assert len(seen) == 4


def test_a_touched_file_and_one_that_is_no_source_leave_the_digest_alone(sources: Path) -> None:
    without = frozenset({"node_modules"})
    before = digest([sources], without=without)
    (sources / "src" / "main.ts").touch()
    (sources / "node_modules" / "vue.js").write_text("library")
    assert digest([sources], without=without) == before


def test_content_cannot_pass_for_another_files_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    one = digest([tmp_path / "a"], "word")
    (tmp_path / "a").write_text("xword")
    assert digest([tmp_path / "a"]) != one
