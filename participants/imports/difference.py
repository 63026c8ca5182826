"""A table compared with the register: who is new, who changed and in what, who is missing. Pure, and without values.

Values are compared as keyed hashes, so nothing that lies sealed is opened for it. Of what the table has no column the
register keeps what it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from participants.participant import Contact, ContactId, ItemId, Kind, Participant, ParticipantId
from participants.register.held import Held
from participants.rules import Whose
from participants.safe import Safe, ValueKey

from .entries import Entries, told_apart
from .fault import Fault, Words
from .headings import CLASSES, LINES, column_of, contact_columns, heading_of

Place = tuple[ContactId, ItemId, ValueKey]
"""Where one value lies: whose, which, and its hash. The participant's own have an empty contact."""

_OWN = ContactId("")
_ONESELF = ContactId("self")
"""A person stays the same contact whatever of them changes."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A participant of the table as the register would keep it; ``values`` are still in clear."""

    participant: Participant
    contacts: Mapping[ContactId, bool]
    """Whether each is an administrator."""
    values: Mapping[Place, str] = field(repr=False)

    @property
    def id(self) -> ParticipantId:
        return self.participant.id


@dataclass(frozen=True, slots=True)
class Change:
    """One participant, before and after. ``fields`` name what differs, for people."""

    before: Held
    after: Laid
    fields: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What applying the table would do. ``base`` is the import that the register stands on, 0 before the first."""

    base: int
    complete: bool
    added: tuple[Laid, ...]
    changed: tuple[Change, ...]
    gone: tuple[Held, ...]
    """Present in the register and not in the table; marked as gone where the table is said to be complete."""
    same: int
    refused: tuple[Fault, ...]
    remarks: tuple[Fault, ...]
    ignored: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or (self.gone and self.complete))


@dataclass(frozen=True, slots=True)
class Register:
    """What a table is compared with."""

    base: int
    held: Mapping[ParticipantId, Held]


def difference(entries: Entries, register: Register, safe: Safe, *, complete: bool) -> Difference:
    """``complete``: whoever is not in the table is gone. Nobody is where a row does not even say whose it is."""
    added: list[Laid] = []
    changed: list[Change] = []
    for one in entries.participants:
        before = register.held.get(one.id)
        after = laid(one, safe, before, entries.present)
        if before is None:
            added.append(after)
        elif fields := tuple(_fields(before, after, safe)):
            changed.append(Change(before, after, fields))
    named = {one.id for one in entries.participants} | entries.left_alone
    missing = tuple(held for id_, held in register.held.items() if id_ not in named and not held.gone)
    return Difference(
        base=register.base,
        complete=complete and not entries.unsure,
        added=tuple(added),
        changed=tuple(changed),
        gone=missing,
        same=len(entries.participants) - len(added) - len(changed),
        refused=entries.refused,
        remarks=entries.remarks,
        ignored=entries.ignored,
    )


def laid(one: Participant, safe: Safe, before: Held | None, present: frozenset[str]) -> Laid:
    """The participant under hashes, with what the register keeps of the columns that the table lacks."""
    values: dict[Place, str] = {}
    contacts: dict[ContactId, bool] = {}
    for item, texts in one.values.items():
        values |= {(_OWN, item, key): text for text in texts if (key := safe.key(item, text))}
    for contact in one.contacts:
        who = _ONESELF if one.kind is Kind.PERSON else _known_as(contact, before, safe)
        contacts[who] = contact.administrator
        for item, texts in contact.values.items():
            values |= {(who, item, key): text for text in texts if (key := safe.key(item, text))}
    if before is None:
        return Laid(one, contacts, values)
    if not present & contact_columns(safe.rules) and before.kind is one.kind:
        contacts = {contact.id: contact.administrator for contact in before.contacts}
        values = {place: text for place, text in values.items() if place[0] == _OWN}
        values |= {place: "" for place in places(before) if place[0] != _OWN}
    in_table = {item.id for item in safe.rules.of(Whose.COMPANY) if column_of(item) in present}
    values |= {place: "" for place in places(before) if place[0] == _OWN and place[1] not in in_table}
    return Laid(_with_kept_columns(one, before, present), contacts, values)


def places(held: Held) -> frozenset[Place]:
    """Where everything lies that is held of a participant."""
    own = {(_OWN, item, key) for item, keys in held.own.items() for key in keys}
    theirs = {(one.id, item, key) for one in held.contacts for item, keys in one.keys.items() for key in keys}
    return frozenset(own | theirs)


def _with_kept_columns(one: Participant, before: Held, present: frozenset[str]) -> Participant:
    return Participant(
        one.id,
        one.kind,
        one.name,
        one.lines if LINES in present else before.lines,
        one.classes if CLASSES in present else before.classes,
        one.values,
        one.contacts,
    )


def _known_as(contact: Contact, before: Held | None, safe: Safe) -> ContactId:
    """The contact whom the register has with the same number, account, or name and phone; else a new one."""
    keys = [(item, key) for item, text in told_apart(safe.rules, contact) if (key := safe.key(item, text))]
    for held in before.contacts if before else ():
        if keys and all(key in held.keys.get(item, ()) for item, key in keys):
            return held.id
    return ContactId("-".join(key[:16] for _, key in keys))


def _fields(before: Held, after: Laid, safe: Safe) -> Iterator[Words]:
    now = after.participant
    if before.gone:
        yield Words("重新列入", "back in the table")
    if before.kind is not now.kind:
        yield Words("类型", "kind")
    if before.name != now.name:
        yield Words("名称", "name")
    if before.lines != now.lines:
        yield Words("专线", "lines")
    if before.classes != now.classes:
        yield Words("类别", "classes")
    moved = places(before) ^ after.values.keys()
    for item in safe.rules.of(Whose.COMPANY):
        if any(place[0] == _OWN and place[1] == item.id for place in moved):
            yield heading_of(item)
    yield from _of_contacts(before, after, moved, safe)


def _of_contacts(before: Held, after: Laid, moved: frozenset[Place], safe: Safe) -> Iterator[Words]:
    old = {one.id: one.administrator for one in before.contacts}
    new = after.contacts
    if count := len(new.keys() - old.keys()):
        yield Words(f"新增联系人 {count} 名", f"{count} contacts added")
    if count := len(old.keys() - new.keys()):
        yield Words(f"移除联系人 {count} 名", f"{count} contacts removed")
    both = old.keys() & new.keys()
    for item in safe.rules.of(Whose.CONTACT):
        if any(place[0] in both and place[1] == item.id for place in moved):
            yield heading_of(item)
    if any(old[one] != new[one] for one in both):
        yield Words("是否管理员", "administrator")
