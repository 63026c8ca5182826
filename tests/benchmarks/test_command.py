"""The command line of ``./bench``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.bench import Mode
from benchmarks.figures import Figure
from benchmarks.parts import PARTS
from benchmarks.record import Run, write_run
from benchmarks.run import LONGEST_S


def test_every_part_is_listed_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--lang", "zh"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == [part.name for part in PARTS]
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_both_modes_keep_to_their_time() -> None:
    assert sum(part.quick_s for part in PARTS) <= LONGEST_S[Mode.QUICK] - 10
    assert sum(part.full_s for part in PARTS) <= LONGEST_S[Mode.FULL]


def test_two_files_are_only_compared(
    tmp_path: Path, a_run: Callable[..., Run], ratio: Figure, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    write_run(old, a_run(ratio))
    write_run(new, a_run(replace(ratio, value=1.5)))
    assert main(["--compare", str(old), str(new), "--lang", "en"]) == 0
    assert "worse" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["--only", "nothing"], ["--quick", "--full"], ["--compare", "a", "b", "c"], ["--compare"], ["--what"]]
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(arguments)
    assert refusal.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_run_to_compare_with_has_to_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--compare", str(tmp_path / "gone.json")]) == 2
    assert "gone.json" in capsys.readouterr().err
