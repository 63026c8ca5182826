"""Which steps an order can come to, and from which it can be archived. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from .loop import Action, Loop, StepId
from .risk import RiskId


def reached(loop: Loop) -> set[StepId]:
    """All that can be reached from the first, that one among them."""
    return _closure({loop.first}, list(_leads(loop, None)))


def can_end(loop: Loop, risk: RiskId | None = None) -> set[StepId]:
    """From where the end can be reached, at one level of risk or at any."""
    ends = {step.id for step in loop.steps.values() if step.is_end}
    return _closure(ends, [(end, start) for start, end in _leads(loop, risk)])


def is_there(action: Action, risk: RiskId | None) -> bool:
    """Whether orders of this level have the action."""
    return risk is None or not action.when.risks or risk in action.when.risks


def _leads(loop: Loop, risk: RiskId | None) -> Iterator[tuple[StepId, StepId]]:
    for action in loop.actions.values():
        if action.to is not None and is_there(action, risk):
            yield from ((step, action.to) for step in action.at)


def _closure(found: set[StepId], leads: list[tuple[StepId, StepId]]) -> set[StepId]:
    while more := {end for start, end in leads if start in found} - found:
        found = found | more
    return found
