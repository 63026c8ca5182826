"""``hotline retention``, ``hold`` and ``audit`` as people and programs use them."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli import main
from app.secrets import key_file, read_or_make
from storage import audit
from storage.audit import Deed
from storage.database import Database
from storage.vault import Vault
from tests.app.old_house import OldHouse

Cli = Callable[..., int]
OLD = datetime(2016, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def hotline(config: Path, tmp_path: Path) -> Cli:
    """``hotline COMMAND WHAT …`` on the copy; the exit code."""
    where = ("--config", str(config), "--var", str(tmp_path / "var"))
    return lambda command, what, *more: main([command, what, *where, *more])


@pytest.fixture(scope="module")
def lived_in(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with one order of long ago and one of today."""
    folder = tmp_path_factory.mktemp("lived-in") / "var"
    now = datetime.now(UTC)

    async def fill(house: OldHouse) -> None:
        await house.staff(now)
        for n, at in ((1, OLD), (2, now)):
            await house.call(n, at)
            await house.recording(n, at)
            await house.order(n, at, archived=at + timedelta(hours=1))

    read_or_make(folder / "secrets")
    shutil.copy(migrated_file, folder / "hotline.db")
    asyncio.run(_with(folder, fill))
    return folder


@pytest.fixture
def var(lived_in: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(lived_in, tmp_path / "var"))


async def _with(var: Path, work: Callable[[OldHouse], Awaitable[None]]) -> None:
    async with Database(f"sqlite+aiosqlite:///{var / 'hotline.db'}") as db:
        await work(OldHouse(db, var, Vault(key_file(var / "secrets"))))


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def to_go(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> dict[object, object]:
    capsys.readouterr()
    assert hotline("retention", "plan", "--json") == 0
    return {one["class"]: one["go"] for one in told(capsys)}


ALL_OLD = {
    "recordings": 1,
    "messages": 0,
    "orders": 1,
    "calls": 1,
    "samples": 0,
    "urgent": 0,
    "identity": 0,
    "audit": 0,
}
NOTHING = dict.fromkeys(ALL_OLD, 0)


def test_nothing_is_deleted_unless_it_is_said(hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert to_go(hotline, capsys) == ALL_OLD
    assert hotline("retention", "run", "--who", "admin") == 0
    assert "未删除任何内容" in capsys.readouterr().out
    assert to_go(hotline, capsys) == ALL_OLD
    assert hotline("retention", "run", "--who", "admin", "--yes") == 0
    out = capsys.readouterr().out
    assert "工单：已删除 1" in out
    assert "文件：已删除 2" in out
    assert to_go(hotline, capsys) == NOTHING
    assert hotline("audit", "show", "--what", "deleted expired records", "--json") == 0
    assert {one["target"] for one in told(capsys)} == {"recordings", "orders", "calls"}
    assert hotline("audit", "verify") == 0


@pytest.mark.parametrize(("who", "said"), [("supervisor", "无权"), ("nobody", "没有账号")])
def test_only_an_administrator_deletes(
    hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str], who: str, said: str
) -> None:
    assert hotline("retention", "run", "--who", who, "--yes") == 1
    assert said in capsys.readouterr().err
    assert to_go(hotline, capsys) == ALL_OLD


def test_a_clock_that_is_years_ahead_deletes_nothing(
    hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def long_ago(house: OldHouse) -> None:
        async with house.db.transaction() as tx:
            await audit.record(tx, Deed(datetime.now(UTC) - timedelta(days=90), "admin", "signed in"))

    asyncio.run(_with(var, long_ago))
    assert hotline("retention", "run", "--who", "admin", "--yes") == 1
    assert "请核对时钟" in capsys.readouterr().err
    assert to_go(hotline, capsys) == ALL_OLD
    assert hotline("retention", "run", "--who", "admin", "--yes", "--clock-is-right") == 0
    assert to_go(hotline, capsys) == NOTHING


def test_less_than_five_years_are_refused(
    hotline: Cli, var: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = config / "privacy.yaml"
    file.write_text(file.read_text("utf-8").replace("orders: 5", "orders: 1"), "utf-8")
    assert hotline("retention", "run", "--who", "admin", "--yes") == 1
    assert "privacy.yaml:11:" in capsys.readouterr().err


def test_a_supervisor_puts_holds_and_lifts_them(hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by = ("--who", "supervisor", "--why", "案号 2026-17")
    assert hotline("hold", "put", "order", "YN-1", *by) == 0
    assert hotline("hold", "put", "caller", "+86 138 0000 0001", *by) == 0
    assert hotline("hold", "put", "line", "yunnan", *by) == 0
    assert to_go(hotline, capsys) == NOTHING
    assert hotline("hold", "list", "--json") == 0
    holds = told(capsys)
    assert [(one["kind"], one["subject"]) for one in holds] == [
        ("order", "YN-1"),
        ("caller", "138****0001"),
        ("line", "yunnan"),
    ]
    for number in ("1", "2", "3"):
        assert hotline("hold", "lift", number, *by) == 0
    assert to_go(hotline, capsys) == ALL_OLD
    assert hotline("hold", "lift", "3", *by) == 1
    assert hotline("hold", "list", "--all") == 0
    out = capsys.readouterr().out
    assert "2026-17" in out
    assert "13800000001" not in out


def test_a_hold_on_what_does_not_exist_is_refused(hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subjects = {"order": "YN-9", "call": "n1-9.0", "line": "yunan", "caller": "", "all": "everything"}
    for kind, subject in subjects.items():
        assert hotline("hold", "put", kind, subject, "--who", "supervisor", "--why", "案号") == 1
        assert f"没有找到 {kind}" in capsys.readouterr().err
    assert hotline("hold", "put", "all", "--who", "admin", "--why", "案号") == 1, "not for administrators"


def test_verifying_tells_where_the_log_was_changed(hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("audit", "verify") == 0
    assert "✓ 审计日志完整：1 条" in capsys.readouterr().out
    _tamper(var, "UPDATE audit SET who = 'nobody' WHERE seq = 1")
    assert hotline("audit", "verify") == 1
    assert "✗ 第 1 条起" in capsys.readouterr().out


def test_a_log_whose_end_was_cut_off_is_noticed(hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("hold", "put", "all", "--who", "supervisor", "--why", "案号") == 0
    assert hotline("audit", "verify") == 0
    _tamper(var, "DELETE FROM audit WHERE seq = 2")
    assert hotline("audit", "verify") == 1
    assert "✗ 第 2 条起" in capsys.readouterr().out


def test_the_log_is_shown_by_who_and_what(hotline: Cli, var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("hold", "put", "order", "YN-1", "--who", "supervisor", "--why", "案号") == 0
    capsys.readouterr()
    assert hotline("audit", "show", "--who", "supervisor", "--target", "hold", "--json") == 0
    (row,) = told(capsys)
    assert (row["what"], row["target"]) == ("put a hold", "hold 1")
    assert hotline("audit", "show") == 0
    assert "opened" in capsys.readouterr().out
    assert hotline("audit", "show", "--since", "2199-01-01 00:00", "--json") == 0
    assert told(capsys) == []


def _tamper(var: Path, statement: str) -> None:
    async def change(house: OldHouse) -> None:
        async with house.db.transaction() as tx:
            for trigger in ("audit_refuses_update", "audit_refuses_delete"):
                await tx.execute(text(f"DROP TRIGGER {trigger}"))
            await tx.execute(text(statement))

    asyncio.run(_with(var, change))
