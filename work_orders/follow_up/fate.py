"""What becomes of an order that came to its follow-up: called, left to the day's draw, or archived uncalled. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from work_orders.case.case import Case, Entry
from work_orders.loop.loop import CategoryId, Loop, Mark
from work_orders.loop.risk import RiskId

ALL, SAMPLE, NONE = "all", "sample", "none"


class Fate(StrEnum):
    CALLED = "called"
    """Somebody calls."""
    TO_DRAW = "to_draw"
    """The day's draw decides."""
    ARCHIVED = "archived"
    """Orders of its category are not followed up."""


def waits(loop: Loop, case: Case) -> bool:
    """Whether the order stands at its follow-up, on its own."""
    here = loop.follow_up is not None and case.step == loop.follow_up.step
    return here and case.archived_at is None and case.parent is None


def fate(loop: Loop, case: Case) -> Fate:
    """By its category. What nobody put into one, or the loop does not know any more, is called.

    A level of risk that asks for it is called whatever the category says.
    """
    category = loop.categories.get(case.category) if case.category else None
    followed = category.followed if category else ALL
    if followed == ALL or loop.risk(case.risk).followed or (followed == SAMPLE and always(case)):
        return Fate.CALLED
    return Fate.TO_DRAW if followed == SAMPLE else Fate.ARCHIVED


def always(case: Case) -> bool:
    """Sampled or not, these are called: complaints about our own handling, what is listed."""
    return case.count(Mark.DISSATISFIED) > 0 or case.marks.get(Mark.LISTED) == "yes"


def categories(loop: Loop, followed: str) -> tuple[CategoryId, ...]:
    return tuple(one.id for one in loop.categories.values() if one.followed == followed)


def risks_followed(loop: Loop) -> tuple[RiskId, ...]:
    """The levels whose orders are always called."""
    return tuple(risk.id for risk in loop.risks.values() if risk.followed)


def archived(loop: Loop, case: Case, why: str, at: datetime, *, day: str = "") -> tuple[Case, Entry]:
    """Archived by the engine, uncalled; ``why`` is ``words.NOT_FOLLOWED``, or ``words.NOT_DRAWN`` and of which day."""
    after = replace(case, step=loop.end, entered_at=at, archived_at=at, revision=case.revision + 1)
    said = {"day": day} if day else {}
    return after, Entry(case.number, after.revision, at, None, why, case.step, after.step, said)
