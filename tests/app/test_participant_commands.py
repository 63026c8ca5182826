"""``hotline participants`` as operators and scripts use it, and ``config/identity.yaml`` as they may write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.identity_file import IdentityFile, read_identity
from schedules.document import BadFiles
from tests.participants import market

Cli = Callable[..., int]
Out = pytest.CaptureFixture[str]


@pytest.fixture
def participants(config: Path, var: Path) -> Cli:
    from app.cli import main  # noqa: PLC0415 the commands are read when they are wanted

    house = ["--config", str(config), "--var", str(var), "--lang", "zh"]
    return lambda what, *more: main(["participants", what, *house, *more])


def test_a_list_is_brought_in_once_and_found_masked(participants: Cli, tmp_path: Path, capsys: Out) -> None:
    rows = [market.company(1), market.person(1), market.company(2, 类型="?")]
    path = str(market.save(tmp_path, market.csv_of(rows, encoding="gbk")))
    assert participants("import", path, "--yes") == 0
    told = capsys.readouterr().out
    assert "新增 2 · 变更 0 · 未列出 0 · 不变 0 · 拒收行 1" in told
    assert "! 第 4 行 类型: 类型不明" in told
    assert "第 1 次导入完成" in told
    assert participants("import", path, "--yes") == 0
    assert "无须导入" in capsys.readouterr().out
    assert participants("find", market.company(1)["联系人电话号码"]) == 0
    told = capsys.readouterr().out
    assert "GD-00001 粤能第1售电有限公司 (企业)" in told
    assert market.company(1)["银行账号"] not in told
    assert participants("find", "没有这家") == 1


def test_nothing_is_brought_in_without_a_yes(
    participants: Cli, tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    path = str(market.save(tmp_path, market.csv_of([market.company(1)])))
    assert participants("import", path) == 2
    assert participants("find", "粤能") == 1


def test_what_cannot_be_read_is_told_with_its_remedy(participants: Cli, tmp_path: Path, capsys: Out) -> None:
    assert participants("import", str(tmp_path / "nothing.csv"), "--yes") == 2
    bad = market.save(tmp_path, "名称\n甲".encode())
    assert participants("import", str(bad), "--yes") == 1
    assert "缺少“市场主体编码”列 — 请按模板补上表头" in capsys.readouterr().err


def test_the_template_is_written_once_and_says_what_goes_where(participants: Cli, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    assert participants("template", str(path)) == 0
    assert participants("template", str(path)) == 1
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book.worksheets[0][1]][:3] == ["市场主体编码", "类型", "名称"]
    assert book.sheetnames == ["市场主体档案", "填写说明"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("draw: 3", "draw: 5", "抽取项数多于可抽的项"),
        ("[name, id_number, login]", "[name, credit_code]", "“credit_code” 不能用在这里"),
        ("[name, id_number, login]", "[]", "至少要有一项"),
        ("[name, id_number, login]", "[name, name]", "“name” 重复"),
        ("form: phone", "form: number", "不认识 “number”"),
        ("  name: {name: 姓名, name_en: name, of: contact, form: name}\n", "", "必须有联系人姓名"),
        ("per_day: 6", "per_day: 0", "0 超出范围"),
        ("search:", "serach:", "缺少 “search”"),
    ],
)
def test_a_wrong_identity_file_is_refused_in_words(config: Path, old: str, new: str, problem: str) -> None:
    path = config / "identity.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadFiles) as bad:
        read_identity(config)
    assert problem in "\n".join(finding.problem.zh for finding in bad.value.findings)


def test_a_desk_opens_with_the_shipped_rules_and_an_alarm_where_the_file_is_wrong(config: Path) -> None:
    good = IdentityFile(config)
    assert good() == ()
    (config / "identity.yaml").unlink()
    fallen = IdentityFile(config)
    assert fallen.rules == good.rules
    assert [alarm.code for alarm in fallen()] == ["identity_file"]
