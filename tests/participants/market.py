"""A made-up market: companies and persons with numbers whose check digits fit, and tables of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl

from participants.check_digits import _CREDIT_ALPHABET, _CREDIT_WEIGHTS, _ID_CHECKS, _ID_WEIGHTS

HEADINGS = (
    *("市场主体编码", "类型", "名称", "专线", "类别", "统一社会信用代码", "银行账号"),
    *("联系人姓名", "联系人身份证号", "联系人电话号码", "联系人登录账号", "是否管理员"),
)
HEADING_OF = {
    "name": "联系人姓名",
    "id_number": "联系人身份证号",
    "phone": "联系人电话号码",
    "login": "联系人登录账号",
    "credit_code": "统一社会信用代码",
    "bank_account": "银行账号",
}
"""What an identity check asks for → the column that knows it."""
LINES = {"GD": "GD", "广东": "GD", "YN": "YN", "云南": "YN"}

Row = Mapping[str, str]


def id_number(n: int) -> str:
    body = f"4401051990010{n:04d}"[-17:].rjust(17, "1")
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + _ID_CHECKS[total % 11]


def credit_code(n: int) -> str:
    body = f"91440101{n:09d}"
    total = sum(_CREDIT_ALPHABET.index(one) * weight for one, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return body + _CREDIT_ALPHABET[-total % 31]


def company(n: int, **changes: str) -> dict[str, str]:
    """A company with one administrator."""
    row = {
        "市场主体编码": f"GD-{n:05d}",
        "类型": "企业",
        "名称": f"粤能第{n}售电有限公司",
        "专线": "广东",
        "类别": "售电公司",
        "统一社会信用代码": credit_code(n),
        "银行账号": f"6222{n:015d}",
        "联系人姓名": f"王大{n}",
        "联系人身份证号": id_number(n),
        "联系人电话号码": f"139{n:08d}",
        "联系人登录账号": f"ygd{n:05d}",
        "是否管理员": "是",
    }
    return row | changes


def person(n: int, **changes: str) -> dict[str, str]:
    row = {
        "市场主体编码": f"YN-P{n:05d}",
        "类型": "个人",
        "名称": f"李小{n}",
        "专线": "YN",
        "类别": "分布式光伏",
        "联系人身份证号": id_number(5000 + n),
        "联系人电话号码": f"158{n:08d}",
        "联系人登录账号": f"pv{n:05d}",
    }
    return row | changes


def csv_of(rows: Iterable[Row], *, headings: Sequence[str] = HEADINGS, encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([row.get(heading, "") for heading in headings] for row in rows)
    return text.getvalue().encode(encoding)


def workbook_of(rows: Iterable[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def save(folder: Path, data: bytes, name: str = "market.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
