"""The cells of one row: text of each column, or a fault noted and nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from participants.check_digits import fits
from participants.normal import normalised
from participants.participant import ItemId
from participants.rules import Form, Item

from .fault import Fault, Words
from .headings import column_of
from .sheet import Line, Unreadable

_BETWEEN = re.compile(r"[;；、,，\n]+")
_BETWEEN_VALUES = re.compile(r"[;；、\n]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_YES, _NO = {"是", "yes", "y", "true", "1", "√", "✓"}, {"", "否", "no", "n", "false", "0", "×"}
_ONE_VALUE = frozenset({Form.NAME, Form.ID_NUMBER, Form.CREDIT_CODE})
"""Nobody has two of these; a separator in them is part of the value."""


@dataclass(slots=True)
class Notes:
    """What is found wrong on the way through a table."""

    headings: Mapping[str, Words]
    refused: dict[Fault, None] = field(default_factory=dict)
    """Each once, however often a cell is looked at."""
    remarks: dict[Fault, None] = field(default_factory=dict)

    def refuse(self, line: Line, column: str, problem: Words, remedy: Words) -> None:
        self.refused[Fault(line.number, self._heading(column), problem, remedy)] = None

    def remark(self, line: Line, column: str, problem: Words, remedy: Words) -> None:
        self.remarks[Fault(line.number, self._heading(column), problem, remedy)] = None

    def _heading(self, column: str) -> str:
        return self.headings[column].zh


def text(notes: Notes, line: Line, column: str) -> str:
    """The cell's text, trimmed; empty where there is none, or where it cannot be read."""
    cell = line.cells.get(column, "")
    if isinstance(cell, Unreadable):
        notes.refuse(line, column, cell.problem, cell.remedy)
        return ""
    if _CONTROL.search(cell.strip()):
        notes.refuse(
            *(line, column),
            Words("含有不可见的控制字符", "holds control characters that cannot be seen"),
            Words("请重新输入该单元格", "type the cell anew"),
        )
        return ""
    return cell.strip()


def listed(notes: Notes, line: Line, column: str) -> tuple[str, ...]:
    """The cell's parts, each once."""
    parts = (part.strip() for part in _BETWEEN.split(text(notes, line, column)))
    return tuple(dict.fromkeys(part for part in parts if part))


def yes(notes: Notes, line: Line, column: str) -> bool:
    said = text(notes, line, column).casefold()
    if said not in _YES | _NO:
        notes.refuse(
            *(line, column),
            Words("应填“是”或“否”", "must be yes or no"),
            Words("不是管理员时留空即可", "leave it empty for no"),
        )
    return said in _YES


def of_item(notes: Notes, line: Line, item: Item) -> tuple[str, ...]:
    """The values in an item's cell. A check digit that does not fit is remarked, not refused."""
    column = column_of(item)
    said = text(notes, line, column)
    if not said:
        return ()
    parts = [said] if item.form in _ONE_VALUE else [part.strip() for part in _BETWEEN_VALUES.split(said)]
    found: dict[str, str] = {}
    for part in filter(None, parts):
        normal = normalised(item.form, part)
        if not normal:
            problem = Words(f"内容不是{item.zh}", f"is no {item.en}")
            notes.refuse(line, column, problem, Words("请核对后重填，没有则留空", "correct it, or leave it empty"))
        elif not fits(item.form, normal):
            problem = Words("位数或校验码不符，可能录入有误", "its length or check digit does not fit: mistyped?")
            notes.remark(line, column, problem, Words("已按原样导入，请核对", "taken as it is; please look at it"))
        found.setdefault(normal, part)
    return tuple(found.values())


def values_of(notes: Notes, line: Line, items: tuple[Item, ...]) -> dict[ItemId, tuple[str, ...]]:
    return {item.id: found for item in items if (found := of_item(notes, line, item))}
