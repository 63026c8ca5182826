"""Attempts to reach somebody for a follow-up call: which count, and when enough were made. Pure.

They are counted on the order, in marks of the engine's own, and anew with each follow-up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from work_orders.case.case import Case
from work_orders.loop.loop import Action, Loop, Mark

_OURS = frozenset({Mark.ATTEMPTS, Mark.LAST_ATTEMPT, Mark.LAST_OUTCOME})


def tried(loop: Loop, case: Case, outcome: str, at: datetime) -> Case:
    """After an attempt that reached nobody. One that follows too fast is told in the history and does not count."""
    marks = {**case.marks, Mark.LAST_OUTCOME: outcome}
    last = last_attempt(case)
    if last is None or loop.follow_up is None or at - last >= loop.follow_up.apart:
        marks |= {Mark.ATTEMPTS: str(case.count(Mark.ATTEMPTS) + 1), Mark.LAST_ATTEMPT: at.isoformat()}
    return replace(case, marks=marks)


def forgotten(case: Case) -> Case:
    """Before the first attempt of a follow-up."""
    return replace(case, marks={mark: value for mark, value in case.marks.items() if mark not in _OURS})


def last_attempt(case: Case) -> datetime | None:
    """The last that counts."""
    said = case.marks.get(Mark.LAST_ATTEMPT)
    return datetime.fromisoformat(said) if said else None


def gives_up(action: Action) -> bool:
    """Whether this says that nobody could be reached."""
    return action.sets.get(Mark.REACHED) == "no"


def may_give_up(loop: Loop, case: Case) -> bool:
    """Whether enough was tried, or the participant does not want to be called again."""
    rules = loop.follow_up
    if rules is None:
        return True
    return case.count(Mark.ATTEMPTS) >= rules.most_attempts or case.marks.get(Mark.LAST_OUTCOME) in rules.final
