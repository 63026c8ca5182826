"""Tables as Excel workbooks: the first sheet, read row by row, and looked at from outside before it is unpacked.

A workbook is a ZIP of XML files. What it unpacks to is bounded by what its directory says, which ``zipfile`` never
reads beyond; a document type declaration, by which XML can be made to swell, is refused before any of it is parsed.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .fault import BadTable, Words, bad_table
from .plain import sheet, too_large
from .sheet import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Cell, Row, Sheet, Unreadable

log = logging.getLogger(__name__)

_MOST_UNPACKED = 96 * 1024 * 1024
_MOST_MEMBERS = 500
_EXACT_DIGITS = 15  # Excel keeps no more of a number

_FORMULA = Unreadable(
    Words("是公式", "holds a formula"), Words("请复制后“选择性粘贴为数值”", "paste it as a value instead")
)
_ROUNDED = Unreadable(
    Words("是超过 15 位的数值，末尾数字已丢失", "is a number of more than 15 digits, of which the last are lost"),
    Words("请将该列设为“文本”格式后重新填写", "format the column as text and enter it again"),
)
_NO_TEXT = Unreadable(
    Words("不是文本（日期、小数或错误值）", "is no text: a date, a fraction or an error"),
    Words("请将该列设为“文本”格式后重新填写", "format the column as text and enter it again"),
)
_TOO_LONG = Unreadable(
    Words(f"内容超过 {LONGEST_CELL} 字", f"longer than {LONGEST_CELL} characters"), Words("请缩短", "shorten it")
)


def read_workbook(data: bytes) -> Sheet:
    """Raises ``BadTable`` where it is no workbook, or one that we do not unpack."""
    try:
        _look_inside(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            return sheet(list(_rows(book.worksheets[0])))
        finally:
            book.close()
    except BadTable:
        raise
    except Exception as error:  # a border: for what is no workbook these libraries raise what they please
        log.info("a workbook could not be read: %s", type(error).__name__)
        raise _broken() from None


def template(headings: Sequence[str], hints: Sequence[str]) -> bytes:
    """An empty table with every column as text, and a second sheet that says what goes into each."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "市场主体档案"
    page.append(list(headings))
    for place, heading in enumerate(headings, start=1):
        page.cell(1, place).font = Font(bold=True)
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = max(14, 2 * len(heading) + 4)
        page.column_dimensions[letter].number_format = "@"
        for row in range(2, 201):  # a column's format reaches only cells that exist
            page.cell(row, place).number_format = "@"
    page.freeze_panes = "A2"
    help_page = book.create_sheet("填写说明")
    for line in zip(headings, hints, strict=True):
        help_page.append(line)
    help_page.column_dimensions["A"].width, help_page.column_dimensions["B"].width = 24, 90
    for row in help_page.iter_rows():
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _look_inside(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = packed.infolist()
        if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _MOST_UNPACKED:
            raise bad_table(
                Words("工作簿解压后过大", "the workbook unpacks to too much"),
                Words(
                    "请只保留名单所在的工作表，删去图片后另存", "keep only the sheet with the list, without pictures"
                ),
            )
        for one in members:
            if one.filename.endswith((".xml", ".rels")):
                _refuse_declarations(packed.read(one))


def _refuse_declarations(xml: bytes) -> None:
    plain_ascii = xml[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\0" not in xml[:64]
    if not plain_ascii or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _broken()


def _broken() -> BadTable:
    return bad_table(
        Words("不是可读取的 Excel 工作簿（可能已加密或损坏）", "no workbook that can be read: encrypted or damaged"),
        Words("请用 Excel 打开后另存为 .xlsx", "open it in Excel and save it as .xlsx"),
    )


def _rows(page: Any) -> Iterator[Row]:
    """The sheet's own word on its size is not believed."""
    page.reset_dimensions()
    for number, cells in enumerate(page.iter_rows(max_row=MOST_ROWS + 2), start=1):
        row = list(_cells(cells))
        while row and row[-1] == "":  # cells that only have a format
            row.pop()
        if number > MOST_ROWS + 1 or len(row) > MOST_COLUMNS:
            raise too_large()
        yield Row(number, tuple(row))


def _cells(cells: Iterable[Any]) -> Iterator[Cell]:
    for cell in cells:
        yield "" if cell.value is None else _cell(cell.value, formula=cell.data_type == "f")


def _cell(value: object, *, formula: bool) -> Cell:
    if formula:
        return _FORMULA
    if isinstance(value, str):
        return _TOO_LONG if len(value) > LONGEST_CELL else value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        digits = str(int(value))
        return _ROUNDED if len(digits) > _EXACT_DIGITS else digits
    return _NO_TEXT
