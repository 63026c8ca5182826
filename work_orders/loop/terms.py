"""How long a clock runs, as a person writes it: ``30 分钟``, ``1 个工作日``, ``by the referrer``, ``7 天 before …``.

::

    30 分钟 · 1 小时 · 30 minutes · 1 hour              natural time (自然时间)
    90 值班分钟 · 2 值班小时 · 90 duty minutes          duty time alone (下班即停)
    3 个工作日 · 3 working days                         close of business on the third
    3 个工作日同时刻 · 3 working days same clock        the same clock on the third
    5 个自然日 · 5 calendar days                        midnight after the fifth
    本班结束前 · end of shift
    由转办方指定 · set by referrer                      the field ``referrer_due_at`` of the order
    事件前 7 个自然日 · 7 calendar days before event    before the field ``event_at`` of the order

A number without ``个`` and full-width digits are understood; anything else is a finding with these examples.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from schedules.answer import Because
from schedules.working_time.term import Term, Unit

REFERRER_FIELD, EVENT_FIELD = "referrer_due_at", "event_at"
"""Form fields (kind ``instant``) from which such a clock takes its end."""

EXAMPLES = (
    "30 分钟、1 小时、90 值班分钟、3 个工作日、3 个工作日同时刻、5 个自然日、本班结束前、由转办方指定、"
    "事件前 7 个自然日"
)
EXAMPLES_EN = (
    "30 minutes, 1 hour, 90 duty minutes, 3 working days, 3 working days same clock, 5 calendar days, end of shift, "
    "set by referrer, 7 calendar days before event"
)


@dataclass(frozen=True, slots=True)
class SetByReferrer:
    """Due when the body that referred the order said so; not running while it has not."""


@dataclass(frozen=True, slots=True)
class BeforeEvent:
    """Due so long before an event of the order; not running while none is given."""

    term: Term


TermRule = Term | SetByReferrer | BeforeEvent

_UNITS: tuple[tuple[str, Unit, int], ...] = (
    (r"个?工作日同时刻|working days? same clock", Unit.SAME_CLOCK, 1),
    (r"个?工作日|working days?", Unit.WORKING_DAYS, 1),
    (r"个?(?:自然日|日历日)|calendar days?", Unit.CALENDAR_DAYS, 1),
    (r"值班分钟|duty minutes?", Unit.DUTY_MINUTES, 1),
    (r"个?值班小时|duty hours?", Unit.DUTY_MINUTES, 60),
    (r"分钟|minutes?|min", Unit.MINUTES, 1),
    (r"个?小时|hours?|h", Unit.MINUTES, 60),
)


def term_of(text: str, *, waits: bool = True) -> TermRule | None:
    """What is meant; None where we do not know it. ``waits``: begun off duty, it starts at the next opening."""
    said = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if said in {"由转办方指定", "set by referrer"}:
        return SetByReferrer()
    if said in {"本班结束前", "end of shift"}:
        return Term(Unit.SHIFT_END, waits=False)
    ahead = re.fullmatch(r"事件前 ?(.+)|(.+) before event", said)
    if ahead is not None:
        before = _counted(ahead[1] or ahead[2], waits=False)
        return BeforeEvent(before) if before and before.unit is not Unit.SAME_CLOCK else None
    return _counted(said, waits=waits)


def said(rule: TermRule) -> Because:
    """The term in words, Chinese as this file's readers write it, and English."""
    if isinstance(rule, SetByReferrer):
        return Because("由转办方指定", "set by the referrer")
    if isinstance(rule, BeforeEvent):
        inner = said(rule.term)
        return Because(f"事件前 {inner.zh}", f"{inner.en} before the event")
    if rule.unit is Unit.SHIFT_END:
        return Because("本班结束前", "by the end of the shift")
    hours = rule.unit in _IN_HOURS and rule.amount % 60 == 0
    amount = rule.amount // 60 if hours else rule.amount
    zh, one, several = (_IN_HOURS if hours else _IN_WORDS)[rule.unit]
    return Because(f"{amount} {zh}", f"{amount} {one if amount == 1 else several}")


_IN_HOURS = {
    Unit.MINUTES: ("小时", "hour", "hours"),
    Unit.DUTY_MINUTES: ("值班小时", "duty hour", "duty hours"),
}
_IN_WORDS = {
    Unit.MINUTES: ("分钟", "minute", "minutes"),
    Unit.DUTY_MINUTES: ("值班分钟", "duty minute", "duty minutes"),
    Unit.WORKING_DAYS: ("个工作日", "working day", "working days"),
    Unit.SAME_CLOCK: ("个工作日同时刻", "working day, same clock", "working days, same clock"),
    Unit.CALENDAR_DAYS: ("个自然日", "calendar day", "calendar days"),
}


def natural_minutes(text: str) -> int | None:
    """Minutes of natural time, for warnings and escalations; ``0 分钟`` is at once."""
    said = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if re.fullmatch(r"0 ?(分钟|minutes?)?", said):
        return 0
    term = _counted(said, waits=False)
    return term.amount if term and term.unit is Unit.MINUTES else None


def _counted(said: str, *, waits: bool) -> Term | None:
    number = re.match(r"([1-9][0-9]{0,4}) ?", said)
    if number is None:
        return None
    for words, unit, minutes in _UNITS:
        if re.fullmatch(words, said[number.end() :]):
            return Term(unit, int(number[1]) * minutes, waits=waits)
    return None
