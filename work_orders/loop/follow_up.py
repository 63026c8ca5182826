"""What a loop says of follow-up calls (回访): how they are chosen, when they may be made, how often tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from schedules.answer import Because as Words
from schedules.times import Span

from .loop import StepId


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Times of day are those of the hotline's zone."""

    step: StepId
    share: float
    """Of the day's orders due in classes that are followed by sample: 0 … 1."""
    hours: tuple[Span, ...]
    """When participants may be called, on any day."""
    most_attempts: int
    """So many have to have been made before an order may be archived without having reached anybody."""
    outcomes: Mapping[str, Words]
    """Why an attempt did not reach anybody."""
    listed_after: int
    """Dissatisfied so often: listed for supervision (挂牌督办)."""
    nps: bool
    """Whether those who were reached are asked how likely they are to recommend the hotline."""
    final: frozenset[str] = frozenset()
    """Outcomes after which nobody is called again."""
    apart: timedelta = timedelta(0)
    """Attempts that follow each other faster count as one."""
    draw_at: int = 0
    """When the day's sample is drawn, in minutes after midnight."""
