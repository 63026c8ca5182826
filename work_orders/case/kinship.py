"""Orders that belong together: merged duplicates (the child follows its parent) and linked orders. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from schedules.answer import Because as Words
from storage.ids import PersonId
from work_orders.loop.loop import Actor, Input, Loop
from work_orders.loop.risk import RiskId

from .case import Acting, Case, Entry
from .clean import clean
from .differences import differences
from .inputs import LONGEST
from .refusal import Refused
from .relation import relations, sees
from .words import FOLLOWED_PARENT, LET_GO, LINK_KINDS, LINKED, MERGED, TOOK_IN, UNLINKED, UNMERGED

MERGERS = frozenset({Actor.OWNER, Actor.AGENT, Actor.DISPATCHER, Actor.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Family:
    """Two orders, and what is to become of their relation."""

    one: Case
    other: Case
    by: Acting
    at: datetime
    reason: str = ""
    risk: RiskId | None = None
    """What ``other`` is raised to; None: its level stays."""

    @property
    def why(self) -> str | Words:
        """The reason as it is kept, or what is wrong with it."""
        return clean(self.reason, longest=LONGEST[Input.REASON], lines=True) or Words("请填写理由。", "Give a reason.")


@dataclass(frozen=True, slots=True)
class Together:
    """Both orders afterwards, each with its row."""

    one: Case
    other: Case
    entries: tuple[Entry, Entry]


def merge(loop: Loop, family: Family, *, has_children: bool) -> Together | Refused:
    """``one`` follows ``other`` from now on; ``has_children``: others follow ``one`` already."""
    refused = _forbidden(loop, family)
    if refused:
        return refused
    if family.one.parent is not None or family.other.parent is not None:
        return Refused("merged")
    if has_children:
        return Refused("has_children")
    child = replace(family.one, parent=family.other.number)
    if loop.rank(child.risk) > loop.rank(family.other.risk):  # what follows it must not be looked after less
        family = replace(family, risk=child.risk)
    return _told(family, child, (MERGED, TOOK_IN))


def unmerge(loop: Loop, family: Family) -> Together | Refused:
    """``one`` stops following ``other`` and goes on from where it stood."""
    if family.one.parent != family.other.number:
        return Refused("not_merged")
    if family.other.archived_at is not None:
        return Refused("parent_archived")
    refused = _forbidden(loop, family)
    return refused or _told(family, replace(family.one, parent=None), (UNMERGED, LET_GO))


def follow_to_the_end(
    loop: Loop, child: Case, parent: Case, *, by: PersonId | None, at: datetime
) -> tuple[Case, Entry]:
    """A child is archived with its parent, and has its answer. ``by``: None for the engine."""
    after = replace(
        child, step=loop.end, entered_at=at, archived_at=at, result=parent.result, revision=child.revision + 1
    )
    inputs = {"order": parent.number}
    entry = Entry(child.number, after.revision, at, by, FOLLOWED_PARENT, child.step, after.step, inputs)
    return after, entry


def link(loop: Loop, family: Family, kind: str, *, linked: bool) -> Together | Refused:
    """``kind``: ``related``, or ``grew_from``: ``one`` is a new demand that was heard while handling ``other``."""
    if kind not in LINK_KINDS:
        return Refused("bad_input", {"kind": Words("请从列表中选择。", "Choose one of the list.")})
    if linked:
        return Refused("linked_already")
    return _related(loop, family, kind, LINKED)


def unlink(loop: Loop, family: Family, kind: str, *, linked: bool) -> Together | Refused:
    return _related(loop, family, kind, UNLINKED) if linked else Refused("not_linked")


def _related(loop: Loop, family: Family, kind: str, deed: str) -> Together | Refused:
    if family.one.number == family.other.number:
        return Refused("same_order")
    if not all(sees(loop, case, family.by) for case in (family.one, family.other)):
        return Refused("not_allowed")
    return _told(family, family.one, (deed, deed), {"kind": kind})


def _forbidden(loop: Loop, family: Family) -> Refused | None:
    if family.one.number == family.other.number:
        return Refused("same_order")
    for case in (family.one, family.other):
        if not sees(loop, case, family.by) or relations(loop, case, family.by).isdisjoint(MERGERS):
            return Refused("not_allowed")
    if family.one.archived_at or family.other.archived_at:
        return Refused("archived")
    why = family.why
    return Refused("bad_input", {"reason": why}) if isinstance(why, Words) else None


def _told(family: Family, after: Case, deeds: tuple[str, str], more: Mapping[str, str] | None = None) -> Together:
    why = family.why
    said = {**({"reason": why} if isinstance(why, str) else {}), **(more or {})}
    one = replace(after, revision=family.one.revision + 1)
    other = replace(family.other, revision=family.other.revision + 1, risk=family.risk or family.other.risk)
    mine = _entry(family, (family.one, one), deeds[0], {"order": other.number, **said})
    theirs = _entry(family, (family.other, other), deeds[1], {"order": one.number, **said})
    return Together(one, other, (mine, theirs))


def _entry(family: Family, change: tuple[Case, Case], what: str, said: Mapping[str, str]) -> Entry:
    before, after = change
    return Entry(
        number=before.number,
        revision=after.revision,
        at=family.at,
        who=family.by.id,
        what=what,
        step_before=before.step,
        step_after=after.step,
        inputs=said,
        changes=differences(before, after),
    )
