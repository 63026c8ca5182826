"""``hotline roster`` and ``hotline calendar`` as supervisors and scripts use them."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from app.cli import main
from app.settings import sqlite_url
from routing import store as calls
from routing.call import DecidedBy
from routing.decide import decide
from routing.decision import Choice, Facts
from routing.duty import Duty
from routing.ledger import LedgerKind, LedgerRow, Witness, routed_data
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.times import ZONE
from storage.database import Database
from storage.ids import CallId, LineId

Roster = Callable[..., int]
NOTICE = "国办发明电〔2026〕7号"


@pytest.fixture
def roster(config: Path, tmp_path: Path, migrated_file: Path) -> Roster:
    """``hotline COMMAND WHAT …`` at ten on a Monday, or ``minutes`` later."""
    rehearsal = tmp_path / "var" / "rehearsal"  # where a house at another time lives
    rehearsal.mkdir(parents=True)
    shutil.copy(migrated_file, rehearsal / "hotline.db")

    def run(command: str, *more: str, minutes: int = 0) -> int:
        house = ["--config", str(config), "--var", str(rehearsal.parent)]
        clock = ["--clock", f"2026-11-23 10:{minutes:02}"]
        return main([*command.split(), *house, *clock, *more])

    return run


@pytest.fixture
def draft(config: Path, tmp_path: Path) -> Path:
    """Yunnan's noon given to the experts; outside the folder."""
    text = (config / "rosters" / "yunnan.yaml").read_text("utf-8").replace("otherwise: [staff]", "otherwise: [experts]")
    path = tmp_path / "yunnan.yaml"
    path.write_text(text, "utf-8")
    return path


Out = pytest.CaptureFixture[str]


def rows(out: Out) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.readouterr().out.splitlines()]


def test_check_tells_good_from_bad_by_its_exit_code(roster: Roster, config: Path, capsys: Out) -> None:
    assert roster("roster check") == 0
    path = config / "rosters" / "hainan.yaml"
    path.write_text(path.read_text("utf-8").replace("working_days", "workdays"), "utf-8")
    (config / "overrides.yaml").write_text(
        "closings:\n  - {lines: [spot], from: 2026-01-01 08:00, until: 2026-01-02 08:00, who: a, why: b}\n", "utf-8"
    )
    capsys.readouterr()
    assert roster("roster check", "--json") == 1
    found = rows(capsys)
    assert {str(row["file"]).rpartition("/")[2] for row in found} == {"hainan.yaml"}
    assert all(row["severity"] == "error" for row in found)


def test_an_announcement_that_nobody_wrote_is_an_error_with_its_place(
    roster: Roster, config: Path, capsys: Out
) -> None:
    path = config / "rosters" / "hainan.yaml"
    path.write_text(path.read_text("utf-8") + "\nexceptions:\n  2026-12-01: {closed: true, why: 台风, say: typhon}\n")
    assert roster("roster check", "--json") == 1
    (found,) = rows(capsys)
    assert (found["severity"], str(found["file"]).rpartition("/")[2]) == ("error", "hainan.yaml")
    assert "typhon" in str(found["problem"])


def test_warnings_pass_unless_told_otherwise(roster: Roster, config: Path, capsys: Out) -> None:
    (config / "overrides.yaml").write_text(
        "closings:\n  - {lines: [spot], from: 2026-01-01 08:00, until: 2026-01-02 08:00, who: a, why: b}\n", "utf-8"
    )
    assert roster("roster check") == 0
    assert "overrides.yaml:2:52: 提醒: " in capsys.readouterr().out
    assert roster("roster check", "--strict") == 1
    assert roster("roster check", "nowhere.yaml") == 2


def test_a_week_is_shown_as_a_table_and_as_json(roster: Roster, capsys: Out) -> None:
    assert roster("roster show", "3") == 0
    assert "专家、客服" in capsys.readouterr().out
    assert roster("roster show", "yunnan", "--on", "2026-10-10", "--json") == 0
    (day,) = rows(capsys)
    assert (day["kind"], day["date"]) == ("make_up", "2026-10-10")
    assert roster("roster show", "YN", "--month", "--json") == 0
    assert len(rows(capsys)) == 30
    assert roster("roster show", "nowhere") == 1


