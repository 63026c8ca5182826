"""The commands as people and programs use them: what they print, and how they end."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Cli = Callable[..., int]
Typed = Callable[[str], None]
MONDAY = ("--clock", "2026-11-23 12:30")


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("line", ["3", "yunnan", "YN", "云南", "Yunnan"])
def test_whatif_says_who_answers_then_and_why(hotline: Cli, capsys: pytest.CaptureFixture[str], line: str) -> None:
    assert hotline("whatif", "--line", line, "--at", "2026-10-10 12:30", "--json") == 0
    (row,) = rows(capsys)
    assert list(row) == [
        *("line", "at", "state", "group", "groups", "because", "rule", "assumed", "until", "closes", "at_closing"),
        "duty_version",
    ]
    assert (row["closes"], row["at_closing"]) == (None, None), "whoever waits at closing time is served"
    assert (row["line"], row["at"], row["state"]) == ("yunnan", "2026-10-10T12:30:00+08:00", "open")
    assert (row["group"], row["groups"], row["assumed"]) == ("yunnan-staff", ["yunnan-staff"], False)
    assert row["until"] == "2026-10-10T14:00:00+08:00"
    assert isinstance(row["because"], dict)
    assert row["because"].keys() == {"zh", "en"}
    assert len(str(row["duty_version"])) == 64


@pytest.mark.parametrize("told", [("callback", "callback", "提供回拨或留言"), ("experts", "yunnan-experts", "转专家")])
def test_what_becomes_of_those_who_wait_at_closing_time_is_told(
    hotline: Cli, config: Path, typed: Typed, capsys: pytest.CaptureFixture[str], told: tuple[str, str, str]
) -> None:
    said, at_closing, words = told
    roster = config / "rosters" / "yunnan.yaml"
    roster.write_text(f"{roster.read_text('utf-8')}\nat_closing: {said}\n", "utf-8")
    assert hotline("whatif", "--line", "3", "--at", "2026-11-23 17:58", "--json") == 0
    (row,) = rows(capsys)
    assert (row["closes"], row["at_closing"]) == ("2026-11-23T18:00:00+08:00", at_closing)
    typed("3\n")
    assert hotline("call", "--clock", "2026-11-23 17:58") == 0
    assert f"18:00停止服务时仍在等待：{words}" in heard(capsys)


def test_whatif_walks_a_stretch_of_time_line_by_line(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    span = ("--between", "2026-11-23 08:00", "--and", "2026-11-23 09:30", "--every", "30m")
    assert hotline("whatif", *span, "--json") == 0
    found = rows(capsys)
    assert len(found) == 3 * 7
    assert [row["at"] for row in found if row["line"] == "spot"] == [
        f"2026-11-23T{clock}:00+08:00" for clock in ("08:00", "08:30", "09:00")
    ]
    assert [row["state"] for row in found if row["line"] == "spot"] == ["closed", "open", "open"]


def test_whatif_shows_a_table_to_people(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("whatif", "--line", "3", "--at", "2026-10-10 12:30") == 0
    assert "云南" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--line", "8"), 1), (("--between", "2026-11-23 08:00"), 2), (("--and", "2026-11-23 08:00"), 2)],
)
def test_whatif_refuses_what_it_cannot_answer(hotline: Cli, options: tuple[str, ...], code: int) -> None:
    assert hotline("whatif", *options) == code


@pytest.mark.parametrize("options", [("--at", "noon"), ("--every", "0m"), ("--every", "soon")])
def test_a_misused_option_is_told_with_an_example(
    hotline: Cli, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as refused:
        hotline("whatif", *options)
    assert refused.value.code == 2
    assert options[0] in capsys.readouterr().err


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Keys through a pipe."""
    return lambda keys: monkeypatch.setattr("sys.stdin", io.StringIO(keys))


def heard(capsys: pytest.CaptureFixture[str]) -> str:
    return "".join(capsys.readouterr().out.split())


def test_call_goes_through_the_menu_to_the_people_on_duty(
    hotline: Cli, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("8\n3\n")
    assert hotline("call", *MONDAY) == 0
    out = heard(capsys)
    assert "按3选择云南专线" in out
    assert "振铃：客服300秒" in out


def test_call_makes_the_closed_lines_offer(
    hotline: Cli, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("3\n1\n")
    assert hotline("call", "--clock", "2026-11-22 12:30") == 0
    assert "提供回拨或留言" in heard(capsys)


def test_call_supposes_that_a_group_is_absent(
    hotline: Cli, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("3\n\n\n")
    assert hotline("call", *MONDAY, "--absent", "yunnan-staff", "--lang", "en") == 0
    assert "nobodyissignedin" in heard(capsys).lower()


@pytest.mark.parametrize("keys", ["", "q\n", "8\nq\n"])
def test_a_caller_may_hang_up_at_any_time(
    hotline: Cli, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str], keys: str
) -> None:
    typed(keys)
    assert hotline("call", *MONDAY) == 0
    assert "来电者挂机" in heard(capsys)


def test_call_knows_its_groups(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("call", "--absent", "yunan-staff") == 2
    assert "yunan-staff" in capsys.readouterr().out


def test_check_names_every_fault_and_changes_nothing(
    hotline: Cli, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = config / "rosters" / "hainan.yaml"
    roster.write_text(roster.read_text("utf-8").replace("09:00-18:00", "09:00-25:00"), "utf-8")
    assert hotline("check") == 1
    out = capsys.readouterr().out
    assert "✗ 配置文件" in out
    assert "rosters/hainan.yaml:11:" in out
    assert "尚不能启动" in out
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("command", ["call", "whatif", "check", "agents", "serve", "node", "desk"])
def test_a_bad_hotline_file_ends_every_command_with_its_place(
    hotline: Cli, config: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    file = config / "hotline.yaml"
    file.write_text(file.read_text("utf-8").replace("sip: 15060", "sip: five"), "utf-8")
    assert hotline(command) == 1
    assert "✗ hotline.yaml:11:8: " in capsys.readouterr().err


def test_agents_shows_what_to_type_into_a_phone(hotline: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    assert hotline("agents") == 0
    out = heard(capsys)
    assert "yn-expert-1" in out
    assert "127.0.0.1:15060" in out


@pytest.mark.parametrize(
    ("command", "file"), [("call", "prompts.yaml"), ("prompts", "prompts.yaml"), ("agents", "people.yaml")]
)
def test_a_missing_file_is_named(
    hotline: Cli, config: Path, capsys: pytest.CaptureFixture[str], command: str, file: str
) -> None:
    (config / file).unlink()
    assert hotline(command, *(["list"] if command == "prompts" else [])) == 1
    assert f"✗ {file}:1:1: " in capsys.readouterr().err
