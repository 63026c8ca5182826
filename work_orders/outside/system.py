"""Another system, as an order sees it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.ids import LineId
from work_orders.case.case import Acting, Case
from work_orders.case.relation import lay_with
from work_orders.loop.loop import CategoryId, Loop, MatterId, SourceId, StepId


@dataclass(frozen=True, slots=True)
class System:
    """``acting``: what it may do to orders, as a person of its role may; nothing where it has none."""

    acting: Acting
    lines: frozenset[LineId]
    """Whose orders it sees; empty: those of all lines."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are asked for; what is None or empty does not filter."""

    line: LineId | None = None
    category: CategoryId | None = None
    matter: MatterId | None = None
    source: SourceId | None = None
    step: StepId | None = None
    outside_number: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Opened in ``[since, until)``."""
    archived: bool | None = None
    oldest_first: bool = False
    behind: int | None = None
    """The desk's own number of the order behind which the page begins."""
    limit: int = 50


def visible(loop: Loop, case: Case, system: System) -> bool:
    """Whether the order is there at all for this system. Confidential ones never are: people handle those."""
    if case.confidential or (system.lines and case.line not in system.lines):
        return False
    units = system.acting.units
    return not units or lay_with(loop, case.lay_with, system.acting)
