"""``hotline keys``: a new key takes over, everything follows, and what nothing uses goes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.alone import alone
from app.cli import main
from app.secrets import key_file
from routing import store
from routing.ledger import LedgerKind, LedgerRow, Witness
from storage.audit import rows
from storage.database import Database
from storage.ids import CallId
from storage.vault import Vault

Cli = Callable[..., int]
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECRET = "ab" * 32
NUMBERS = [f"138{n:08}" for n in range(20)]


@pytest.fixture
def hotline(config: Path, tmp_path: Path) -> Cli:
    """``hotline keys WHAT …`` on the copy; the exit code."""
    where = ("--config", str(config), "--var", str(tmp_path / "var"))
    return lambda what, *more: main(["keys", what, *where, *more])


@pytest.fixture
def house(var: Path) -> Path:
    """The ``var`` of a house that had one secret so far and a few callers."""
    (var / "secrets").mkdir()
    (var / "secrets" / "vault").write_text(SECRET + "\n", "utf-8")
    asyncio.run(_filled(var))
    return var


async def _filled(var: Path) -> None:
    vault = Vault(key_file(var / "secrets"))
    async with Database(f"sqlite+aiosqlite:///{var / 'hotline.db'}") as db, db.transaction() as tx:
        for n, number in enumerate(NUMBERS):
            row = LedgerRow(CallId(f"n1-{n}.0"), LedgerKind.ARRIVED, NOW, Witness.AGI)
            await store.append(tx, row, caller=vault.caller(number))


def read(var: Path) -> tuple[list[str], list[str]]:
    """Every caller's number, and what the audit log tells."""

    async def looked() -> tuple[list[str], list[str]]:
        vault = Vault(key_file(var / "secrets"))
        async with Database(f"sqlite+aiosqlite:///{var / 'hotline.db'}") as db, db.reading() as tx:
            known = [await store.by_id(tx, CallId(f"n1-{n}.0")) for n in range(len(NUMBERS))]
            callers = [one.caller for one in known if one and one.caller]
            assert [vault.caller_key(number) for number in NUMBERS] == [caller.key for caller in callers]
            deeds = [f"{row.deed.what} {row.deed.target}" for row in await rows(tx)]
            return [vault.open(caller.sealed) for caller in callers], deeds

    return asyncio.run(looked())


def shown(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> list[tuple[object, ...]]:
    capsys.readouterr()
    assert hotline("show", "--json") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [(one["number"], one["suite"], one["standing"], one["sealed"]) for one in found]


def test_a_new_key_takes_over_and_everything_follows(
    hotline: Cli, house: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(hotline, capsys) == [(0, "aes-256-gcm", "in use", 20)]
    privacy = config / "privacy.yaml"
    privacy.write_text(privacy.read_text("utf-8").replace("sealing: aes-256-gcm", "sealing: sm4-gcm"), "utf-8")
    assert hotline("rotate", "--who", "me") == 0
    assert shown(hotline, capsys) == [(0, "aes-256-gcm", "opens only", 0), (1, "sm4-gcm", "in use", 20)]
    assert read(house) == (NUMBERS, ["rotated the key key 1"])
    assert SECRET not in capsys.readouterr().out


def test_an_old_key_goes_when_nothing_uses_it_and_its_hour_is_over(
    hotline: Cli, house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hotline("rotate") == 0
    assert hotline("retire") == 0
    assert [one[0] for one in shown(hotline, capsys)] == [0, 1], "a process may still hold what it sealed"
    _hour_over(house)
    assert hotline("retire") == 0
    assert shown(hotline, capsys) == [(1, "aes-256-gcm", "in use", 20)]
    assert read(house)[0] == NUMBERS
    assert SECRET in (house / "secrets" / "vault").read_text("utf-8"), "callers are still found by it"


def test_the_hash_key_changes_when_the_house_stands_still(
    hotline: Cli, house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hotline("rotate", "--hash") == 0
    _hour_over(house)
    assert hotline("retire") == 0
    numbers, deeds = read(house)
    assert numbers == NUMBERS
    assert deeds == ["retired a key key 0", "rotated the hash key hash key 1", "rotated the key key 1"]
    assert SECRET not in (house / "secrets" / "vault").read_text("utf-8")


def test_a_key_may_wait_until_all_machines_know_it(
    hotline: Cli, house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hotline("add") == 0
    assert hotline("add") == 0
    assert [one[:3] for one in shown(hotline, capsys)][1:] == [(1, "aes-256-gcm", "waiting")]
    assert hotline("rotate") == 0
    assert [(one[0], one[3]) for one in shown(hotline, capsys)] == [(0, 0), (1, 20)]


def test_a_house_that_never_ran_has_no_keys(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    for what in ("show", "add", "rotate", "retire"):
        assert hotline(what) == 1
        assert "尚未启动过" in capsys.readouterr().err


def test_people_are_shown_a_table(hotline: Cli, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("show", "--lang", "zh") == 0
    out = capsys.readouterr().out
    assert "在用" in out
    assert "来电者检索用散列" in out


def _hour_over(house: Path) -> None:
    path = house / "secrets" / "vault"
    found = json.loads(path.read_text("utf-8"))
    for key in found["keys"]:
        key["left_at"] = key["left_at"] and "2026-01-01T00:00:00+00:00"
    path.write_text(json.dumps(found), "utf-8")


def test_sealed_files_follow_and_no_two_commands_work_at_once(
    hotline: Cli, house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attachment = house / "attachments" / "a1"
    attachment.parent.mkdir()
    attachment.write_bytes(Vault(key_file(house / "secrets")).seal_bytes(b"%PDF"))
    with alone(house):
        assert hotline("rotate") == 1
        assert "正在运行" in capsys.readouterr().err
    assert hotline("rotate") == 0
    assert [(one[0], one[3]) for one in shown(hotline, capsys)] == [(0, 0), (1, 21)]
    assert Vault(key_file(house / "secrets")).open_bytes(attachment.read_bytes()) == b"%PDF"
