"""An order on its way through the reference loop, and what its clocks are at each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from schedules.times import ZONE
from storage.ids import LineId, OrderNumber, PersonId, UnitId
from work_orders.case.case import Case
from work_orders.clock.clock import ClockChange, RunningClock
from work_orders.clock.hours import DutyHours
from work_orders.clock.run import clocks_after
from work_orders.loop.loop import ActionId, CategoryId, ClockId, Loop, Mark, StepId

CONFIG = Path(__file__).parents[2] / "config"
NUMBER = OrderNumber("YN-20261123-0007")


def at(text: str) -> datetime:
    """``2026-11-23 10:00`` on the hotline's clock; the Monday of that week is meant by ``10:00``."""
    return datetime.fromisoformat(text if "-" in text else f"2026-11-23 {text}").replace(tzinfo=ZONE)


def an_order(opened: datetime, **more: object) -> Case:
    """A call of Yunnan's that was answered at that instant and ended two minutes later."""
    facts: dict[str, object] = {
        "number": NUMBER,
        "revision": 1,
        "line": LineId("yunnan"),
        "step": StepId("fill"),
        "entered_at": opened,
        "opened_at": opened,
        "source": "phone",
        "talk_ended_at": opened + timedelta(minutes=2),
        "owner": PersonId("yn-staff-1"),
    }
    return Case(**(facts | more))  # type: ignore[arg-type] # a test names only what it is about


@dataclass
class Journey:
    """Takes an order from step to step and keeps its clocks, as ``act`` does."""

    loop: Loop
    hours: DutyHours
    case: Case
    rows: dict[tuple[ClockId, int], RunningClock] = field(default_factory=dict)

    def born(self, when: datetime) -> ClockChange:
        return self._changed(None, self.case, None, when)

    def take(self, action: str, when: datetime, **more: object) -> ClockChange:
        """An action of the loop; ``more`` is what else changes of the case."""
        there = self.loop.actions[ActionId(action)]
        marks: Mapping[Mark, str] = {**self.case.marks, **there.sets}
        after = replace(self.case, marks=marks, revision=self.case.revision + 1, **more)  # type: ignore[arg-type]
        if there.to is not None and there.to != self.case.step:
            after = replace(after, step=there.to, entered_at=when)
        return self._changed(self.case, after, there.id, when)

    def change(self, when: datetime, **more: object) -> ClockChange:
        """What is no action: the form saved, the call ended, a merger."""
        return self._changed(self.case, replace(self.case, **more), None, when)  # type: ignore[arg-type]

    def _changed(self, before: Case | None, after: Case, action: ActionId | None, when: datetime) -> ClockChange:
        change = clocks_after(self.loop, before, after, action, tuple(self.rows.values()), self.hours, when)
        self.case = after
        for row in (*change.started, *change.stopped, *change.changed):
            self.rows[row.clock, row.round] = row
        return change

    def running(self) -> dict[str, RunningClock]:
        return {row.clock: row for row in self.rows.values() if row.ended_at is None}

    def due(self, clock: str) -> str:
        """When the round of this clock that runs is due, on the hotline's clock."""
        return f"{self.running()[clock].due_at.astimezone(ZONE):%m-%d %H:%M}"

    def last(self, clock: str) -> RunningClock:
        return max((row for row in self.rows.values() if row.clock == clock), key=lambda row: row.round)


def inquiry(journey: Journey, when: datetime) -> ClockChange:
    return journey.change(when, category=CategoryId("inquiry"))


def complaint(journey: Journey, when: datetime) -> ClockChange:
    return journey.change(when, category=CategoryId("complaint"))


TRADING = UnitId("trading")
