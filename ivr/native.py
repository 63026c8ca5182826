"""The duty table that Asterisk answers from when no visit can: two weeks of decisions made beforehand, then the week.

Made by the same :func:`routing.decide.decide` and the same words as a visit's answer, only without a look at who is
signed in: Asterisk finds that out itself when it walks the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from dialplan.duty import Change, NativeAnswer, NativeDuty, WeeklySpan
from routing.decide import decide
from routing.decision import Choice, Decision, Facts
from routing.duty import Duty
from schedules.answer import Because, DutyAnswer, DutyState
from schedules.times import at_minute, local
from storage.ids import CallId, GroupId, LineId

from .saying import say_for

DAYS = 14
_BEFOREHAND = CallId("")  # no call yet
_NOT_SAID = Because("", "")  # the table keeps no sentences


class Undecidable(Exception):
    """The calendar cannot say who answers: the table that Asterisk has stays in place."""


def native_duties(duty: Duty, now: datetime, playable: Collection[str]) -> list[NativeDuty]:
    """The table of every line from ``now`` on; the rendered text is :func:`dialplan.duty.render_duty`'s affair.

    Raises :class:`Undecidable`, for an answer that is none must not take the place of good ones.
    """
    return [_native(duty, line, now, playable) for line in duty.book.lines]


def _native(duty: Duty, line: LineId, now: datetime, playable: Collection[str]) -> NativeDuty:
    end = at_minute(local(now).date() + timedelta(days=DAYS), 0)
    changes = []
    for instant in _instants(duty, line, now, end):
        decision = _decision(duty, line, instant)
        answer = _answer(decision, say_for(decision, duty.book, playable))
        changes.append(Change(int(instant.timestamp()), _with_closing(answer, duty, line, instant)))
    return NativeDuty(
        line=line,
        changes=changes,
        until=int(end.timestamp()),
        weekly=list(_weekly(duty, line, now)),
        otherwise=_closed_any_week(duty, line, now),
    )


def _instants(duty: Duty, line: LineId, start: datetime, end: datetime) -> list[datetime]:
    """Whenever the answer changes, and every midnight: "tomorrow at nine" is said of one day only."""
    first = start.replace(microsecond=0)
    changes = {answer.since for answer in duty.book.changes(line, first, end) if answer.since and answer.since > first}
    midnights = {at_minute(local(first).date() + timedelta(days=day), 0) for day in range(1, DAYS)}
    return sorted({first, *changes, *midnights})


def _decision(duty: Duty, line: LineId, instant: datetime) -> Decision:
    answer, because = duty.answer(line, instant)
    if answer.state is DutyState.UNDECIDED:
        raise Undecidable(f"{line} at {instant}: {because.en}")
    return _decided(duty, answer, because, instant)


def _decided(duty: Duty, answer: DutyAnswer, because: Because, instant: datetime) -> Decision:
    facts = Facts(
        call=_BEFOREHAND,
        line=answer.line,
        choice=Choice.PRESSED,
        key="",
        instant=instant,
        duty=answer,
        duty_because=because,
        names=duty.names(answer.line),
        staffing=None,
    )
    return decide(facts, duty.rules)


def _answer(decision: Decision, say: Collection[str]) -> NativeAnswer:
    return NativeAnswer(
        state=decision.state.value,
        plan=tuple((step.group, step.seconds) for step in decision.plan),
        rule=decision.rule,
        reason=decision.reason.value,
        version=decision.version or "",
        say=tuple(say),
    )


def _with_closing(answer: NativeAnswer, duty: Duty, line: LineId, instant: datetime) -> NativeAnswer:
    """With the instant at which the line closes: the dialplan itself cuts the plan there, however late it is asked."""
    closing = duty.closing(duty.book.state_at(line, instant), instant)
    if closing is None or not answer.plan:
        return answer
    then = () if closing.step is None else ((closing.step.group, closing.step.seconds),)
    return replace(answer, closes=int(closing.at.timestamp()), at_closing=then)


def _weekly(duty: Duty, line: LineId, now: datetime) -> Iterator[WeeklySpan]:
    """By weekday and time alone: whoever waits when the line closes is served then."""
    for row in duty.book.weekly(line):
        answer = replace(_any_week(duty, line, DutyState.OPEN, row.groups, row.rule), after=row.after)
        decision = _decided(duty, answer, _NOT_SAID, now)
        yield WeeklySpan(row.weekday, _hhmm(row.start), _hhmm(row.end), _answer(decision, ()))


def _closed_any_week(duty: Duty, line: LineId, now: datetime) -> NativeAnswer:
    decision = _decided(duty, _any_week(duty, line, DutyState.CLOSED, (), "weekly/closed"), _NOT_SAID, now)
    return _answer(decision, ())


def _any_week(duty: Duty, line: LineId, state: DutyState, groups: tuple[GroupId, ...], rule: str) -> DutyAnswer:
    return DutyAnswer(line, state, groups, rule, None, None, assumed=True, version=duty.book.version)


def _hhmm(minute: int) -> int:
    return minute // 60 * 100 + minute % 60
