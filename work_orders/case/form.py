"""Filling in an order's form: category, matter, fields, where it comes from. Pure; private fields stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from schedules.answer import Because as Words
from work_orders.loop.loop import Actor, CategoryId, FieldId, Loop, MatterId, SourceId

from .case import Acting, Case, Entry
from .clean import clean, clean_field
from .differences import HIDDEN, differences
from .refusal import Refused
from .relation import relations, sees
from .words import NOTED

LONGEST_OUTSIDE, LONGEST_PARTICIPANT = 60, 64  # characters
EDITORS = frozenset({Actor.OWNER, Actor.AGENT, Actor.FOLLOWER, Actor.DISPATCHER, Actor.SUPERVISOR})
"""Who may fill in and correct; departments answer and report instead."""
SETTLERS = frozenset({Actor.DISPATCHER, Actor.SUPERVISOR})
"""Who may change category and matter once the first step is left: the clocks depend on them."""

Private = Mapping[FieldId, str]


@dataclass(frozen=True, slots=True)
class FormChange:
    """What is to be different; None and fields that are not named stay as they are."""

    by: Acting
    at: datetime
    category: str | None = None
    matter: str | None = None
    source: str | None = None
    outside_number: str | None = None
    participant: str | None = None
    confidential: bool | None = None
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edited:
    """The order afterwards, its private fields in clear (for the vault alone), and the row that tells of it."""

    case: Case
    private: Private = field(repr=False)
    entry: Entry


def may_edit(loop: Loop, case: Case, acting: Acting) -> str | None:
    """The code of what forbids it, None where they may."""
    if not sees(loop, case, acting) or relations(loop, case, acting).isdisjoint(EDITORS):
        return "not_allowed"
    if case.parent is not None:
        return "merged"
    return "archived" if case.archived_at else None


def may_settle(loop: Loop, case: Case, acting: Acting) -> bool:
    """Whether category and matter are theirs to choose now."""
    return case.step == loop.first or not relations(loop, case, acting).isdisjoint(SETTLERS)


def edit(loop: Loop, case: Case, private: Private, change: FormChange) -> Edited | Refused:
    """Change the form, or say all that is wrong with the change."""
    forbidden = may_edit(loop, case, change.by)
    if forbidden:
        return Refused(forbidden)
    if (change.category is not None or change.matter is not None) and not may_settle(loop, case, change.by):
        return Refused("category_fixed")
    return changed(loop, case, private, change)


def changed(loop: Loop, case: Case, private: Private, change: FormChange) -> Edited | Refused:
    """The same without asking who: also for an order that is being entered."""
    wrong: dict[str, Words] = {}
    after = _about(loop, case, change, wrong)
    values = _values(loop, change, wrong)
    if wrong:
        return Refused("bad_input", wrong)
    secret = {name: value for name, value in values.items() if loop.fields[name].private}
    plain = {name: value for name, value in values.items() if not loop.fields[name].private}
    now_private = _without_empty({**private, **secret})
    after = replace(after, form=_without_empty({**after.form, **plain}))
    hidden = {f"form.{name}": (HIDDEN, HIDDEN) for name in secret if private.get(name, "") != secret[name]}
    told = {**differences(case, after), **hidden}
    if not told:
        return Refused("nothing_changed")
    after = replace(_taken_up(loop, after, change.by), revision=case.revision + 1)
    told = {**differences(case, after), **hidden}
    entry = Entry(case.number, after.revision, change.at, change.by.id, NOTED, case.step, after.step, changes=told)
    return Edited(after, now_private, entry)


def _about(loop: Loop, case: Case, change: FormChange, wrong: dict[str, Words]) -> Case:
    """Everything but the fields."""
    if change.category is not None:
        case = _with_category(loop, case, change.category, wrong)
    if change.matter is not None:
        _known(change.matter, loop.matters, "matter", wrong)
        case = replace(case, matter=MatterId(change.matter) or None)
    if change.source is not None:
        _known(change.source or "?", loop.sources, "source", wrong)
        case = replace(case, source=SourceId(change.source))
    if change.outside_number is not None:
        number = _cleaned(change.outside_number, LONGEST_OUTSIDE, "outside_number", wrong)
        case = replace(case, outside_number=number)
    if change.participant is not None:
        participant = _cleaned(change.participant, LONGEST_PARTICIPANT, "participant", wrong)
        case = replace(case, participant=participant or None)
    if change.confidential is not None:
        category = loop.categories.get(case.category) if case.category else None
        case = replace(case, confidential=change.confidential or bool(category and category.confidential))
    return case


def _with_category(loop: Loop, case: Case, name: str, wrong: dict[str, Words]) -> Case:
    """Its template fills what is empty; a confidential category makes the order confidential."""
    _known(name, loop.categories, "category", wrong)
    category = loop.categories.get(CategoryId(name))
    if category is None:
        return replace(case, category=None)
    filled = {key: value for key, value in category.template.items() if not case.form.get(key)}
    confidential = case.confidential or category.confidential
    return replace(case, category=category.id, form={**case.form, **filled}, confidential=confidential)


def _values(loop: Loop, change: FormChange, wrong: dict[str, Words]) -> dict[FieldId, str]:
    found: dict[FieldId, str] = {}
    for name, text in change.form.items():
        known = loop.fields.get(FieldId(name))
        value = clean_field(known, text) if known else Words("没有这个字段。", "There is no such field.")
        if isinstance(value, Words):
            wrong[name] = value
        else:
            found[FieldId(name)] = value
    return found


def _known(name: str, there: Iterable[str], key: str, wrong: dict[str, Words]) -> None:
    """An empty name takes the choice back."""
    if name and name not in there:
        wrong[key] = Words("请从列表中选择。", "Choose one of the list.")


def _cleaned(text: str, longest: int, key: str, wrong: dict[str, Words]) -> str:
    value = clean(text, longest=longest)
    if isinstance(value, Words):
        wrong[key] = value
        return ""
    return value


def _taken_up(loop: Loop, case: Case, by: Acting) -> Case:
    """Nobody's order becomes that of the agent of its line who first fills something in."""
    takes = case.owner is None and by.is_agent and case.line in by.lines and case.step == loop.first
    return replace(case, owner=by.id) if takes else case


def _without_empty(values: Mapping[FieldId, str]) -> dict[FieldId, str]:
    return {name: value for name, value in values.items() if value}
