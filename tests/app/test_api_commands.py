"""``hotline api`` as operators and scripts use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.cli import main

Cli = Callable[..., int]
Out = pytest.CaptureFixture[str]
FLAGS = ("--scopes", "read_orders,write_orders", "--lines", "yunnan")


@pytest.fixture
def hotline(config: Path, var: Path) -> Cli:
    """The house's options come last: only the last word of a command takes them."""
    house = ("--config", str(config), "--var", str(var))
    return lambda *words: main([*words, *house])


def listed(hotline: Cli, capsys: Out) -> list[dict[str, object]]:
    capsys.readouterr()
    assert hotline("api", "token", "list", "--json") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_token_is_made_shown_once_listed_and_revoked(hotline: Cli, capsys: Out) -> None:
    assert hotline("api", "token", "make", "crm", *FLAGS, "--days", "30", "--who", "wang", "--lang", "zh") == 0
    told = capsys.readouterr()
    assert told.out.startswith("hotline_")
    assert "仅显示这一次" in told.err
    (one,) = listed(hotline, capsys)
    assert (one["id"], one["client"], one["lines"], one["valid"], one["made_by"]) == (
        1,
        "crm",
        ["yunnan"],
        True,
        "wang",
    )
    assert one["scopes"] == ["read_orders", "write_orders"]
    until = datetime.fromisoformat(str(one["expires_at"])) - datetime.now(UTC)
    assert timedelta(days=29) < until < timedelta(days=31)
    assert told.out.strip() not in json.dumps(one)
    assert hotline("api", "token", "revoke", "1", "--yes", "--who", "wang") == 0
    assert [token["valid"] for token in listed(hotline, capsys)] == [False]
    assert hotline("api", "token", "revoke", "1", "--yes") == 1
    assert hotline("api", "token", "revoke", "2", "--yes") == 1
    assert hotline("api", "token", "list", "--lang", "zh") == 0
    assert "已吊销" in capsys.readouterr().out
    assert hotline("audit", "show", "--json") == 0
    deeds = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {deed["what"] for deed in deeds} == {"made an API token", "revoked an API token"}


def test_nothing_is_revoked_without_a_yes(hotline: Cli, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert hotline("api", "token", "make", "crm", *FLAGS) == 0
    assert hotline("api", "token", "revoke", "1") == 2
    assert [token["valid"] for token in listed(hotline, capsys)] == [True]


def test_what_does_not_fit_the_house_is_refused(hotline: Cli, capsys: Out) -> None:
    assert hotline("api", "token", "make", "crm", "--scopes", "read_orders", "--lines", "nowhere", "--lang", "zh") == 2
    assert "没有这些专线：nowhere；现有：guangdong" in capsys.readouterr().err
    units = ("--role", "department", "--units", "platform,nobody")
    assert hotline("api", "token", "make", "crm", "--scopes", "read_orders", "--lines", "all", *units) == 2
    assert "nobody" in capsys.readouterr().err
    assert hotline("api", "token", "make", "crm", *FLAGS, "--units", "platform") == 2
    assert hotline("api", "token", "make", "crm", *FLAGS, "--role", "department") == 2
    assert listed(hotline, capsys) == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("CRM", *FLAGS),
        ("crm", "--scopes", "everything", "--lines", "all"),
        ("crm", "--scopes", ",", "--lines", "all"),
        ("crm", "--lines", "all"),
        ("crm", *FLAGS, "--days", "0"),
        ("crm", *FLAGS, "--per-minute", "x"),
        ("crm", *FLAGS, "--role", "supervisor"),
    ],
)
def test_what_is_misused_is_told(hotline: Cli, wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        hotline("api", "token", "make", *wrong)
    assert ended.value.code == 2


def test_the_description_is_printed(hotline: Cli, capsys: Out) -> None:
    assert hotline("api", "description") == 0
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"
