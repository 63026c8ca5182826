"""Merging, taking apart and linking orders, each pair in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Transaction
from storage.ids import OrderNumber

from . import store
from .case import Acting, Case
from .kinship import Family, Together, link, merge, unlink, unmerge
from .means import Means
from .refusal import Refused, Stale
from .relation import sees
from .use import Outcome, Seen, found, keep


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants ``seen`` to belong, or no longer to belong, to ``other``."""

    seen: Seen
    other: OrderNumber
    by: Acting
    at: datetime
    reason: str = ""
    kind: str = ""
    """Of a link: ``words.LINK_KINDS``."""


async def merge_into(tx: Transaction, means: Means, wish: Wish) -> Outcome:
    """The order follows the other from now on; its clocks stand still."""
    family = await _family(tx, means, wish)
    if not isinstance(family, Family):
        return family
    has_children = bool(await store.children_numbers(tx, family.one.number))
    return await _kept(tx, means, family, merge(means.loop, family, has_children=has_children))


async def take_out(tx: Transaction, means: Means, wish: Wish) -> Outcome:
    """The order goes on by itself, from where it stood."""
    family = await _family(tx, means, wish)
    return await _kept(tx, means, family, unmerge(means.loop, family)) if isinstance(family, Family) else family


async def link_to(tx: Transaction, means: Means, wish: Wish) -> Outcome:
    family = await _family(tx, means, wish)
    if not isinstance(family, Family):
        return family
    together = link(means.loop, family, wish.kind, linked=await _kind(tx, family) is not None)
    if isinstance(together, Together):
        await store.add_link(tx, family.one.number, family.other.number, wish.kind, together.entries[0])
    return await _kept(tx, means, family, together)


async def unlink_from(tx: Transaction, means: Means, wish: Wish) -> Outcome:
    family = await _family(tx, means, wish)
    if not isinstance(family, Family):
        return family
    kind = await _kind(tx, family)
    together = unlink(means.loop, family, kind or "", linked=kind is not None)
    if isinstance(together, Together):
        await store.drop_link(tx, family.one.number, family.other.number)
    return await _kept(tx, means, family, together)


async def _family(tx: Transaction, means: Means, wish: Wish) -> Family | Refused | Stale:
    """Both orders, locked in the order of their numbers as everybody does who locks several."""
    both = {number: await found(tx, means, number, wish.at) for number in sorted({wish.seen.number, wish.other})}
    one, other = both[wish.seen.number], both[wish.other]
    if one is None or other is None:
        return Refused("no_such_order")
    if not all(sees(means.loop, case, wish.by) for case in (one, other)):
        return Refused("not_seen")
    if one.revision != wish.seen.revision:
        return Stale(one, await store.entries_of(tx, one.number, since=wish.seen.revision))
    return Family(one, other, wish.by, wish.at, wish.reason)


async def _kept(tx: Transaction, means: Means, family: Family, together: Together | Refused) -> Case | Refused:
    if isinstance(together, Refused):
        return together
    mine, theirs = together.entries
    await keep(tx, means, family.one, together.one, (mine,))
    await keep(tx, means, family.other, together.other, (theirs,))
    return together.one


async def _kind(tx: Transaction, family: Family) -> str | None:
    """How the two are linked already."""
    pair = {family.one.number, family.other.number}
    there = await store.links_of(tx, family.one.number)
    return next((kind for one, other, kind in there if {one, other} == pair), None)
