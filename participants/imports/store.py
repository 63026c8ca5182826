"""Writing the register. What is new is laid down beforehand, and seen by nobody until its participant's row stands."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import bindparam, delete, func, insert, select, update

from participants.normal import normalised
from participants.participant import ParticipantId
from participants.register.held import Held
from participants.register.store import Import
from participants.rules import Form
from participants.safe import Safe
from participants.tables import contacts, imports, participants, values
from storage.database import Transaction
from storage.insert import insert_new

from .difference import Change, Laid, Place, places

Rows = list[dict[str, Any]]

_LAYING_LOCK = 0x4C6179696E67  # any number, the same in all processes: PostgreSQL lets one import lay down at a time

Token = NewType("Token", str)
"""Who is laying down values now: a row that belongs to no participant, and goes when somebody else begins."""


async def base(tx: Transaction) -> int:
    """The import that the register stands on; 0 before the first."""
    return int((await tx.execute(select(func.max(imports.c.seq)))).scalar_one() or 0)


async def begin_laying(tx: Transaction, nothing: bytes, stands_on: int) -> Token | None:
    """Sweep up what an import laid down that never came to its end, and begin one's own, ending any other's.

    ``nothing``: an empty text, sealed, as everything in that column is. None where the register no longer stands on
    the import ``stands_on``: whom the table adds may be there by now.
    """
    await _one_at_a_time(tx)
    if await base(tx) != stands_on:
        return None
    for table in (values, contacts):
        await tx.execute(delete(table).where(table.c.participant.not_in(select(participants.c.id))))
    token = Token(secrets.token_hex(16))
    await tx.execute(insert(values).values(**_token_row(token), sealed=nothing))
    return token


async def may_go_on(tx: Transaction, token: Token) -> bool:
    """False where another import has begun since, and swept up what was laid down under this token."""
    await _one_at_a_time(tx)
    mine = select(values.c.key).where(*(values.c[name] == value for name, value in _token_row(token).items()))
    return (await tx.execute(mine)).first() is not None


async def end_laying(tx: Transaction, token: Token) -> None:
    await tx.execute(delete(values).where(*(values.c[name] == value for name, value in _token_row(token).items())))


async def lay(tx: Transaction, rows_of_values: Rows, rows_of_contacts: Rows) -> None:
    """Contacts and sealed values of participants who are not there yet."""
    if rows_of_contacts:
        await tx.execute(insert(contacts), rows_of_contacts)
    if rows_of_values:
        await tx.execute(insert(values), rows_of_values)


async def add(tx: Transaction, rows: Rows) -> None:
    """The participants themselves, by which everything laid down for them is seen."""
    if rows:
        await tx.execute(insert(participants), rows)


async def change(tx: Transaction, changed: Sequence[Change], new_values: Rows) -> None:
    """Make these participants as the table has them; ``new_values`` are sealed already."""
    await _rename(tx, [one for one in changed if _says_otherwise(one)])
    await _remove(
        tx, [(one.before.id, place) for one in changed for place in places(one.before) - set(one.after.values)]
    )
    await _replace_contacts(tx, changed)
    await lay(tx, new_values, [])


async def mark_gone(tx: Transaction, gone: Sequence[Held], *, at: datetime) -> None:
    if gone:
        here = update(participants).where(participants.c.id == bindparam("this_id"))
        await tx.execute(here.values(gone_at=at), [{"this_id": one.id} for one in gone])


async def enter(tx: Transaction, one: Import, sha256: str) -> bool:
    """Enter the import into the list; False where another one was applied since."""
    return await insert_new(tx, imports, {**asdict(one), "sha256": sha256})


def value_rows(id_: ParticipantId, these: Iterable[tuple[Place, str]], safe: Safe) -> Rows:
    """Sealed, ready to be written."""
    return [
        {"participant": id_, "contact": who, "item": item, "key": key, "sealed": safe.kept(item, text)}
        for (who, item, key), text in these
    ]


def participant_rows(added: Sequence[Laid]) -> Rows:
    return [_row(one) for one in added]


def contact_rows(one: Laid) -> Rows:
    return [
        {"participant": one.id, "contact": who, "administrator": administrator}
        for who, administrator in one.contacts.items()
    ]


async def _one_at_a_time(tx: Transaction) -> None:
    """Let imports lay down one after another, so that each sweeps up all that was laid down before.

    SQLite has one writer anyway. A lock on the token's row would not do on PostgreSQL: a sweep that waited for it
    does not see what was laid down meanwhile.
    """
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(_LAYING_LOCK)))


def _token_row(token: Token) -> dict[str, str]:
    return {"participant": "", "contact": "", "item": "", "key": token}


def _row(one: Laid) -> dict[str, Any]:
    who = one.participant
    return {
        "id": who.id,
        "kind": who.kind.value,
        "name": who.name,
        "name_folded": normalised(Form.NAME, who.name),
        "lines": list(who.lines),
        "classes": list(who.classes),
        "gone_at": None,
    }


def _says_otherwise(one: Change) -> bool:
    """Whether the participant's own row changes, and not only what is held of them."""
    before, now = one.before, one.after.participant
    was = (before.kind, before.name, before.lines, before.classes)
    return before.gone or was != (now.kind, now.name, now.lines, now.classes)


async def _rename(tx: Transaction, changed: Sequence[Change]) -> None:
    if changed:
        rows = [{f"new_{name}": value for name, value in _row(one.after).items()} for one in changed]
        here = update(participants).where(participants.c.id == bindparam("new_id"))
        given: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _row(changed[0].after) if name != "id"}
        await tx.execute(here.values(given), rows)


async def _remove(tx: Transaction, those: Sequence[tuple[ParticipantId, Place]]) -> None:
    names = ("participant", "contact", "item", "key")
    query = delete(values).where(*(values.c[name] == bindparam(f"this_{name}") for name in names))
    rows = [dict(zip((f"this_{name}" for name in names), (id_, *place), strict=True)) for id_, place in those]
    if rows:
        await tx.execute(query, rows)


async def _replace_contacts(tx: Transaction, changed: Sequence[Change]) -> None:
    moved = [
        one.after for one in changed if {who.id: who.administrator for who in one.before.contacts} != one.after.contacts
    ]
    if moved:
        query = delete(contacts).where(contacts.c.participant == bindparam("this_id"))
        await tx.execute(query, [{"this_id": one.id} for one in moved])
        await lay(tx, [], [row for one in moved for row in contact_rows(one)])
