"""Levels of risk (风险等级), each with the response that it asks for (分级响应). Values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from schedules.answer import Because as Words
from schedules.working_time.term import Term

from .loop import Actor, ClockId, StepId

NOT_SAID = Words("", "")
RiskId = NewType("RiskId", str)


@dataclass(frozen=True, slots=True)
class Risk:
    """A level, and what it brings. ``work_orders/loop/table.py`` says it in words."""

    id: RiskId
    names: Words
    meaning: Words = NOT_SAID
    """What is meant by it, for whoever chooses; may be empty."""
    tell: frozenset[Actor] = frozenset()
    """Who hears at once that an order is of this level now, and was of a lower one."""
    at_any_hour: bool = False
    """Whether that leaves the house at night, too."""
    terms: Mapping[ClockId, Term] = field(default_factory=dict)
    """Of a clock that has a term itself: binds where it is over earlier. Of one that has none: its term."""
    followed: bool = False
    """True: called afterwards, whatever the category says."""
    review: StepId | None = None
    """Where it is looked at afterwards (事后评估): no order of this level is archived without that. None: not."""


DEFAULT = (
    Risk(RiskId("low"), Words("低", "low")),
    Risk(RiskId("medium"), Words("中", "medium")),
    Risk(RiskId("high"), Words("高", "high"), followed=True),
)
"""For a loop whose file says nothing of risks."""
