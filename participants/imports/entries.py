"""The rows of a table as participants; what cannot be one is refused with its place and a remedy.

Rows with the same code are one participant: the first says what it is, the others may repeat that or leave it empty,
and each may name one contact. Where one of its rows is refused the whole participant stays as the register has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from participants.normal import normalised
from participants.participant import Contact, ItemId, Kind, Participant, ParticipantId
from participants.rules import NAME, Form, IdentityRules, Whose

from . import cells
from .cells import Notes
from .fault import Fault, Words
from .headings import ADMINISTRATOR, CLASSES, CODE, KIND, LINES, TITLE, Headed, column_of, columns
from .sheet import Line

_CODE = re.compile(r"[0-9A-Z][0-9A-Z_.-]{0,39}")
_KINDS = {"企业": Kind.COMPANY, "公司": Kind.COMPANY, "company": Kind.COMPANY}
_KINDS |= {"个人": Kind.PERSON, "自然人": Kind.PERSON, "person": Kind.PERSON}
_NAME_COLUMN = f"item:{NAME}"


@dataclass(frozen=True, slots=True)
class Entries:
    """What a table says. ``unsure``: a row has no readable code, so nobody can be said to be missing in the table."""

    participants: tuple[Participant, ...]
    refused: tuple[Fault, ...]
    left_alone: frozenset[ParticipantId]
    """Who is named in a refused row."""
    remarks: tuple[Fault, ...]
    """What is probably mistyped, and taken nevertheless."""
    unsure: bool
    present: frozenset[str]
    """The columns that the table has."""
    ignored: tuple[str, ...]


def read_entries(table: Headed, rules: IdentityRules, lines: Mapping[str, str]) -> Entries:
    """``lines``: how a line may be written → its code, for the column of lines."""
    notes = Notes({column.key: column.heading for column in columns(rules)})
    reader = _Reader(rules, {_plain(name): code for name, code in lines.items()}, notes)
    rows: dict[ParticipantId, list[Line]] = {}
    unsure = False
    for line in table.lines:
        code = reader.code(line)
        unsure |= code is None
        if code is not None:
            rows.setdefault(code, []).append(line)
    made, left_alone = [], set()
    for code, group in rows.items():
        before = len(notes.refused)
        participant = reader.participant(code, group)
        if len(notes.refused) == before:
            made.append(participant)
        else:
            left_alone.add(code)
    return Entries(
        tuple(made),
        _by_row(notes.refused),
        frozenset(left_alone),
        _by_row(notes.remarks),
        unsure,
        table.present,
        table.ignored,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows; faults go into the notes, and what is read of a faulty row is thrown away by the caller."""

    rules: IdentityRules
    lines: Mapping[str, str]
    notes: Notes

    def code(self, line: Line) -> ParticipantId | None:
        before = len(self.notes.refused)
        code = _plain(cells.text(self.notes, line, CODE)).upper()
        if _CODE.fullmatch(code):
            return ParticipantId(code)
        if len(self.notes.refused) == before:
            problem = Words(
                "没有市场主体编码，或含有不允许的字符", "no participant code, or one with letters not allowed"
            )
            remedy = Words("只用字母、数字和 - _ .，不超过 40 位", "letters, digits and - _ . only, at most 40")
            self.notes.refuse(line, CODE, problem, remedy)
        return None

    def participant(self, code: ParticipantId, rows: Sequence[Line]) -> Participant:
        first = rows[0]
        kind = self._kind(first)
        self._repeats(rows)
        contacts = self._contacts(rows, kind)
        title = cells.text(self.notes, first, TITLE)
        if kind is Kind.COMPANY and not title:
            self._refuse(first, TITLE, "企业没有名称", "a company without a name", "请填写全称", "write its full name")
        return Participant(
            id=code,
            kind=kind,
            name=title if kind is Kind.COMPANY else "",
            lines=self._lines(first),
            classes=cells.listed(self.notes, first, CLASSES),
            values=self._own_values(first, kind),
            contacts=contacts,
        )

    def _kind(self, line: Line) -> Kind:
        kind = _KINDS.get(_plain(cells.text(self.notes, line, KIND)).casefold())
        if kind is None:
            self._refuse(line, KIND, "类型不明", "no known kind", "请填“企业”或“个人”", "write company or person")
        return kind or Kind.COMPANY

    def _own_values(self, line: Line, kind: Kind) -> dict[ItemId, tuple[str, ...]]:
        items = self.rules.of(Whose.COMPANY)
        if kind is Kind.COMPANY:
            return cells.values_of(self.notes, line, items)
        for item in items:
            if cells.text(self.notes, line, column_of(item)):
                zh, en = f"个人没有{item.zh}", f"a person has no {item.en}"
                self._refuse(line, column_of(item), zh, en, "请留空或改为企业", "leave it empty, or make it a company")
        return {}

    def _repeats(self, rows: Sequence[Line]) -> None:
        """What the first row says of the participant itself the others may say again, and nothing else."""
        own = (KIND, TITLE, LINES, CLASSES, *(column_of(item) for item in self.rules.of(Whose.COMPANY)))
        for line in rows[1:]:
            for column in own:
                said = cells.text(self.notes, line, column)
                if said and said != cells.text(self.notes, rows[0], column):
                    zh, en = (
                        f"与第 {rows[0].number} 行同一编码的内容不一致",
                        f"differs from row {rows[0].number}, same code",
                    )
                    self._refuse(line, column, zh, en, "请改为一致，或留空", "make them the same, or leave it empty")

    def _lines(self, line: Line) -> tuple[str, ...]:
        known = []
        for said in cells.listed(self.notes, line, LINES):
            code = self.lines.get(_plain(said).removesuffix("专线"))
            if code is None:
                codes = "、".join(sorted(set(self.lines.values())))
                zh, en = "没有这条专线", "there is no such line"
                self._refuse(line, LINES, zh, en, f"可用：{codes}", f"known: {codes}")
            else:
                known.append(code)
        return tuple(dict.fromkeys(known))

    def _contacts(self, rows: Sequence[Line], kind: Kind) -> tuple[Contact, ...]:
        if kind is Kind.PERSON:
            return self._oneself(rows)
        found: dict[tuple[tuple[ItemId, str], ...], Contact] = {}
        for line in rows:
            contact = self._contact(line)
            if contact is None:
                continue
            who = told_apart(self.rules, contact)
            if who in found:
                zh, en = "同一联系人出现了两次", "the same contact twice"
                self._refuse(line, _NAME_COLUMN, zh, en, "请合并为一行", "make them one row")
            found[who] = contact
        return tuple(found.values())

    def _contact(self, line: Line) -> Contact | None:
        items = cells.values_of(self.notes, line, self.rules.of(Whose.CONTACT))
        administrator = cells.yes(self.notes, line, ADMINISTRATOR)
        if not items and not administrator:
            return None
        if NAME not in items:
            zh, en = "联系人没有姓名", "a contact without a name"
            self._refuse(line, _NAME_COLUMN, zh, en, "请填写姓名，或清空该联系人", "name them, or clear the contact")
        return Contact(items, administrator)

    def _oneself(self, rows: Sequence[Line]) -> tuple[Contact, ...]:
        """A person's one row; the name stands in either column."""
        line = rows[0]
        for further in rows[1:]:
            zh, en = f"个人只占一行，第 {line.number} 行已有", f"a person has one row; row {line.number} is theirs"
            self._refuse(further, CODE, zh, en, "请删去这一行", "remove this one")
        items = cells.values_of(self.notes, line, self.rules.of(Whose.CONTACT))
        title = cells.text(self.notes, line, TITLE)
        if title and items.get(NAME, (title,)) != (title,):
            zh, en = "与联系人姓名不一致", "differs from the contact's name"
            self._refuse(line, TITLE, zh, en, "个人的两处姓名应相同", "both must be the person's own")
        if title:
            items[NAME] = (title,)
        if NAME not in items:
            self._refuse(line, TITLE, "没有姓名", "no name", "请填写姓名", "write the person's name")
        return (Contact(items),)

    def _refuse(self, line: Line, column: str, zh: str, en: str, *remedy: str) -> None:
        self.notes.refuse(line, column, Words(zh, en), Words(*remedy))


def told_apart(rules: IdentityRules, contact: Contact) -> tuple[tuple[ItemId, str], ...]:
    """What makes a contact the same one in the next table, normalised: the ID number, else the account, else name and
    phones."""
    for form in (Form.ID_NUMBER, Form.ACCOUNT):
        for item in rules.of(Whose.CONTACT):
            if item.form is form and item.id in contact.values:
                return ((item.id, normalised(form, contact.values[item.id][0])),)
    left = [item for item in rules.of(Whose.CONTACT) if item.form in {Form.NAME, Form.PHONE}]
    return tuple((item.id, normalised(item.form, text)) for item in left for text in contact.values.get(item.id, ()))


def _by_row(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda one: one.row or 0))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
