"""Tables as people have them: every encoding, every program's habits, and files that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participants.imports.entries import Entries, read_entries
from participants.imports.fault import BadTable
from participants.imports.headings import columns, headed
from participants.imports.read import read_sheet
from participants.imports.sheet import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from participants.imports.workbook import template
from participants.participant import ItemId, Kind
from participants.rules import IdentityRules
from tests.participants import market

Read = Callable[[bytes], Entries]
PHONE, ACCOUNT = ItemId("phone"), ItemId("bank_account")


@pytest.fixture
def read(rules: IdentityRules) -> Read:
    return lambda data: read_entries(headed(read_sheet(data), rules), rules, market.LINES)


def problems(entries: Entries) -> list[tuple[int | None, str, str]]:
    return [(one.row, one.column, one.problem.zh) for one in entries.refused]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_is_understood_in_every_encoding_that_excel_writes(read: Read, encoding: str) -> None:
    entries = read(market.csv_of([market.company(1), market.person(1)], encoding=encoding))
    assert [one.kind for one in entries.participants] == [Kind.COMPANY, Kind.PERSON]
    first = entries.participants[0]
    assert (first.name, first.lines, first.classes) == ("粤能第1售电有限公司", ("GD",), ("售电公司",))
    assert first.contacts[0].administrator
    assert entries.refused == entries.remarks == ()


def test_a_workbook_says_the_same_as_csv(read: Read) -> None:
    rows = [market.company(1), market.person(1)]
    cells = [[row.get(heading, "") for heading in market.HEADINGS] for row in rows]
    assert read(market.workbook_of([market.HEADINGS, *cells])) == read(market.csv_of(rows))


def test_headings_may_be_english_in_any_order_and_others_are_named_as_ignored(read: Read) -> None:
    text = "备注,Name,Participant code,Kind\nx,甲公司,a-1,company\n"
    entries = read(text.encode())
    assert [(one.id, one.name) for one in entries.participants] == [("A-1", "甲公司")]
    assert entries.ignored == ("备注",)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "表格是空的"),
        (b"\n\n,,\n", "表格是空的"),
        ("名称,类型\n甲,企业".encode(), "缺少“市场主体编码”列"),
        ("市场主体编码,类型,名称,名称\nA,企业,甲,乙".encode(), "“名称”列出现了 2 次"),
        ("市场主体编码,类型,名称,联系人姓名\nA,企业,甲,乙".encode(), "联系人的列不齐"),
        ('市场主体编码,类型,名称\nA,企业,"甲'.encode(), "引号可能未配对"),
        (b"\xff\xfe\x00\x81" * 9, "不是 UTF-8 或 GBK"),
        ("市场主体编码\0,类型,名称".encode(), "不是 UTF-8 或 GBK"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "旧版 .xls"),
        (b"PK\x03\x04nothing", "不是可读取的 Excel 工作簿"),
        (b"x" * (MOST_BYTES + 1), "文件超过 8 MB"),
        (b"a\n" * (MOST_ROWS + 2), f"表格超过 {MOST_ROWS} 行"),
        (b"a," * (MOST_COLUMNS + 1), f"表格超过 {MOST_ROWS} 行"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else str(value)[:12],
)
def test_what_is_no_table_of_ours_is_refused_in_words(read: Read, data: bytes, problem: str) -> None:
    with pytest.raises(BadTable) as refused:
        read(data)
    assert problem in refused.value.faults[0].problem.zh
    assert all(fault.remedy.zh and fault.remedy.en for fault in refused.value.faults)


def test_rows_are_refused_with_row_column_and_remedy_and_the_others_stand(read: Read) -> None:
    rows = [
        market.company(1),
        market.company(2, 类型="政府"),
        market.company(3, 名称=""),
        market.company(4, 专线="广西"),
        market.company(5, 市场主体编码="编码 五"),
        market.company(6, 是否管理员="可能"),
        market.company(7, 联系人姓名=""),
        market.company(8, 银行账号="无"),
        market.company(9),
        market.company(9, 名称="另一家"),
        market.person(1, 统一社会信用代码=market.credit_code(1)),
        market.person(2, 联系人姓名="别人"),
    ]
    entries = read(market.csv_of(rows))
    assert [one.id for one in entries.participants] == ["GD-00001"]
    assert problems(entries) == [
        (3, "类型", "类型不明"),
        (4, "名称", "企业没有名称"),
        (5, "专线", "没有这条专线"),
        (6, "市场主体编码", "没有市场主体编码，或含有不允许的字符"),
        (7, "是否管理员", "应填“是”或“否”"),
        (8, "联系人姓名", "联系人没有姓名"),
        (9, "银行账号", "内容不是银行账号"),
        (11, "名称", "与第 10 行同一编码的内容不一致"),
        (11, "联系人姓名", "同一联系人出现了两次"),
        (12, "统一社会信用代码", "个人没有统一社会信用代码"),
        (13, "名称", "与联系人姓名不一致"),
    ]
    assert entries.unsure


def test_no_value_is_told_in_a_refusal(read: Read) -> None:
    entries = read(market.csv_of([market.company(1, 类型="13800001111", 是否管理员="13800002222")]))
    assert "1380000" not in repr(entries.refused)


def test_rows_of_one_code_are_one_participant_with_several_contacts(read: Read) -> None:
    more = {"市场主体编码": "gd-00001", "联系人姓名": "赵四", "联系人电话号码": "13700000000；020-85120000"}
    entries = read(market.csv_of([market.company(1, 银行账号="622200001、622200002"), more]))
    (one,) = entries.participants
    assert [contact.administrator for contact in one.contacts] == [True, False]
    assert one.contacts[1].values[PHONE] == ("13700000000", "020-85120000")
    assert one.values[ACCOUNT] == ("622200001", "622200002")


def test_a_check_digit_that_does_not_fit_is_remarked_and_taken(read: Read) -> None:
    wrong = market.credit_code(1)[:-1] + "?"
    entries = read(market.csv_of([market.company(1, 统一社会信用代码=wrong)]))
    assert len(entries.participants) == 1
    assert [(one.row, one.column) for one in entries.remarks] == [(2, "统一社会信用代码")]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("=1+1", "是公式"),
        (440105199001010012, "是超过 15 位的数值"),
        (1.5, "不是文本"),
        ("x" * 201, "内容超过 200 字"),
        ("a\x07b".replace("\x07", "\t"), "含有不可见的控制字符"),
    ],
)
def test_cells_of_a_workbook_that_cannot_be_text_are_refused(read: Read, value: object, problem: str) -> None:
    row: list[object] = [market.company(1)[heading] for heading in market.HEADINGS]
    row[6] = value
    entries = read(market.workbook_of([market.HEADINGS, row]))
    assert [(one[0], one[1]) for one in problems(entries)] == [(2, "银行账号")]
    assert problem in problems(entries)[0][2]


def test_numbers_that_excel_kept_exactly_are_text(read: Read) -> None:
    row: list[object] = [market.company(1)[heading] for heading in market.HEADINGS]
    row[9], row[11] = 13900000001, True
    (one,) = read(market.workbook_of([market.HEADINGS, row])).participants
    assert one.contacts[0].values[PHONE] == ("13900000001",)
    assert one.contacts[0].administrator


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {one.filename: packed.read(one) for one in packed.infolist()}
    return zipped({**members, name: content})


def test_a_workbook_that_swells_is_not_unpacked(read: Read) -> None:
    bomb = zipped({"xl/worksheets/sheet1.xml": b" " * (97 * 1024 * 1024)})
    assert len(bomb) < 200_000
    with pytest.raises(BadTable, match="unpacks to too much"):
        read(bomb)
    with pytest.raises(BadTable, match="unpacks to too much"):
        read(zipped({f"{n}.bin": b"" for n in range(501)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_with_a_document_type_is_refused_before_it_is_parsed(read: Read, encoding: str) -> None:
    laugh = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    data = with_member(market.workbook_of([market.HEADINGS]), "xl/sharedStrings.xml", laugh.encode(encoding))
    with pytest.raises(BadTable, match="no workbook that can be read"):
        read(data)


def test_a_sheet_is_not_believed_about_its_size(read: Read) -> None:
    data = market.workbook_of([market.HEADINGS, [market.company(1)[heading] for heading in market.HEADINGS]])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        page = packed.read("xl/worksheets/sheet1.xml")
    lying = page.replace(b'<dimension ref="A1:L2"', b'<dimension ref="A1:A1"')
    assert lying != page
    assert len(read(with_member(data, "xl/worksheets/sheet1.xml", lying)).participants) == 1
    far = page.replace(b'<row r="2"', b'<row r="1048576"').replace(b'2" t=', b'1048576" t=')
    with pytest.raises(BadTable):
        read(with_member(data, "xl/worksheets/sheet1.xml", far))


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", "市场主体编码,类型,名称\n".encode()]))
def test_any_bytes_are_a_table_or_refused(data: bytes, before: bytes) -> None:
    with suppress(BadTable):
        read_sheet(before + data)


@settings(max_examples=40)
@given(st.integers(0, 6000), st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_is_a_table_or_refused(place: int, damage: bytes) -> None:
    data = market.workbook_of([market.HEADINGS, ["A", "企业", "甲"]])
    with suppress(BadTable):
        read_sheet(data[:place] + damage + data[place + len(damage) :])


def test_the_template_is_read_as_an_empty_table_once_it_has_a_row(
    read: Read, rules: IdentityRules, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    wanted = columns(rules)
    path.write_bytes(template([one.heading.zh for one in wanted], [one.hint.zh for one in wanted]))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for place, column in enumerate(wanted, start=1):
        page.cell(2, place).value = market.company(1)[column.heading.zh]
    book.save(path)
    entries = read(path.read_bytes())
    assert (len(entries.participants), entries.refused, entries.ignored) == (1, (), ())
