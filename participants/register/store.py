"""Reading the register. What changes it is in ``participants/imports/store.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, func, or_, select

from participants.participant import ContactId, ItemId, Kind, ParticipantId
from participants.safe import ValueKey
from participants.tables import contacts, imports, participants, values
from storage.database import Transaction

from .held import Held, HeldContact

_OWN = ""


@dataclass(frozen=True, slots=True)
class SealedValue:
    """One value as it lies in the register. ``contact`` is empty for the participant's own."""

    participant: ParticipantId
    contact: ContactId
    item: ItemId
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Import:
    """One table that was applied."""

    seq: int
    at: datetime
    who: str
    file: str
    complete: bool
    added: int
    changed: int
    gone: int
    refused: int


async def held(tx: Transaction, id_: ParticipantId) -> Held | None:
    return next(iter(await _held(tx, participants.c.id == id_, values.c.participant == id_)), None)


async def everyone(tx: Transaction) -> dict[ParticipantId, Held]:
    """The whole register, for comparing a table with it."""
    return {one.id: one for one in await _held(tx, None, None)}


async def by_name_part(tx: Transaction, folded: str, *, most: int) -> list[Held]:
    """Companies with this in their name or code, the present ones first; ``folded`` is normalised."""
    named = participants.c.name_folded.contains(folded, autoescape=True)
    coded = participants.c.id.startswith(folded.upper(), autoescape=True)
    query = select(participants.c.id).where(or_(named, coded)).order_by(*_presently_first()).limit(most)
    return await several(tx, (await tx.execute(query)).scalars())


async def by_value(tx: Transaction, keys: Collection[ValueKey], *, most: int) -> list[Held]:
    """Participants who have one of these values, themselves or through a contact."""
    having = select(values.c.participant).where(values.c.key.in_(keys))
    query = select(participants.c.id).where(participants.c.id.in_(having)).order_by(*_presently_first()).limit(most)
    return await several(tx, (await tx.execute(query)).scalars())


async def several(tx: Transaction, ids: Iterable[str]) -> list[Held]:
    """These participants, in this order; few enough for one question."""
    wanted = list(ids)
    found = {
        one.id: one
        for one in await _held(tx, participants.c.id.in_(wanted), values.c.participant.in_(wanted))
        if wanted
    }
    return [found[ParticipantId(id_)] for id_ in wanted if id_ in found]


async def sealed_values(tx: Transaction, ids: Collection[ParticipantId]) -> list[SealedValue]:
    """What is kept of these participants, to be shown masked."""
    columns = (values.c.participant, values.c.contact, values.c.item, values.c.sealed)
    query = select(*columns).where(values.c.participant.in_(ids)).order_by(*columns[:3], values.c.key)
    return [SealedValue(*row) for row in await tx.execute(query)]


async def size(tx: Transaction) -> int:
    """Participants who are not gone."""
    query = select(func.count()).select_from(participants).where(participants.c.gone_at.is_(None))
    return int((await tx.execute(query)).scalar_one())


async def latest_imports(tx: Transaction, *, most: int) -> list[Import]:
    """The newest first."""
    query = select(imports).order_by(imports.c.seq.desc()).limit(most)
    return [_import(row) for row in (await tx.execute(query)).mappings()]


def _presently_first() -> tuple[ColumnElement[bool], ColumnElement[str], ColumnElement[str]]:
    return participants.c.gone_at.is_not(None), participants.c.name, participants.c.id


async def _held(tx: Transaction, who: ColumnElement[bool] | None, whose: ColumnElement[bool] | None) -> list[Held]:
    keys: defaultdict[tuple[str, str], defaultdict[ItemId, set[ValueKey]]] = defaultdict(lambda: defaultdict(set))
    query = select(values.c.participant, values.c.contact, values.c.item, values.c.key)
    for participant, contact, item, key in await tx.execute(query if whose is None else query.where(whose)):
        keys[participant, contact][ItemId(item)].add(ValueKey(key))
    people: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
    joined = select(contacts).join(participants, participants.c.id == contacts.c.participant)
    joined = joined.order_by(contacts.c.participant, contacts.c.contact)
    for participant, contact, administrator in await tx.execute(joined if who is None else joined.where(who)):
        people[participant].append((contact, administrator))
    rows = select(participants)

    def of(id_: str, contact: str) -> dict[ItemId, frozenset[ValueKey]]:
        return {item: frozenset(found) for item, found in keys[id_, contact].items()}

    return [
        _whole(
            row,
            of(row["id"], _OWN),
            tuple(HeldContact(ContactId(one), admin, of(row["id"], one)) for one, admin in people[row["id"]]),
        )
        for row in (await tx.execute(rows if who is None else rows.where(who))).mappings()
    ]


def _whole(row: RowMapping, own: dict[ItemId, frozenset[ValueKey]], speaking: tuple[HeldContact, ...]) -> Held:
    return Held(
        id=ParticipantId(row["id"]),
        kind=Kind(row["kind"]),
        name=row["name"],
        lines=tuple(row["lines"]),
        classes=tuple(row["classes"]),
        gone=row["gone_at"] is not None,
        own=own,
        contacts=speaking,
    )


def _import(row: RowMapping) -> Import:
    return Import(**{name: row[name] for name in Import.__dataclass_fields__})
