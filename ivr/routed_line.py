"""A ROUTED line of queue_log → the decision it tells of, so that its order can be opened after the fact.

The line holds what the dialplan knew; the reason in words is made again from the same duty version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.because import because
from routing.call import DecidedBy
from routing.decision import Choice, Decision, Facts, Reason, Step
from routing.duty import Duty
from schedules.answer import Because, DutyAnswer, DutyState
from schedules.ask import Undecided
from storage.ids import CallId, GroupId, LineId, VersionHash

from .queue_log import QueueLogLine

JUST_CHANGED = timedelta(seconds=10)  # longer than a visit and its line in the log can lie apart

_NO_TABLE = Because(
    "接线服务器上没有该专线的值班表，无法判断由谁应答。",
    "Asterisk had no duty table for this line, so nobody could say who answers.",
)


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


def decision_of(routed: RoutedLine, duty: Duty, written_at: datetime) -> Decision:
    """The decision as it was made. KeyError where the duty version does not know the line."""
    answer, duty_because, instant = _as_decided(routed, duty, written_at)
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
        closing=duty.closing(answer, instant),
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


def _as_decided(routed: RoutedLine, duty: Duty, at: datetime) -> tuple[DutyAnswer, Because, datetime]:
    """What the calendar said when the decision was made, which was a moment before its line was written."""
    answer, duty_because = duty.answer(routed.line, at)
    if routed.state is DutyState.UNDECIDED:
        return answer, why_undecided(routed.rule), at
    if answer.rule != routed.rule and answer.since is not None and at - answer.since < JUST_CHANGED:
        before = answer.since - timedelta(seconds=1)
        earlier, earlier_because = duty.answer(routed.line, before)
        if earlier.rule == routed.rule:
            return earlier, earlier_because, before
    return answer, duty_because, at


def why_undecided(rule: str) -> Because:
    """The sentence for a decision that no calendar stood behind."""
    return Undecided(rule).because if rule in set(Undecided) else _NO_TABLE
