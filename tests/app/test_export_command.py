"""``hotline orders export`` as a supervisor uses it."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.cli import main
from app.secrets import key_file, read_or_make
from app.settings import sqlite_url
from storage.database import Database
from storage.vault import Vault
from tests.app.old_house import OldHouse
from work_orders.board.export.pages import BEGAN, BOM, GAVE_OUT

Cli = Callable[..., int]
NOW = datetime.now(UTC)
ASKED = ("--who", "supervisor", "--why", "月度分析")


@pytest.fixture
def hotline(config: Path, var: Path) -> Cli:
    """``hotline COMMAND WHAT …`` on a house with two archived orders and one that is open; the exit code."""
    read_or_make(var / "secrets")

    async def fill() -> None:
        async with Database(sqlite_url(var)) as db:
            house = OldHouse(db, var, Vault(key_file(var / "secrets")))
            await house.staff(NOW)
            for n in (1, 2, 3):
                await house.order(n, NOW - timedelta(days=n), archived=None if n == 3 else NOW)

    asyncio.run(fill())
    where = ("--config", str(config), "--var", str(var))
    return lambda command, what, *more: main([command, what, *where, *more])


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(text.removeprefix(BOM).splitlines()))


def test_a_list_goes_into_a_file_and_the_audit_log_says_so(
    hotline: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "orders.csv"
    assert hotline("orders", "export", *ASKED, "--out", str(out), "--only", "archived=yes") == 0
    told = capsys.readouterr()
    assert (told.out, "已导出 2 张工单" in told.err) == ("", True)
    found = rows(out.read_text("utf-8"))
    assert [(row["工单号"], row["专线"], row["来电号码"]) for row in found] == [
        ("YN-2", "云南", "138****0002"),
        ("YN-1", "云南", "138****0001"),
    ]
    assert hotline("audit", "show", "--target", "orders", "--json") == 0
    deeds = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["what"] for one in deeds} == {BEGAN, GAVE_OUT}
    assert hotline("orders", "export", *ASKED, "--out", str(out)) == 1, "no file is written over"


def test_it_can_be_piped_into_another_program(hotline: Cli, capfd: pytest.CaptureFixture[str]) -> None:
    assert hotline("orders", "export", *ASKED, "--out", "-", "--only", "line=yunnan", "--lang", "en") == 0
    assert [row["order"] for row in rows(capfd.readouterr().out)] == ["YN-3", "YN-2", "YN-1"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--who": "admin"}, "无权"),
        ({"--who": "nobody"}, "没有账号"),
        ({"--why": "x"}, "请用 --why"),
        ({"--only": "colour=red"}, "--only"),
        ({"--only": "view=nothing"}, "查询条件“view”有误"),
    ],
)
def test_what_is_not_right_is_refused_in_words(
    hotline: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], said: str
) -> None:
    given = {"--who": "supervisor", "--why": "月度分析", "--out": str(tmp_path / "orders.csv"), **changed}
    assert hotline("orders", "export", *(word for pair in given.items() for word in pair)) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "orders.csv").exists()
