"""The native answer to "who takes this call?": a duty table per line, rendered from the duty version that decides.

Two weeks of changes as instants, each good until the next; then, and before, the weekly rule, so that even a node
that nobody tells anything for months answers sensibly. An answer is a handful of variables, the same a visit sets.

This is the only file that is written while calls are up: its contexts are left within a millisecond (``Gosub``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .conf import Unsendable, conf_value, name, word, words
from .words import Variable, duty_context

ZONE = "Asia/Shanghai"
SEAL = "duty-seal"
"""The last context of the file. It holds a digest of all before it: what lacks it is not the whole file."""


Plan = tuple[tuple[str, int], ...]
"""Queues with the seconds each may take."""


@dataclass(frozen=True, slots=True)
class NativeAnswer:
    """What a visit would answer, without the order. An empty plan: nobody takes the call."""

    state: str
    plan: Plan
    rule: str
    reason: str
    version: str
    say: tuple[str, ...] = ()
    closes: int | None = None
    """When the line closes, in seconds since 1970, where callers who wait then are not served; None: they are."""
    at_closing: Plan = ()
    """The plan from then on; empty: the offer."""

    def variables(self) -> Iterator[tuple[Variable, str]]:
        yield Variable.STATE, word(self.state)
        yield Variable.PLAN, _steps(self.plan)
        yield Variable.GROUP, name(self.plan[0][0]) if self.plan else ""
        if self.closes is not None:  # else they are empty: the dialplan forgets all answers before it asks
            yield Variable.CLOSES, str(int(self.closes))
            yield Variable.AT_CLOSING, _steps(self.at_closing)
        yield Variable.RULE, word(self.rule)
        yield Variable.REASON, word(self.reason)
        yield Variable.VERSION, word(self.version)
        yield Variable.ORDER, ""
        yield Variable.SAY, words(self.say)


@dataclass(frozen=True, slots=True)
class Change:
    """From this instant (seconds since 1970) on, this is the answer."""

    since: int
    answer: NativeAnswer


@dataclass(frozen=True, slots=True)
class WeeklySpan:
    """Every week on this day (1 Monday … 7 Sunday) from ``start`` until before ``end``, ``HHMM`` as a number."""

    weekday: int
    start: int
    end: int
    answer: NativeAnswer


@dataclass(frozen=True, slots=True)
class NativeDuty:
    """One line: ``changes`` in order, the last good ``until`` then; after it ``weekly``, else ``otherwise``."""

    line: str
    changes: Sequence[Change]
    until: int
    weekly: Sequence[WeeklySpan]
    otherwise: NativeAnswer


@dataclass(frozen=True, slots=True)
class DutyFile:
    """The rendered file and what Asterisk must show after it read it."""

    text: str
    seal: str
    sizes: dict[str, int]
    """Priorities of each context: a line that Asterisk did not understand is missing here."""


def render_duty(lines: Sequence[NativeDuty]) -> DutyFile:
    """All lines as one file, with its seal at the end."""
    sizes: dict[str, int] = {}
    parts = ["; Rendered from the duty version; changes here are lost."]
    for duty in lines:
        body = list(_line(duty))
        sizes[duty_context(name(duty.line))] = len(body)
        parts += ["", f"[{duty_context(duty.line)}]", *body]
    text = "\n".join(parts) + "\n"
    seal = hashlib.sha256(text.encode()).hexdigest()
    return DutyFile(f"{text}\n[{SEAL}]\nexten => s,1,NoOp({seal})\n", seal, sizes)


def _line(duty: NativeDuty) -> Iterator[str]:
    _check(duty)
    answers = _numbered(duty)
    now = f"${{{Variable.NOW}}}"
    yield f"exten => s,1,Set({Variable.NOW}=$[${{EPOCH}} + ${{{Variable.SHIFT}}}])"
    if duty.changes:
        yield f" same => n,GotoIf($[{now} < {duty.changes[0].since}]?weekly,1)"
        ends = [*(change.since for change in duty.changes[1:]), duty.until]
        for change, end in zip(duty.changes, ends, strict=True):
            yield f" same => n,GotoIf($[{now} < {end}]?{answers[change.answer]},1)"
    yield " same => n,Goto(weekly,1)"
    # Day of the week and time as one number: Thursday 14:05:59 is 41405.
    yield f"exten => weekly,1,Set(HOTLINE_WEEK=${{STRFTIME({now},{ZONE},%u%H%M)}})"
    for span in duty.weekly:
        week = f"${{HOTLINE_WEEK}} >= {span.weekday}{span.start:04} & ${{HOTLINE_WEEK}} < {span.weekday}{span.end:04}"
        yield f" same => n,GotoIf($[{week}]?{answers[span.answer]},1)"
    yield f" same => n,Goto({answers[duty.otherwise]},1)"
    for answer, extension in answers.items():
        yield from _answer(answer, extension)


def _answer(answer: NativeAnswer, extension: str) -> Iterator[str]:
    (first, value), *more = answer.variables()
    yield f"exten => {extension},1,Set({first}={conf_value(value)})"
    yield from (f" same => n,Set({variable}={conf_value(value)})" for variable, value in more)
    yield " same => n,Return()"


def _steps(plan: Plan) -> str:
    return "&".join(f"{name(queue)}:{int(seconds)}" for queue, seconds in plan)


def _numbered(duty: NativeDuty) -> dict[NativeAnswer, str]:
    """An extension for each answer; named by its content, so that a reload in the same instant cannot swap answers."""
    every = [*(change.answer for change in duty.changes), *(span.answer for span in duty.weekly), duty.otherwise]
    return {answer: f"answer-{_digest(answer)}" for answer in every}


def _digest(answer: NativeAnswer) -> str:
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:16]


def _check(duty: NativeDuty) -> None:
    instants = [change.since for change in duty.changes]
    if instants != sorted(set(instants)) or (instants and duty.until <= instants[-1]):
        raise Unsendable(f"{duty.line}: the changes of its duty table are not in order")
    for span in duty.weekly:
        if not (1 <= span.weekday <= 7 and 0 <= span.start < span.end <= 2400):
            raise Unsendable(f"{duty.line}: {span.weekday} {span.start:04}-{span.end:04} is no span of a week")
