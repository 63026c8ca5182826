"""What a person at the desk intends, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.ids import PersonId

LONGEST_REASON = 40  # characters


class PresenceState(StrEnum):
    READY = "ready"
    PAUSED = "paused"
    """Signed in and not to be rung: a meal, writing up a case, a meeting."""
    AWAY = "away"


class BadReason(ValueError):
    """A reason that cannot be shown on one line."""


@dataclass(frozen=True, slots=True)
class Intention:
    person: PersonId
    state: PresenceState
    reason: str
    """Why paused, in the person's words; empty otherwise."""
    since: datetime


def intend(person: PersonId, state: PresenceState, reason: str, since: datetime) -> Intention:
    """The intention; a reason is kept for a pause only. Raises :class:`BadReason`."""
    words = " ".join(reason.split()) if state is PresenceState.PAUSED else ""
    if len(words) > LONGEST_REASON or not words.isprintable():
        raise BadReason(f"a reason is one line of at most {LONGEST_REASON} characters")
    return Intention(person, state, words, since)
