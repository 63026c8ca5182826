"""What a clock is set to, and what came of it: values, without arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schedules.answer import Because


class Unit(StrEnum):
    """What a term is counted in."""

    MINUTES = "minutes"  # 自然时间
    DUTY_MINUTES = "duty_minutes"  # 值班时间：下班即停，上班续计
    WORKING_DAYS = "working_days"  # 工作日，至当日下班
    SAME_CLOCK = "working_days_same_clock"  # 工作日，至同一时刻
    CALENDAR_DAYS = "calendar_days"  # 自然日，至当日 24:00
    SHIFT_END = "shift_end"  # 本班次结束前


@dataclass(frozen=True, slots=True)
class Term:
    """So many of a unit. ``waits``: begun off duty, it starts at the next opening (calendar days never wait)."""

    unit: Unit
    amount: int = 0
    waits: bool = True

    def __post_init__(self) -> None:
        if self.amount < 0 or (self.amount == 0 and self.unit is not Unit.SHIFT_END):
            raise ValueError(f"a term of {self.amount} {self.unit}")

    @property
    def starts_on_duty(self) -> bool:
        return self.unit is Unit.DUTY_MINUTES or (self.waits and self.unit is not Unit.CALENDAR_DAYS)

    @property
    def counts_days_of_work(self) -> bool:
        """True where holidays make a difference."""
        return self.starts_on_duty or self.unit in {Unit.WORKING_DAYS, Unit.SAME_CLOCK}


@dataclass(frozen=True, slots=True)
class Counted:
    """A stretch of the way to a deadline: does it count, and why."""

    since: datetime
    until: datetime
    counts: bool
    because: Because


@dataclass(frozen=True, slots=True)
class Due:
    """A clock: from when it runs, until when, and why so. ``way`` tiles the time from the instant asked to the end."""

    start: datetime
    at: datetime
    because: Because
    way: tuple[Counted, ...]
    assumed: bool
    """True when it ends in a year that no calendar data cover: it may move when they come."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What must come a term before an event is done before ``latest``."""

    latest: datetime
    event: datetime
    because: Because


@dataclass(frozen=True, slots=True)
class Bound:
    """The deadline that binds of a step and its whole order."""

    at: datetime
    capped: bool
    """True when it is the whole order's."""
    because: Because