def test_a_draft_goes_into_force_and_back_again(roster: Roster, draft: Path, config: Path, capsys: Out) -> None:
    before = (config / "rosters" / "yunnan.yaml").read_text("utf-8")
    assert roster("roster publish", "--yes", "--why", "开始", "--who", "tang") == 0
    assert roster("roster publish", "--yes") == 0
    assert "内容与第 1 版相同" in capsys.readouterr().out
    assert roster("roster publish", str(draft), "--yes", minutes=1) == 0
    assert "周一至周五 12:00–14:00 云南：客服 → 专家（25 天" in capsys.readouterr().out
    assert (config / "rosters" / "yunnan.yaml").read_text("utf-8") == draft.read_text("utf-8")
    assert roster("roster diff", "1", "active", "--json", minutes=2) == 0
    assert len(rows(capsys)) == 25
    assert roster("roster diff", minutes=2) == 0
    assert "没有任何变化。" in capsys.readouterr().out
    assert roster("roster rollback", "--yes", minutes=3) == 0
    assert (config / "rosters" / "yunnan.yaml").read_text("utf-8") == before
    capsys.readouterr()
    assert roster("roster log", "--json", minutes=4) == 0
    assert [(row["seq"], row["standing"], row["who"] == "tang") for row in rows(capsys)] == [
        (3, "in_force", False),
        (2, "past", False),
        (1, "past", True),
    ]
    assert roster("roster versions", "--json", minutes=4) == 0
    assert [(row["stored"], row["deciding"], row["rendered"]) for row in rows(capsys)] == [(True, False, False)] * 3


def test_a_roster_that_was_deleted_comes_back(roster: Roster, draft: Path, config: Path, capsys: Out) -> None:
    assert roster("roster publish", str(draft), "--yes") == 0
    deleted = config / "rosters" / "hainan.yaml"
    text = deleted.read_text("utf-8")
    deleted.unlink()
    capsys.readouterr()
    assert roster("roster versions", minutes=1) == 0
    assert roster("roster rollback", "1", "--yes", minutes=2) == 0
    assert deleted.read_text("utf-8") == text


