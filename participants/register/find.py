"""Looking somebody up: a company by any part of its name, anybody by one whole value of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from participants.masking import masked
from participants.normal import normalised
from participants.participant import ItemId, Kind, ParticipantId
from participants.rules import NAME, Form
from participants.safe import Safe
from storage.database import Transaction

from . import store
from .held import Held

MOST_FOUND = 20
SHORTEST = 2
"""Characters: one alone would be in half of all names."""


@dataclass(frozen=True, slots=True)
class FoundContact:
    """``items`` are masked."""

    administrator: bool
    items: Sequence[tuple[ItemId, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A participant as it may be shown to whoever looks one up."""

    id: ParticipantId
    kind: Kind
    name: str
    """A company's name; a person's masked."""
    lines: tuple[str, ...]
    classes: tuple[str, ...]
    gone: bool
    items: Sequence[tuple[ItemId, str]]
    contacts: Sequence[FoundContact]


async def find(tx: Transaction, safe: Safe, text: str) -> list[Found]:
    """At most ``MOST_FOUND``; a whole value finds more surely than a name and is tried first."""
    folded = normalised(Form.NAME, text)
    if len(folded) < SHORTEST:
        return []
    keys = {key for item in safe.rules.searched if (key := safe.key(item, text))}
    found = await store.by_value(tx, keys, most=MOST_FOUND)
    named = await store.by_name_part(tx, folded, most=MOST_FOUND)
    known = {one.id for one in found}
    return await shown(tx, safe, [*found, *(one for one in named if one.id not in known)][:MOST_FOUND])


async def having_phone(tx: Transaction, safe: Safe, number: str) -> list[Found]:
    """Whose number this is, themselves or through a contact."""
    phones = [item.id for item in safe.rules.items.values() if item.form is Form.PHONE]
    keys = {key for item in phones if (key := safe.key(item, number))}
    return await shown(tx, safe, await store.by_value(tx, keys, most=MOST_FOUND))


async def shown(tx: Transaction, safe: Safe, found: Sequence[Held]) -> list[Found]:
    """These participants with what is kept of them, masked."""
    items: defaultdict[tuple[str, str], list[tuple[ItemId, str]]] = defaultdict(list)
    for value in await store.sealed_values(tx, [one.id for one in found]):
        if item := safe.rules.items.get(value.item):  # what the configuration no longer names is not shown
            hidden = masked(item.form, safe.written(value.sealed))
            items[value.participant, value.contact].append((item.id, hidden))
    order = list(safe.rules.items)
    return [
        _shown(one, {key: sorted(held, key=lambda of: order.index(of[0])) for key, held in items.items()})
        for one in found
    ]


def _shown(one: Held, items: dict[tuple[str, str], list[tuple[ItemId, str]]]) -> Found:
    contacts = [FoundContact(who.administrator, tuple(items.get((one.id, who.id), ()))) for who in one.contacts]
    name = one.name
    if one.kind is Kind.PERSON and contacts:
        name = dict(contacts[0].items).get(NAME, "")
    own = tuple(items.get((one.id, ""), ()))
    return Found(one.id, one.kind, name, one.lines, one.classes, one.gone, own, tuple(contacts))
