"""``hotline orders sample``: anybody can draw a day again, and a changed record falls."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.cli import main
from app.settings import sqlite_url
from schedules.times import at_minute
from storage.database import Database
from storage.ids import OrderNumber
from work_orders.follow_up import store
from work_orders.follow_up.sample import Sample, draw

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)
NUMBERS = [OrderNumber(f"YN-20261123-{number:04d}") for number in range(1, 13)]


Cli = Callable[..., int]


@pytest.fixture
def sample(config: Path, tmp_path: Path) -> Cli:
    """``hotline orders sample …``; the exit code."""
    house = ("--config", str(config), "--var", str(tmp_path / "var"))
    return lambda *more: main(["orders", "sample", *house, *more])


@pytest.fixture
async def drawn(var: Path) -> Sample:
    """A sample that stands on Monday, and on Tuesday one in which somebody replaced an order."""
    right = draw(DAY, "ab" * 16, 0.1, NUMBERS)
    other = next(number for number in NUMBERS if number not in right.drawn)
    wrong = replace(draw(NEXT, "cd" * 16, 0.1, NUMBERS), drawn=(other, other))
    async with Database(sqlite_url(var)) as db, db.transaction() as tx:
        for one in (right, wrong):
            at = at_minute(one.day, 9 * 60)
            await store.keep_sample(tx, one, {}, planned_at=at, at=at)
    return right


def test_a_day_is_shown_and_stands(sample: Cli, drawn: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    assert sample("--day", "2026-11-23", "--verify") == 0
    told = capsys.readouterr().out
    assert "12 张中抽中 2 张" in told
    assert all(number in told for number in drawn.drawn)
    assert "核对一致" in told


def test_a_changed_record_falls(sample: Cli, drawn: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    assert sample("--day", "2026-11-24", "--verify") == 1
    assert "核对不一致" in capsys.readouterr().out
    assert sample("--day", "2026-11-24", "--json") == 0
    assert json.loads(capsys.readouterr().out)["stands"] is False
    assert drawn.day == DAY


def test_a_day_without_a_draw_and_what_is_no_day(
    sample: Cli, drawn: Sample, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sample("--day", "2026-11-22", "--lang", "en") == 0
    assert "nothing was drawn on 2026-11-22" in capsys.readouterr().out
    assert sample("--day", "Monday") != 0
    assert drawn.candidates
