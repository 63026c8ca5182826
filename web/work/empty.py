"""Departments in which nobody works: said where an order could be sent to them, and where another system sent it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from schedules.answer import Because as Words
from storage.ids import UnitId
from work_orders.case.case import Acting, Case
from work_orders.case.relation import manned
from work_orders.loop.loop import Input, Loop

NOBODY = "nobody_in_department"
DISPATCHED: Mapping[Input, Words] = {
    Input.UNIT: Words(
        "{units}目前没有人员，派出后无人接单，工单会停在那里，直到有人归入该部门，或由您收回。",
        "Nobody works in {units} now: the order would stand still there until somebody does, or you take it back.",
    ),
    Input.CO_UNITS: Words(
        "{units}目前没有人员，不会有协办意见。", "Nobody works in {units} now, so nothing will be contributed."
    ),
}
"""What is said of departments that were chosen and have nobody; the pages say the same before it is sent."""


def warn_of_empty(loop: Loop, staff: Sequence[Acting], shown: Iterable[dict[str, Any]]) -> None:
    """Mark, among what the actions let choose, each department that has nobody: it may be chosen all the same."""
    for ask in (ask for action in shown for ask in action["asks"] if ask["input"] in DISPATCHED):
        there = manned(loop, staff, Input(ask["input"]))
        for choice in ask["choices"]:
            choice["nobody"] = choice["value"] not in there


def sent_to_nobody(loop: Loop, staff: Sequence[Acting], after: Case, given: Iterable[str]) -> Iterator[dict[str, str]]:
    """What whoever sent the order there is told with the answer, for each of the inputs that they gave."""
    chosen: Mapping[Input, Sequence[UnitId]] = {
        Input.UNIT: (after.unit,) if after.unit else (),
        Input.CO_UNITS: after.co_units,
    }
    for asked, says in DISPATCHED.items():
        there = manned(loop, staff, asked)
        names = [loop.units[unit].names for unit in chosen[asked] if unit in loop.units and unit not in there]
        if names and asked in given:
            yield {
                "code": NOBODY,
                "pointer": f"/inputs/{asked}",
                "zh": says.zh.format(units="、".join(one.zh for one in names)),
                "en": says.en.format(units=", ".join(one.en for one in names)),
            }
