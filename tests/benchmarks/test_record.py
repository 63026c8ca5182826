"""A run is kept as JSON and read again as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.figures import Count, Figure
from benchmarks.machine import Machine
from benchmarks.record import SCHEMA, NoRun, Run, read_run, write_run


def test_what_is_read_is_what_was_written(tmp_path: Path, whole_run: Run) -> None:
    path = tmp_path / "new" / "run.json"
    write_run(path, whole_run)
    assert read_run(path) == whole_run


def test_the_file_says_of_which_form_it_is(tmp_path: Path, whole_run: Run) -> None:
    path = tmp_path / "run.json"
    write_run(path, whole_run)
    content = json.loads(path.read_text("utf-8"))
    assert content["schema"] == SCHEMA
    path.write_text(json.dumps({**content, "schema": "hotline-bench/0"}), "utf-8")
    with pytest.raises(NoRun, match="hotline-bench/0"):
        read_run(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "hotline-bench/1"}'])
def test_a_file_that_is_no_run_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, "utf-8")
    with pytest.raises(NoRun, match=r"other\.json"):
        read_run(path)


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(NoRun, match=r"gone\.json"):
        read_run(tmp_path / "gone.json")


def test_a_run_is_named_for_its_time_and_commit(whole_run: Run, machine: Machine) -> None:
    assert whole_run.name == "20261122T034100Z-d207ac9"
    assert replace(whole_run, machine=replace(machine, dirty=True)).name.endswith("-d207ac9+")
    assert replace(whole_run, machine=replace(machine, commit="")).name.endswith("-no-commit")


def test_times_do_not_make_a_run_bad_and_counts_do(a_run: Callable[..., Run], ratio: Figure, lost: Count) -> None:
    assert a_run(replace(ratio, value=9.0), lost).good
    assert not a_run(ratio, replace(lost, value=1)).good
    assert not a_run(ratio, lost, failed="OSError: no room").good
