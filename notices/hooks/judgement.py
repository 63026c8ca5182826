"""What an attempt means for the event and for its receiver: when to try again, and when not any more. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .post import Answer
from .subscription import Delivery, Health

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)
JITTER = 0.2  # of a pause, either way: receivers that fell together are not all asked at one moment
LEAST_ATTEMPTS = 3
"""So often an event is tried whatever its age: our own night off is no fault of the receiver's."""


@dataclass(frozen=True, slots=True)
class Round:
    """What came of the events that went to one receiver together. ``chance``: uniform in [0, 1)."""

    answers: Sequence[Answer]
    at: datetime
    chance: float


def pause_after(failures: int, chance: float) -> timedelta:
    """Five seconds after the first failure, twice as long after each, a quarter of an hour at most, give or take."""
    pause = min(FIRST_PAUSE * (1 << min(failures - 1, 10)), LONGEST_PAUSE)
    return pause * (1 - JITTER + 2 * JITTER * chance)


def health_after(health: Health, outcome: Round) -> Health:
    """How it goes with the receiver after a round."""
    failed = [answer for answer in outcome.answers if not answer.taken]
    if any(answer.gone for answer in failed):
        gone = next(answer for answer in failed if answer.gone)
        return replace(health, disabled_at=outcome.at, resume_at=None, last_error=gone.error)
    if len(failed) < len(outcome.answers):
        return Health(last_taken_at=outcome.at, last_error=failed[-1].error if failed else "")
    worst = next((answer for answer in failed if answer.away), failed[-1])
    known = replace(health, failing_since=health.failing_since or outcome.at, last_error=worst.error)
    if not worst.away:
        return known
    failures = health.failures + 1
    pause = max(pause_after(failures, outcome.chance), *(answer.wait for answer in failed))
    return replace(known, failures=failures, resume_at=outcome.at + pause)


def again_at(
    letter: Delivery, answer: Answer, now: datetime, chance: float, give_up_after: timedelta
) -> datetime | None:
    """When an event that was not taken is tried next; None: not any more."""
    if letter.attempts >= LEAST_ATTEMPTS and now >= letter.created_at + give_up_after:
        return None
    return now + max(pause_after(letter.attempts, chance), answer.wait)
