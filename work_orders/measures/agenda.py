"""When a measure has something to tell: as its last day begins, and once that day is over. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from schedules.times import ZONE


class Telling(StrEnum):
    DUE = "due"  # 今天到期
    OVERDUE = "overdue"  # 已逾期


def first_at(due: date, decided_at: datetime) -> datetime:
    """What is due on the day on which it is decided has just been told."""
    return _begins(due) if decided_at < _begins(due) else overdue_at(due)


def overdue_at(due: date) -> datetime:
    return _begins(due + timedelta(days=1))


def telling(due: date, at: datetime) -> Telling:
    """What is told at this instant; that it was due is told no more once it is over."""
    return Telling.OVERDUE if at >= overdue_at(due) else Telling.DUE


def following(told: Telling, due: date) -> datetime | None:
    """When the next is told; None: nothing any more."""
    return overdue_at(due) if told is Telling.DUE else None


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
