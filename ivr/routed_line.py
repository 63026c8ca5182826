"""A ROUTED line of queue_log → the decision it tells of, so that its order can be opened after the fact.

The line holds what the dialplan knew; the reason in words is made again from the same duty version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from routing.because import because
from routing.call import DecidedBy
from routing.decision import Choice, Decision, Facts, Reason, Step
from routing.duty import Duty
from schedules.answer import DutyState
from storage.ids import CallId, GroupId, LineId, VersionHash

from .queue_log import QueueLogLine


@dataclass(frozen=True, slots=True)
class RoutedLine:
    """The fields of a ROUTED line in their types; see ``dialplan.words.LogEvent``."""

    call: CallId
    line: LineId
    key: str
    choice: Choice
    decided_by: DecidedBy
    state: DutyState
    plan: tuple[Step, ...]
    reason: Reason
    rule: str
    version: VersionHash | None


def read_routed(line: QueueLogLine) -> RoutedLine:
    """Raises ValueError when the line is not what our dialplan writes."""
    name, key, choice, decided_by, state, plan, reason, rule, version = (line.item(place) for place in range(9))
    return RoutedLine(
        call=CallId(line.call),
        line=LineId(name),
        key=key,
        choice=Choice(choice),
        decided_by=DecidedBy(decided_by),
        state=DutyState(state),
        plan=read_plan(plan),
        reason=Reason(reason),
        rule=rule,
        version=VersionHash(version) if version else None,
    )


def read_plan(text: str) -> tuple[Step, ...]:
    """The inverse of ``answers.plan_text``."""
    steps = (step.rpartition(":") for step in text.split("&") if step)
    return tuple(Step(GroupId(group), int(seconds)) for group, _, seconds in steps)


def decision_of(routed: RoutedLine, duty: Duty, instant: datetime) -> Decision:
    """The decision as it was made. KeyError where the duty version does not know the line."""
    answer, duty_because = duty.answer(routed.line, instant)
    facts = Facts(
        call=routed.call,
        line=routed.line,
        choice=routed.choice,
        key=routed.key,
        instant=instant,
        duty=answer,
        duty_because=duty_because,
        names=duty.names(routed.line),
        staffing=None,
    )
    return Decision(
        line=routed.line,
        state=routed.state,
        plan=routed.plan,
        reason=routed.reason,
        rule=routed.rule,
        because=because(facts, routed.reason, routed.plan),
        version=routed.version,
        instant=instant,
    )
