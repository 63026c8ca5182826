"""Why a deadline is when it is: every stretch that counted and was skipped, what moved it, and which of two binds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schedules.answer import Because as Words
from schedules.times import local
from schedules.working_time import words
from schedules.working_time.hours import Hours
from schedules.working_time.term import Counted, Due
from work_orders.loop.loop import ActionId, Loop
from work_orders.loop.response import term_words
from work_orders.loop.risk import Risk

from .clock import MERGED, Pause, RunningClock
from .deadline import at_risk, by_itself, deadline
from .hours import HoursOf
from .rule import by_level


@dataclass(frozen=True, slots=True)
class Why:
    """A deadline explained. ``way`` tiles the time from the instant that set the clock to its own end."""

    sentences: tuple[Words, ...]
    """The term, what the risk asks for, each extension, each suspension, and which deadline binds: in that order."""
    way: tuple[Counted, ...]
    assumed: bool
    """True where it hangs on a year that no calendar data cover."""


def why(loop: Loop, row: RunningClock, order: list[RunningClock], hours: HoursOf) -> Why:
    """Reckoned anew from what the row follows from, by the hours of the duty version that it names.

    ``order`` are the order's clocks, among them the one that caps this.
    """
    theirs = hours(row.basis.calendar, row.line)
    legs = deadline(row.basis, theirs)
    said = [by_itself(row.basis, theirs).because, *_of_risk(loop, row, theirs)]
    said += [_extended(loop, row, number, leg) for number, leg in enumerate(legs[1:])]
    said += [_paused(loop, pause) for pause in row.basis.pauses]
    caps = {clock.id for clock in loop.clocks.values() if clock.caps}
    if row.clock not in caps and any(one.clock in caps for one in order):
        said.append(_binds(row))
    way = tuple(tile for leg in legs for tile in leg.way)
    return Why(tuple(said), way, any(leg.assumed for leg in legs))


def _of_risk(loop: Loop, row: RunningClock, hours: Hours) -> Iterator[Words]:
    """Which level gives the clock its term, or what the level allows at most and which of the two binds."""
    clock, tighter = loop.clocks.get(row.clock), row.basis.tighter
    if clock is not None and by_level(clock):
        for risk in loop.risks.values():
            if risk.terms.get(clock.id) == row.basis.term:
                asked = term_words(clock, risk)
                yield Words(
                    f"风险等级“{risk.names.zh}”的要求：{asked.zh}。", f"Asked for by {_level(risk)}: {asked.en}."
                )
    at_most = at_risk(row.basis, hours)
    if tighter is None or at_most is None:
        return
    known = loop.risks.get(tighter.risk, Risk(tighter.risk, Words(tighter.risk, tighter.risk)))
    yield Words(f"按风险等级“{known.names.zh}”从严：{at_most.because.zh}", f"By {_level(known)}: {at_most.because.en}")
    yield words.earlier(at_most.at, by_itself(row.basis, hours).at)


def _level(risk: Risk) -> str:
    return f"the risk level “{risk.names.en}”"


def _extended(loop: Loop, row: RunningClock, number: int, leg: Due) -> Words:
    extension = row.basis.extensions[number]
    name = _action(loop, extension.action)
    zh, en = words.zh_time(local(extension.at)), words.en_time(local(extension.at))
    return Words(
        f"{zh} {name.zh}，延长至 {words.zh_time(leg.at)}。",
        f"Extended on {en} ({name.en}), to {words.en_time(leg.at)}.",
    )


def _paused(loop: Loop, pause: Pause) -> Words:
    name = Words("并入其他工单", "merged") if pause.why == MERGED else _action(loop, ActionId(pause.why))
    since = local(pause.since)
    if pause.until is None:
        return Words(
            f"自 {words.zh_time(since)} 起暂停计时（{name.zh}）。",
            f"Suspended since {words.en_time(since)} ({name.en}).",
        )
    until = local(pause.until)
    return Words(
        f"{words.zh_time(since)} 至 {words.zh_time(until)} 暂停计时（{name.zh}）。",
        f"Suspended from {words.en_time(since)} to {words.en_time(until)} ({name.en}).",
    )


def _action(loop: Loop, action: ActionId) -> Words:
    known = loop.actions.get(action)
    return known.names if known else Words(action, action)


def _binds(row: RunningClock) -> Words:
    """Only one of the two deadlines is known where the clock's own binds; then it says no more than that."""
    if row.capped:
        return words.binds(local(row.own_due_at), local(row.due_at))
    return Words("不晚于整单期限，以本时限为准。", "Not later than the whole order's deadline: this one binds.")
