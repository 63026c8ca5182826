"""What the columns of a table are called, in both languages; the items of ``identity.yaml`` among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from participants.normal import normalised
from participants.rules import Form, IdentityRules, Item, Whose

from .fault import BadTable, Fault, Words
from .sheet import Line, Sheet

CODE, KIND, TITLE, LINES, CLASSES, ADMINISTRATOR = "code", "kind", "title", "lines", "classes", "administrator"
"""Columns that every table may have; those of items are called ``item:<id>``."""

NEEDED = (CODE, KIND, TITLE)


@dataclass(frozen=True, slots=True)
class Column:
    """``hint`` is what the template says of it."""

    key: str
    heading: Words
    hint: Words


def column_of(item: Item) -> str:
    return f"item:{item.id}"


def columns(rules: IdentityRules) -> tuple[Column, ...]:
    """In the order of the template."""
    code = Words(
        "必填，交易中心的注册编码；同一编码可占多行，每行一名联系人",
        "required: the exchange's registration code; one row for each contact",
    )
    kind = Words(
        "必填，企业或个人；同一编码的后续行可留空",
        "required: company or person; may be left empty in a code's further rows",
    )
    title = Words("企业必填全称；个人填姓名", "a company's full name, or a person's")
    lines = Words("所在交易中心的专线代号或名称，多个用顿号分隔", "codes or names of lines, separated by “、” or “;”")
    classes = Words("如发电企业、售电公司、电力用户，多个用顿号分隔", "e.g. generator, retailer, consumer")
    admin = Words(
        "该联系人是平台管理员时填“是”，核验企业身份时只认管理员",
        "yes for the platform's administrators, who alone count when a company is verified",
    )
    return (
        Column(CODE, Words("市场主体编码", "participant code"), code),
        Column(KIND, Words("类型", "kind"), kind),
        Column(TITLE, Words("名称", "name"), title),
        Column(LINES, Words("专线", "lines"), lines),
        Column(CLASSES, Words("类别", "classes"), classes),
        *(_of_item(item) for item in rules.of(Whose.COMPANY)),
        *(_of_item(item) for item in rules.of(Whose.CONTACT)),
        Column(ADMINISTRATOR, Words("是否管理员", "administrator"), admin),
    )


def heading_of(item: Item) -> Words:
    """What the item's column is called; a contact's are told from the company's own."""
    if item.whose is Whose.COMPANY:
        return Words(item.zh, item.en)
    return Words(f"联系人{item.zh}", f"contact {item.en}")


def contact_columns(rules: IdentityRules) -> frozenset[str]:
    return frozenset({ADMINISTRATOR, *(column_of(item) for item in rules.of(Whose.CONTACT))})


@dataclass(frozen=True, slots=True)
class Headed:
    """A table whose columns are known. ``ignored`` are headings that mean nothing to us."""

    present: frozenset[str]
    """Of what the table has no column it says nothing, and the register keeps what it has."""
    lines: tuple[Line, ...]
    ignored: tuple[str, ...]


def headed(sheet: Sheet, rules: IdentityRules) -> Headed:
    """Raises ``BadTable`` where a column is missing or given twice."""
    known = dict(_spellings(rules))
    found = [known.get(_folded(heading)) for heading in sheet.headings]
    faults = [*_missing(found, rules), *_halved(found, rules), *_twice(found, rules)]
    if faults:
        raise BadTable(*faults)
    places = {key: place for place, key in enumerate(found) if key}
    lines = tuple(
        Line(row.number, {key: row.cells[place] for key, place in places.items() if place < len(row.cells)})
        for row in sheet.rows
    )
    ignored = tuple(text.strip() for text, key in zip(sheet.headings, found, strict=True) if not key and text.strip())
    return Headed(frozenset(places), lines, ignored)


def _of_item(item: Item) -> Column:
    hints = {
        Form.NAME: Words("姓名，企业联系人必填", "required of a company's contact"),
        Form.PHONE: Words(
            "可填多个，用顿号分隔；固定电话写区号", "several are separated by “;”; landlines with area code"
        ),
        Form.DIGITS: Words(
            "可填多个，用顿号分隔；整列设为文本格式", "several are separated by “;”; format the column as text"
        ),
    }
    return Column(
        column_of(item), heading_of(item), hints.get(item.form, Words("整列设为文本格式", "format the column as text"))
    )


def _spellings(rules: IdentityRules) -> Iterator[tuple[str, str]]:
    """How a heading may be written → its column; what is said first gives way to what is said later."""
    for item in rules.of(Whose.CONTACT):  # without “contact” as well, where nothing else is called so
        yield from ((_folded(item.zh), column_of(item)), (_folded(item.en), column_of(item)))
    for column in columns(rules):
        yield from ((_folded(column.heading.zh), column.key), (_folded(column.heading.en), column.key))


def _folded(heading: str) -> str:
    return normalised(Form.NAME, heading).rstrip("*:：")


def _missing(found: list[str | None], rules: IdentityRules) -> Iterator[Fault]:
    for column in columns(rules):
        if column.key in NEEDED and column.key not in found:
            name = column.heading
            problem = Words(f"缺少“{name.zh}”列", f"there is no column “{name.en}”")
            yield Fault(None, name.zh, problem, Words("请按模板补上表头", "add the heading, as in the template"))


def _halved(found: list[str | None], rules: IdentityRules) -> Iterator[Fault]:
    """Contacts are known by several columns together: a table has them all, or says nothing of contacts."""
    belonging = contact_columns(rules)
    missing = [column for column in columns(rules) if column.key in belonging - set(found)]
    if missing and len(missing) < len(belonging):
        zh, en = "、".join(one.heading.zh for one in missing), ", ".join(one.heading.en for one in missing)
        problem = Words(f"联系人的列不齐，缺少：{zh}", f"columns of contacts are missing: {en}")
        remedy = Words("请补齐这些列，或删去全部联系人的列", "add them, or leave out all columns of contacts")
        yield Fault(None, missing[0].heading.zh, problem, remedy)


def _twice(found: list[str | None], rules: IdentityRules) -> Iterator[Fault]:
    names = {column.key: column.heading for column in columns(rules)}
    for key, count in Counter(found).items():
        if key and count > 1:
            name = names[key]
            problem = Words(f"“{name.zh}”列出现了 {count} 次", f"the column “{name.en}” is there {count} times")
            yield Fault(None, name.zh, problem, Words("请只保留一列", "keep one of them"))
