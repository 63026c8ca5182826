"""Asking the duty calendar in the path of a call: there is always an answer, and *undecided* says why.

Undecided has exactly three causes. A year without calendar data is none of them: it is answered by weekdays and
marked assumed.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from schedules.answer import Because, DutyAnswer, DutyState
from schedules.book import DutyBook
from schedules.times import ZONE
from storage.ids import LineId

log = logging.getLogger(__name__)


class Undecided(StrEnum):
    """The rule id of an undecided answer."""

    NO_VERSION = "undecided/no-version"
    CLOCK = "undecided/clock"
    FAULT = "undecided/fault"

    @property
    def because(self) -> Because:
        return _BECAUSE[self]


def ask(book: DutyBook | None, line: LineId, instant: datetime) -> DutyAnswer:
    """Who answers this line. Never raises: a fault of ours must not cost the caller the call."""
    if book is None:
        return _undecided(line, Undecided.NO_VERSION, None)
    if not clock_is_sound(instant):
        return _undecided(line, Undecided.CLOCK, book)
    try:
        return book.state_at(line, instant)
    except Exception:  # the border of one question
        log.exception("duty of %s at %s could not be decided", line, instant)
        return _undecided(line, Undecided.FAULT, book)


def ask_why(book: DutyBook | None, answer: DutyAnswer, instant: datetime) -> Because:
    """The sentence that goes with an answer of :func:`ask`. Never raises."""
    if answer.state is DutyState.UNDECIDED:
        return Undecided(answer.rule).because
    try:
        if book is not None:
            return book.explain(answer.line, instant)
    except Exception:  # the border of one question: the decision stands, its sentence is short
        log.exception("duty of %s at %s could not be explained", answer.line, instant)
    return Because(f"依据规则 {answer.rule}。", f"By the rule {answer.rule}.")


def clock_is_sound(now: datetime) -> bool:
    """False when time-zone data or clock cannot be right: Shanghai is at +08:00, and it is this century."""
    return now.tzinfo is not None and 2024 <= now.year < 2100 and now.astimezone(ZONE).utcoffset() == timedelta(hours=8)


def _undecided(line: LineId, cause: Undecided, book: DutyBook | None) -> DutyAnswer:
    version = book.version if book else None
    return DutyAnswer(line, DutyState.UNDECIDED, (), cause.value, None, None, assumed=False, version=version)


_BECAUSE = {
    Undecided.NO_VERSION: Because(
        "还没有任何可用的值班版本，无法判断由谁应答。",
        "No good duty version was ever stored, so nobody can say who answers.",
    ),
    Undecided.CLOCK: Because(
        "系统时钟或时区数据异常，无法判断由谁应答。",
        "Clock or time-zone data are wrong, so nobody can say who answers.",
    ),
    Undecided.FAULT: Because(
        "判断值班时发生错误，已记录事件，无法判断由谁应答。",
        "Evaluating the roster failed and was logged, so nobody can say who answers.",
    ),
}
