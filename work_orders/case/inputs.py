"""What is said with an action: which choices there are, and whether what came is right. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from schedules.answer import Because as Words
from schedules.times import local
from storage.ids import PersonId, UnitId
from work_orders.loop.loop import Action, FieldId, Input, Loop
from work_orders.loop.risk import Risk

from .case import Acting, Attempt, Case
from .clean import clean
from .measures import measures_of, written
from .refusal import Refused
from .relation import higher, way_down
from .words import INPUT_NAMES, SCORES

LONGEST: Mapping[Input, int] = {
    Input.REASON: 500,
    Input.NOTE: 2_000,
    Input.RESULT: 4_000,
    Input.REPLY: 8_000,
    Input.CAUSE: 4_000,
    Input.EVALUATION: 4_000,
}
"""Characters of the texts."""
LONGEST_NUMBER = 40  # characters of an order's number; ours have 16
MAY_BE_EMPTY = frozenset({Input.NOTE, Input.CO_UNITS, Input.RISK, Input.NPS})
SEVERAL = frozenset({Input.CO_UNITS})
YES = "yes"
_FIXED: Mapping[Input, Mapping[str, Words]] = {
    Input.SERVICE_SCORE: SCORES,
    Input.HANDLING_SCORE: SCORES,
    Input.NPS: {str(score): Words(str(score), str(score)) for score in range(11)},
}


@dataclass(frozen=True, slots=True)
class Known:
    """What has to be known besides order and loop to judge what was said."""

    agents: Collection[PersonId]
    """Everybody who can own an order or follow it up."""
    private: frozenset[FieldId] = frozenset()
    """The private fields of the order that are filled in."""
    people: Collection[PersonId] = ()
    """Everybody who can own a measure."""


def choices(loop: Loop, case: Case, by: Acting, asked: Input) -> Mapping[str, Words] | None:
    """What can be chosen, by value; None where it is free text, a person, or a number of an order."""
    match asked:
        case Input.UNIT | Input.CO_UNITS:
            return {unit: loop.units[unit].names for unit in _units_for(loop, case)}
        case Input.SUB_UNIT:
            return {unit: loop.units[unit].names for unit in _units_below(loop, case, by)}
        case Input.RISK | Input.NEW_RISK | Input.HIGHER_RISK:
            return {risk.id: risk.names for risk in _risks_for(loop, case, asked)}
        case Input.NOT_ACCEPTED:
            return loop.not_accepted
        case Input.OUTCOME:
            return loop.follow_up.outcomes if loop.follow_up else {}
        case _:
            return _FIXED.get(asked)


def said(loop: Loop, case: Case, attempt: Attempt, known: Known) -> Mapping[Input, str] | Refused:
    """Everything that the action asks for, in its one spelling; or all that is wrong with it."""
    action = loop.actions[attempt.action]
    asked = [one for one in action.asks if one is not Input.FORM]
    strange = attempt.inputs.keys() - {one.value for one in asked}
    if strange:
        return Refused("unknown_input", {name: Words(name, name) for name in sorted(strange)})
    right: dict[Input, str] = {}
    wrong: dict[str, Words] = {}
    for one in asked:
        value = _checked(loop, case, attempt, known, one)
        if isinstance(value, Words):
            wrong[one.value] = value
        else:
            right[one] = value
    wrong |= _apart(action, right)
    if wrong:
        return Refused("bad_input", wrong)
    missing = missing_fields(loop, case, known.private) if Input.FORM in action.asks else {}
    return Refused("form_incomplete", missing) if missing else right


def missing_fields(loop: Loop, case: Case, private: Collection[FieldId]) -> Mapping[str, Words]:
    """What the category still requires: ``category``, ``matter`` or a field, each with its name."""
    category = loop.categories.get(case.category) if case.category else None
    if category is None:
        return {"category": Words("请选择类别。", "Choose a category.")}
    missing: dict[str, Words] = {}
    if category.matters and case.matter not in loop.matters:
        missing["matter"] = Words("请选择事项。", "Choose a matter.")
    for name in category.required:
        if not case.form.get(name) and name not in private:
            names = loop.fields[name].names
            missing[name] = Words(f"请填写“{names.zh}”。", f"Fill in “{names.en}”.")
    return missing


def _checked(loop: Loop, case: Case, attempt: Attempt, known: Known, asked: Input) -> str | Words:
    value = attempt.inputs.get(asked.value, "").strip()
    if asked in LONGEST:
        cleaned = clean(value, longest=LONGEST[asked], lines=True)
        if isinstance(cleaned, Words):
            return cleaned
        value = cleaned
    if value == "":
        return "" if asked in MAY_BE_EMPTY else _missing(loop.actions[attempt.action], asked)
    if asked is Input.MEASURES:
        measures = measures_of(value, local(attempt.at).date(), known.people)
        return measures if isinstance(measures, Words) else written(measures)
    return value if asked in LONGEST else _chosen(value, choices(loop, case, attempt.by, asked), known, asked)


def _chosen(value: str, there: Mapping[str, Words] | None, known: Known, asked: Input) -> str | Words:
    if asked is Input.PERSON:
        return value if value in known.agents else Words("没有这位坐席。", "There is no such agent.")
    if asked is Input.TOLD:
        return value if value == YES else Words("须确认已告知。", "Confirm that it was said.")
    if there is None:
        return clean(value, longest=LONGEST_NUMBER)
    wanted = [one.strip() for one in value.split(",")] if asked in SEVERAL else [value]
    if not all(one in there for one in wanted):
        return Words("请从列表中选择。", "Choose one of the list.")
    return ",".join(dict.fromkeys(wanted))


def _missing(action: Action, asked: Input) -> Words:
    names = action.labels.get(asked, INPUT_NAMES[asked])
    return Words(f"请填写“{names.zh}”。", f"Fill in “{names.en}”.")


def _apart(action: Action, said: Mapping[Input, str]) -> Mapping[str, Words]:
    """What is right by itself and not together."""
    lead = said.get(Input.UNIT)
    if Input.CO_UNITS in action.asks and lead and lead in said.get(Input.CO_UNITS, "").split(","):
        return {Input.CO_UNITS.value: Words("主办部门不能同时协办。", "The lead department cannot co-handle as well.")}
    return {}


def _risks_for(loop: Loop, case: Case, asked: Input) -> tuple[Risk, ...]:
    """Any, another than the order has, or one above it."""
    if asked is Input.HIGHER_RISK:
        return higher(loop, case)
    now = loop.risk(case.risk) if asked is Input.NEW_RISK else None
    return tuple(risk for risk in loop.risks.values() if risk is not now)


def _units_for(loop: Loop, case: Case) -> tuple[UnitId, ...]:
    """Those that may be given orders of this line."""
    return tuple(unit.id for unit in loop.units.values() if not unit.lines or case.line in unit.lines)


def _units_below(loop: Loop, case: Case, by: Acting) -> tuple[UnitId, ...]:
    """Where whoever holds the order, or gave it on, can send it: below their own unit, and not where it lies."""
    mine = by.units.intersection(way_down(loop, case))
    if by.is_head and case.unit is not None and not mine:
        mine = frozenset({case.unit})
    below = frozenset[UnitId]().union(*(loop.under(unit) - {unit} for unit in mine)) - {case.holder}
    return tuple(unit for unit in loop.units if unit in below)
