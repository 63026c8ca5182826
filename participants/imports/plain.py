"""Tables as CSV: UTF-8 with or without a mark, or GBK as Excel saves it in Chinese."""

from __future__ import annotations

import csv
import io

from .fault import BadTable, Words, bad_table
from .sheet import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Cell, Row, Sheet, Unreadable

_LONGEST_FIELD = 4096  # for the reader itself: a quote that is never closed must not swallow the file unnoticed
_TOO_LONG = Unreadable(
    Words(f"内容超过 {LONGEST_CELL} 字", f"longer than {LONGEST_CELL} characters"),
    Words("请检查是否串列或引号未配对", "look for shifted columns or an unclosed quote"),
)


def read_csv(data: bytes) -> Sheet:
    """Raises ``BadTable`` where it is no table at all."""
    text = _decoded(data)
    if "\0" in text:
        raise _no_text()
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    try:
        for cells in reader:
            if len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise too_large()
            rows.append(Row(reader.line_num, tuple(map(_cell, cells))))
    except csv.Error as error:
        raise bad_table(
            Words(
                f"第 {reader.line_num} 行无法读取，引号可能未配对", f"line {reader.line_num} cannot be read: {error}"
            ),
            Words("请在 Excel 中另存为 .xlsx 再导入", "save it as .xlsx and import that"),
        ) from error
    return sheet(rows)


def sheet(rows: list[Row]) -> Sheet:
    """Headings are the first row with anything in it; rows with nothing in them are none."""
    full = [row for row in rows if any(not isinstance(cell, str) or cell.strip() for cell in row.cells)]
    if not full:
        raise bad_table(
            Words("表格是空的", "the table is empty"),
            Words("请下载模板，按表头填写", "download the template and fill it in"),
        )
    headings = tuple(cell if isinstance(cell, str) else "" for cell in full[0].cells)
    return Sheet(headings, tuple(full[1:]))


def too_large() -> BadTable:
    return bad_table(
        Words(f"表格超过 {MOST_ROWS} 行或 {MOST_COLUMNS} 列", f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns"),
        Words("请拆成几个文件分别导入", "split it and import the parts"),
    )


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_text()


def _no_text() -> BadTable:
    return bad_table(
        Words("文件不是 UTF-8 或 GBK 编码的文本", "the file is no text in UTF-8 or GBK"),
        Words("请另存为 .xlsx 或“CSV UTF-8”", "save it as .xlsx or as “CSV UTF-8”"),
    )


def _delimiter(text: str) -> str:
    """What separates the headings; some programs write tabs or semicolons."""
    first = text.lstrip().partition("\n")[0]
    return max(",\t;", key=first.count)


def _cell(text: str) -> Cell:
    return _TOO_LONG if len(text) > LONGEST_CELL else text
