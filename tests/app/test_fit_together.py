"""Files of configuration that must know the same departments and people."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.fit_together import misfits

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("people.yaml", "work_orders.yaml", "urgent_events.yaml"):
        shutil.copy(CONFIG / name, tmp_path / name)
    return tmp_path


def test_what_we_ship_fits_together(config: Path) -> None:
    assert misfits(config) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("people.yaml", "units: [settlement]", "units: [settlements]", "没有部门 “settlements”"),
        ("urgent_events.yaml", "  settlement: [", "  accounts: [", "没有部门 “accounts”"),
        ("urgent_events.yaml", "person: market-manager", "person: somebody", "没有 “somebody”"),
        ("people.yaml", "id: trading-head", "id: trading-chief", "没有 “trading-head”"),
    ],
)
def test_what_one_file_names_and_the_other_lacks_is_told_at_its_place(
    config: Path, file: str, old: str, new: str, problem: str
) -> None:
    text = (config / file).read_text("utf-8")
    assert old in text
    (config / file).write_text(text.replace(old, new, 1), "utf-8")
    findings = misfits(config)
    assert len([one for one in findings if problem in one.problem.zh]) == 1
    assert all(one.line > 1 for one in findings)
