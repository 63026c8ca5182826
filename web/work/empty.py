"""Departments in which nobody works, said where an order could be sent to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from work_orders.case.case import Acting
from work_orders.case.relation import manned
from work_orders.loop.loop import Input, Loop

DISPATCHED = frozenset({Input.UNIT, Input.CO_UNITS})


def warn_of_empty(loop: Loop, staff: Sequence[Acting], shown: Iterable[dict[str, Any]]) -> None:
    """Mark, among what the actions let choose, each department that has nobody: it may be chosen all the same."""
    for ask in (ask for action in shown for ask in action["asks"] if ask["input"] in DISPATCHED):
        there = manned(loop, staff, Input(ask["input"]))
        for choice in ask["choices"]:
            choice["nobody"] = choice["value"] not in there
