"""Facts in, a decision with its reason out. Pure: no clock, no database, no telephone.

The order of the questions is the order of the page: can the calendar say who answers? is the line open? which of
its groups can ring somebody now? does the line close before they have been rung?
"""

from __future__ import annotations

from math import ceil

from schedules.answer import DutyState
from schedules.rules import RoutingRules
from storage.ids import GroupId

from .because import because
from .decision import Decision, Facts, Reason, Step


def decide(facts: Facts, rules: RoutingRules) -> Decision:
    """Where this call goes. Never raises: whatever the facts, the caller gets people or an offer."""
    if facts.duty.state is DutyState.UNDECIDED:
        return _undecided(facts, rules)
    if facts.duty.state is DutyState.CLOSED:
        return _decision(facts, Reason.CLOSED, ())
    return _open(facts, rules)


def _undecided(facts: Facts, rules: RoutingRules) -> Decision:
    group = rules.when_undecided
    if group is None or not _signed_in(facts, group):
        return _decision(facts, Reason.UNDECIDED_MESSAGE, ())
    return _decision(facts, Reason.UNDECIDED_GROUP, (Step(group, rules.last_group_seconds),))


def _open(facts: Facts, rules: RoutingRules) -> Decision:
    on_duty = facts.duty.groups
    there = tuple(group for group in on_duty if _signed_in(facts, group))
    if not there:
        return _decision(facts, Reason.NOBODY_SIGNED_IN, ())
    ringable = _from_first_ready(facts, there)
    reason = Reason.ON_DUTY if ringable[0] == on_duty[0] else Reason.OVERFLOW_NOBODY_READY
    return _decision(facts, reason, _until_closing(facts, _steps(facts, ringable, rules)))


def _from_first_ready(facts: Facts, groups: tuple[GroupId, ...]) -> tuple[GroupId, ...]:
    """The groups from the first one that can ring somebody now; all of them when everybody is busy."""
    for position, group in enumerate(groups):
        if _ready(facts, group):
            return groups[position:]
    return groups


def _steps(facts: Facts, groups: tuple[GroupId, ...], rules: RoutingRules) -> tuple[Step, ...]:
    *earlier, last = groups
    seconds = rules.ring_seconds if facts.duty.after is None else facts.duty.after
    return (*(Step(group, seconds) for group in earlier), Step(last, rules.last_group_seconds))


def _until_closing(facts: Facts, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """As much of the plan as there is time for; the first group is rung however little that is."""
    if facts.closing is None:
        return steps
    left = max(1, ceil((facts.closing.at - facts.instant).total_seconds()))
    fitting = []
    for step in steps:
        if left <= 0:
            break
        fitting.append(Step(step.group, min(step.seconds, left)))
        left -= step.seconds
    return tuple(fitting)


def _signed_in(facts: Facts, group: GroupId) -> bool:
    """Asterisk's own count where it could be asked; otherwise Asterisk finds out itself (``joinempty``)."""
    return facts.staffing is None or (group in facts.staffing and facts.staffing[group].logged > 0)


def _ready(facts: Facts, group: GroupId) -> bool:
    return facts.staffing is None or facts.staffing[group].ready > 0


def _decision(facts: Facts, reason: Reason, plan: tuple[Step, ...]) -> Decision:
    return Decision(
        line=facts.line,
        state=facts.duty.state,
        plan=plan,
        reason=reason,
        rule=facts.duty.rule,
        because=because(facts, reason, plan),
        version=facts.duty.version,
        instant=facts.instant,
        say=facts.duty.say,
        closing=facts.closing if facts.duty.state is DutyState.OPEN and plan else None,
    )