def test_nothing_changes_who_answers_without_a_yes(
    roster: Roster, draft: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert roster("roster publish", "--yes") == 0
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert roster("roster publish", str(draft), minutes=1) == 2
    assert "--yes" in capsys.readouterr().out
    assert roster("roster log", "--json", minutes=2) == 0
    assert len(rows(capsys)) == 1


def test_a_scheduled_version_waits_and_an_overtaken_one_is_named(roster: Roster, draft: Path, capsys: Out) -> None:
    assert roster("roster publish", "--yes") == 0
    assert roster("roster publish", str(draft), "--yes", "--from", "2026-12-01 00:00", minutes=1) == 0
    capsys.readouterr()
    assert roster("roster log", "--json", minutes=2) == 0
    assert [row["standing"] for row in rows(capsys)] == ["scheduled", "in_force"]
    assert roster("roster rollback", "1", "--yes", minutes=3) == 0
    assert "第 2 版被取代" in capsys.readouterr().out


def test_what_is_wrong_is_not_published(roster: Roster, tmp_path: Path, capsys: Out) -> None:
    bad = tmp_path / "yunnan.yaml"
    bad.write_text("code: [", "utf-8")
    assert roster("roster publish", str(bad), "--yes") == 1
    assert "没有发布" in capsys.readouterr().err
    assert roster("roster rollback", "--yes") == 1


def test_a_recorded_decision_is_taken_again_then_and_today(
    roster: Roster, draft: Path, config: Path, tmp_path: Path, capsys: Out
) -> None:
    assert roster("roster publish", "--yes") == 0
    asyncio.run(_call_at_noon(config, tmp_path / "var" / "rehearsal"))
    capsys.readouterr()
    assert roster("roster explain", "n1-1.0", "--json", minutes=5) == 0
    (same,) = rows(capsys)
    assert (same["same"], same["today_same"]) == (True, True)
    assert roster("roster publish", str(draft), "--yes", minutes=6) == 0
    assert roster("roster explain", "n1-1.0", minutes=7) == 0
    told = capsys.readouterr().out
    assert "用当时的版本重放，结果相同" in told
    assert "按今天的第 2 版会不同" in told
    assert roster("roster explain", "n1-2.0", minutes=7) == 1


async def _call_at_noon(config: Path, var: Path) -> None:
    """A call for Yunnan at 12:30, decided on the folder's version, as the node tells it."""
    duty, line = Duty(compile_bundle(read_bundle(config))), LineId("yunnan")
    noon, call = datetime(2026, 11, 23, 12, 30, tzinfo=ZONE), CallId("n1-1.0")
    answer, because = duty.answer(line, noon)
    facts = Facts(
        call=call,
        line=line,
        choice=Choice.PRESSED,
        key="3",
        instant=noon,
        duty=answer,
        duty_because=because,
        names=duty.names(line),
        staffing=None,
    )
    data = routed_data(decide(facts, duty.rules), key="3", choice=Choice.PRESSED, decided_by=DecidedBy.VISIT)
    async with Database(sqlite_url(var)) as db, db.transaction() as tx:
        await calls.append(tx, LedgerRow(call, LedgerKind.ARRIVED, noon - timedelta(seconds=9), Witness.AGI))
        await calls.append(tx, LedgerRow(call, LedgerKind.ROUTED, noon, Witness.AGI, data=data))


def test_a_new_year_is_entered_once_and_shown(roster: Roster, config: Path, tmp_path: Path, capsys: Out) -> None:
    spans = {"元旦": ("01-01", 3), "春节": ("02-05", 8), "清明节": ("04-03", 3), "劳动节": ("05-01", 5)}
    spans |= {"端午节": ("06-09", 1), "中秋节": ("09-15", 1), "国庆节": ("10-01", 7)}
    work = {"02-14": "春节", "02-20": "春节", "05-08": "劳动节", "09-26": "国庆节", "10-09": "国庆节"}
    lines = ["date,name,off"]
    for name, (first, count) in spans.items():
        start = datetime.fromisoformat(f"2027-{first}").date()
        lines += [f"{start + timedelta(days=offset)},{name},off" for offset in range(count)]
    lines += [f"2027-{when},{name},work" for when, name in work.items()]
    table = tmp_path / "2027.csv"
    table.write_text("\n".join(lines), "utf-8")
    assert roster("calendar import", str(table), "--yes") == 1  # no number
    assert roster("calendar import", str(table), "--notice", NOTICE, "--yes") == 0
    assert "2027-02-14 周日：休息日（推定） → 调休上班（春节）" in capsys.readouterr().out
    text = (config / "calendar.yaml").read_text("utf-8")
    assert roster("calendar import", str(table), "--notice", NOTICE, "--yes") == 0
    assert (config / "calendar.yaml").read_text("utf-8") == text
    capsys.readouterr()
    assert roster("calendar show", "2027") == 0
    assert f"2027 年共 248 个工作日，通知 {NOTICE}" in capsys.readouterr().out
    table.write_text("\n".join(line for line in lines if "春节" not in line), "utf-8")
    assert roster("calendar import", str(table), "--notice", NOTICE, "--yes") == 1
    assert "没有春节假期" in capsys.readouterr().err


def test_the_log_is_read_on_eighty_columns(
    roster: Roster, draft: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert roster("roster publish", "--yes", "--who", "supervisor") == 0
    later = ("--from", "2026-11-24 00:00", "--who", "supervisor", "--why", "专家集中培训，由客服应答")
    assert roster("roster publish", str(draft), "--yes", *later, minutes=1) == 0
    assert "rollback" not in capsys.readouterr().out, "files come home by themselves"
    monkeypatch.setenv("COLUMNS", "80")
    for language in ("zh", "en"):
        assert roster("roster log", "--lang", language, minutes=2) == 0
        table = capsys.readouterr().out
        assert max(cell_len(line) for line in table.splitlines()) <= 80
        assert len(re.findall(r"2026-11-23 (?:09:59|10:0\d)", table)) >= 2, "the shifted clock counts whole seconds"
        assert "2026-11-24 00:00" in table
        assert "supervisor" in table
