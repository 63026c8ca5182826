"""An order's history in words: who did what, what they said with it, what it changed. Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schedules.answer import Because as Words
from schedules.times import ZONE
from storage.ids import PersonId, UnitId
from work_orders.loop.loop import (
    Action,
    ActionId,
    Actor,
    CategoryId,
    ClockId,
    FieldId,
    Input,
    Loop,
    Mark,
    MatterId,
    SourceId,
    StepId,
)
from work_orders.loop.risk import RiskId

from .case import Entry
from .measures import measures_said
from .words import CHANGED, ENGINE_DEEDS, INPUT_NAMES, MARK_NAMES, NOTED, SCORES, VALUES

NameOf = Callable[[PersonId], str]
ONE_SITTING = timedelta(minutes=30)
"""Forms are saved by themselves while somebody types: what one person saved without a longer pause is told as one."""
_PEOPLE = {"owner", "owner_before", "follower", "heard", Input.PERSON}
_UNITS = {"unit", "holder", "co_units", Input.UNIT, Input.CO_UNITS, Input.SUB_UNIT}
_INSTANTS = {"due", "before", "after"}
_RISKS = ("risk", Input.NEW_RISK, Input.HIGHER_RISK)


@dataclass(frozen=True, slots=True)
class Said:
    name: Words
    value: Words


@dataclass(frozen=True, slots=True)
class Changed:
    name: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class ToldEntry:
    entry: Entry
    """Of several saves that are told as one, the last, with what they changed together."""
    what: Words
    said: tuple[Said, ...]
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class Teller:
    """Tells entries in the words of the loop in force; what that does not know any more is called by its id."""

    loop: Loop
    name_of: NameOf

    def told(self, entries: Sequence[Entry]) -> list[ToldEntry]:
        return [self._told(entry) for entry in _by_sitting(entries)]

    def _told(self, entry: Entry) -> ToldEntry:
        action = self.loop.actions.get(ActionId(entry.what))
        if action is not None:
            return ToldEntry(entry, action.names, self._said(action, entry), self.changes(entry.changes))
        words = ENGINE_DEEDS.get(entry.what, Words(entry.what, entry.what))
        values = {name: self.value(name, value) for name, value in entry.inputs.items()}
        zh = words.zh.format_map(_Gaps({name: value.zh for name, value in values.items()}))
        en = words.en.format_map(_Gaps({name: value.en for name, value in values.items()}))
        told = tuple(Said(INPUT_NAMES[Input(name)], values[name]) for name in ("reason", "note") if name in values)
        return ToldEntry(entry, Words(zh, en), told, self.changes(entry.changes))

    def _said(self, action: Action, entry: Entry) -> tuple[Said, ...]:
        """What was said with an action, each thing by the word that the action has for it."""
        named = {one.value: words for one, words in (*INPUT_NAMES.items(), *action.labels.items())}
        return tuple(
            Said(named.get(name, Words(name, name)), self.value(name, value)) for name, value in entry.inputs.items()
        )

    def changes(self, changes: Mapping[str, tuple[str, str]]) -> tuple[Changed, ...]:
        return tuple(
            Changed(self._changed(name), self.value(name, before), self.value(name, after))
            for name, (before, after) in changes.items()
        )

    def _changed(self, name: str) -> Words:
        if name.startswith("form."):
            field = self.loop.fields.get(FieldId(name.removeprefix("form.")))
            return field.names if field else Words(name, name)
        if name.startswith("mark."):
            return MARK_NAMES[Mark(name.removeprefix("mark."))]
        return CHANGED.get(name, Words(name, name))

    def value(self, name: str, value: str) -> Words:
        """What a value of this name is called."""
        if value == "":
            return VALUES[""]
        if name in _PEOPLE:
            names = [self.name_of(PersonId(one)) for one in value.split(",")]
            return _listed([Words(name, name) for name in names])
        if name in _UNITS:
            return _listed([self._unit(UnitId(one)) for one in value.split(",")])
        if name in _INSTANTS:
            return _instant(value)
        if name == "to":
            return _listed([self.loop.actors[Actor(one)] for one in value.split(",")])
        return self._named(name, value) or self._choice(name, value) or VALUES.get(value) or Words(value, value)

    def _named(self, name: str, value: str) -> Words | None:
        """Of what has names in the loop, and of what is several things in one."""
        if name == Input.MEASURES:
            return measures_said(value, self.name_of)
        loop = self.loop
        tables: Mapping[str, Mapping[str, Words]] = {
            Input.SERVICE_SCORE: SCORES,
            Input.HANDLING_SCORE: SCORES,
            Input.NOT_ACCEPTED: loop.not_accepted,
            Input.OUTCOME: loop.follow_up.outcomes if loop.follow_up else {},
        }
        if name in tables:
            return tables[name].get(value)
        known = {
            "category": loop.categories.get(CategoryId(value)),
            "matter": loop.matters.get(MatterId(value)),
            "source": loop.sources.get(SourceId(value)),
            "step": loop.steps.get(StepId(value)),
            "clock": loop.clocks.get(ClockId(value)),
            **dict.fromkeys(_RISKS, loop.risks.get(RiskId(value))),
        }.get(name)
        return known.names if known else None

    def _choice(self, name: str, value: str) -> Words | None:
        field = self.loop.fields.get(FieldId(name.removeprefix("form.")))
        if field is None:
            return None
        return field.choices.get(value) or (VALUES.get(value) if field.kind == "flag" else Words(value, value))

    def _unit(self, unit: UnitId) -> Words:
        known = self.loop.units.get(unit)
        return known.names if known else Words(unit, unit)


class _Gaps(dict[str, str]):
    """An entry of another release may lack what today's words name."""

    def __missing__(self, key: str) -> str:
        return ""


def _listed(names: Sequence[Words]) -> Words:
    return Words("、".join(one.zh for one in names), ", ".join(one.en for one in names))


def _instant(value: str) -> Words:
    try:
        at = datetime.fromisoformat(value).astimezone(ZONE)
    except ValueError:
        return Words(value, value)
    return Words(f"{at:%m 月 %d 日 %H:%M}", f"{at:%b} {at.day}, {at:%H:%M}")


def _by_sitting(entries: Sequence[Entry]) -> list[Entry]:
    """Forms that one person saved several times in a row, without a longer pause, as one save."""
    found: list[Entry] = []
    for entry in entries:
        last = found[-1] if found else None
        if last is not None and _same_sitting(last, entry):
            found[-1] = replace(entry, changes=_together(last, entry))
        else:
            found.append(entry)
    return found


def _same_sitting(last: Entry, entry: Entry) -> bool:
    both = last.what == entry.what == NOTED
    return both and last.who == entry.who and entry.at - last.at <= ONE_SITTING


def _together(last: Entry, entry: Entry) -> Mapping[str, tuple[str, str]]:
    merged = dict(last.changes)
    for name, (before, after) in entry.changes.items():
        merged[name] = (merged[name][0] if name in merged else before, after)
    return {name: pair for name, pair in merged.items() if pair[0] != pair[1] or pair[0] == "***"}
