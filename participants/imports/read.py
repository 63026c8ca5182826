"""A file of any kind that we know, as a table."""

from __future__ import annotations

from .fault import Words, bad_table
from .plain import read_csv
from .sheet import MOST_BYTES, Sheet
from .workbook import read_workbook

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_sheet(data: bytes) -> Sheet:
    """By what the file holds, whatever it is called. Raises ``BadTable``."""
    if len(data) > MOST_BYTES:
        raise bad_table(
            Words(f"文件超过 {MOST_BYTES >> 20} MB", f"the file is larger than {MOST_BYTES >> 20} MB"),
            Words("请拆成几个文件分别导入", "split it and import the parts"),
        )
    if data.startswith(_OLD_EXCEL):
        raise bad_table(
            Words("这是旧版 .xls 或加密的工作簿", "this is an old .xls, or an encrypted workbook"),
            Words("请用 Excel 打开后另存为 .xlsx", "open it in Excel and save it as .xlsx"),
        )
    return read_workbook(data) if data.startswith(_ZIP) else read_csv(data)
