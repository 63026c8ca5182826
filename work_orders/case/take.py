"""What becomes of an order when somebody acts on it: a pure function, and the only way from step to step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from storage.ids import PersonId, UnitId
from work_orders.follow_up.attempts import forgotten, tried
from work_orders.loop.loop import Action, Actor, Input, Loop, Mark, StepId
from work_orders.loop.risk import RiskId

from .case import Attempt, Case, Entry
from .differences import differences
from .inputs import YES, Known, said
from .refusal import Refused
from .relation import leads_to, names_follower, relations, why_not

COUNT_UP = "+1"
ASKED, CONFIRMED, DECLINED = "asked", "confirmed", "declined"
Said = Mapping[Input, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the order is afterwards, and the one row that tells of it."""

    case: Case
    entry: Entry


def take(loop: Loop, case: Case, attempt: Attempt, known: Known) -> Taken | Refused:
    """Take the action, or say why not. The order's revision is the caller's to compare."""
    action = loop.actions.get(attempt.action)
    if action is None:
        return Refused("unknown_action")
    forbidden = why_not(loop, case, attempt.by, action)
    if forbidden:
        return Refused(forbidden)
    inputs = said(loop, case, attempt, known)
    if isinstance(inputs, Refused):
        return inputs
    after = replace(case, marks=_marked(loop, case, action), revision=case.revision + 1)
    after = _taken_up(loop, after, attempt, action)
    for asked, value in inputs.items():
        after = _KEEP[asked](loop, after, value, attempt, action) if asked in _KEEP else after
    after = _moved(loop, after, attempt, action)
    return Taken(after, _entry(case, after, attempt, inputs))


def _entry(before: Case, after: Case, attempt: Attempt, inputs: Said) -> Entry:
    return Entry(
        number=after.number,
        revision=after.revision,
        at=attempt.at,
        who=attempt.by.id,
        what=attempt.action,
        step_before=before.step,
        step_after=after.step,
        inputs={asked.value: value for asked, value in inputs.items() if value},
        changes=differences(before, after),
    )


def _marked(loop: Loop, case: Case, action: Action) -> Mapping[Mark, str]:
    set_now = {mark: str(case.count(mark) + 1) if value == COUNT_UP else value for mark, value in action.sets.items()}
    often = int(set_now.get(Mark.DISSATISFIED, "0"))
    if loop.follow_up is not None and often >= loop.follow_up.listed_after:
        set_now[Mark.LISTED] = "yes"
    return {**case.marks, **set_now}


def _taken_up(loop: Loop, case: Case, attempt: Attempt, action: Action) -> Case:
    """Nobody's order becomes that of the agent who first does something to it where its owner should."""
    nobodys = case.owner is None and loop.steps[case.step].by is Actor.OWNER
    as_agent = Actor.AGENT in action.by and Actor.AGENT in relations(loop, case, attempt.by)
    return replace(case, owner=attempt.by.id) if nobodys and as_agent else case


def _moved(loop: Loop, case: Case, attempt: Attempt, action: Action) -> Case:
    to = leads_to(loop, case, action)
    if to is None or to == case.step:
        return case
    back = _comes_before(loop, to, case.step) and not action.takes_back
    step = loop.steps[to]
    after = replace(case, step=to, entered_at=attempt.at, came_back=back, rounds=case.rounds + back)
    if action.takes_back:  # from lead and co-handling departments together; what they did stands in the history
        after = replace(after, unit=None, holder=None, co_units=(), contributions={})
    if back and step.by is Actor.UNIT:
        after = replace(after, contributions={})  # of the round before: they stand in the history
    if step.by is Actor.FOLLOWER:
        after = replace(forgotten(after), follower=after.follower or after.owner)
    return replace(after, archived_at=attempt.at) if step.is_end else after


def _comes_before(loop: Loop, step: StepId, other: StepId) -> bool:
    order = list(loop.steps)
    return order.index(step) < order.index(other)


def _keep_unit(_loop: Loop, case: Case, value: str, _attempt: Attempt, action: Action) -> Case:
    unit = UnitId(value)
    co_units = case.co_units if Input.CO_UNITS not in action.asks else ()
    return replace(
        case, unit=unit, holder=unit, co_units=co_units, contributions={}, reply="", lay_with=case.lay_with | {unit}
    )


def _keep_co_units(_loop: Loop, case: Case, value: str, _attempt: Attempt, _action: Action) -> Case:
    units = tuple(UnitId(one) for one in value.split(",") if one)
    return replace(case, co_units=units, lay_with=case.lay_with.union(units))


def _keep_sub_unit(_loop: Loop, case: Case, value: str, _attempt: Attempt, _action: Action) -> Case:
    return replace(case, holder=UnitId(value), lay_with=case.lay_with | {UnitId(value)})


def _keep_person(loop: Loop, case: Case, value: str, _attempt: Attempt, action: Action) -> Case:
    who = PersonId(value)
    return replace(case, follower=who) if names_follower(loop, action) else replace(case, owner=who)


def _keep_reply(loop: Loop, case: Case, value: str, attempt: Attempt, action: Action) -> Case:
    """The lead unit's is the reply; what co-handling units say goes into it."""
    acts_as = relations(loop, case, attempt.by) & action.by
    if Actor.CO_UNIT not in acts_as or acts_as & {Actor.UNIT, Actor.HEAD}:
        return replace(case, reply=value)
    units = [unit for unit in case.co_units if unit in attempt.by.units]
    return replace(case, contributions={**case.contributions, **dict.fromkeys(units, value)})


def _keep_result(_loop: Loop, case: Case, value: str, _attempt: Attempt, action: Action) -> Case:
    """A result moves the order on; what is only noted stays in the history."""
    return replace(case, result=value) if action.to is not None else case


def _keep_not_accepted(_loop: Loop, case: Case, value: str, _attempt: Attempt, _action: Action) -> Case:
    return replace(case, not_accepted=value)


def _keep_told(_loop: Loop, case: Case, value: str, _attempt: Attempt, _action: Action) -> Case:
    return replace(case, marks={**case.marks, Mark.MISCONDUCT_TOLD: value}) if value == YES else case


def _keep_outcome(loop: Loop, case: Case, value: str, attempt: Attempt, _action: Action) -> Case:
    return tried(loop, case, value, attempt.at)


def _keep_risk(loop: Loop, case: Case, value: str, _attempt: Attempt, _action: Action) -> Case:
    """Whoever sets the level has decided on a proposal to raise it."""
    if not value:
        return case
    marks = dict(case.marks)
    marks.pop(Mark.PROPOSED_RISK, None)
    if case.marks.get(Mark.RAISE_RISK) == ASKED:
        rose = loop.rank(RiskId(value)) > loop.rank(case.risk)
        marks[Mark.RAISE_RISK] = CONFIRMED if rose else DECLINED
    return replace(case, risk=RiskId(value), marks=marks)


def _keep_higher_risk(_loop: Loop, case: Case, value: str, _attempt: Attempt, _action: Action) -> Case:
    return replace(case, marks={**case.marks, Mark.RAISE_RISK: ASKED, Mark.PROPOSED_RISK: value})


_KEEP: Mapping[Input, Callable[[Loop, Case, str, Attempt, Action], Case]] = {
    Input.UNIT: _keep_unit,
    Input.CO_UNITS: _keep_co_units,
    Input.SUB_UNIT: _keep_sub_unit,
    Input.PERSON: _keep_person,
    Input.REPLY: _keep_reply,
    Input.RESULT: _keep_result,
    Input.NOT_ACCEPTED: _keep_not_accepted,
    Input.TOLD: _keep_told,
    Input.RISK: _keep_risk,
    Input.NEW_RISK: _keep_risk,
    Input.HIGHER_RISK: _keep_higher_risk,
    Input.OUTCOME: _keep_outcome,
}
"""Where an input stays on the order; the others stand in its history alone."""
