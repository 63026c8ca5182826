"""The three levels, folded from what happened in a conversation. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from participants.participant import ItemId, ParticipantId

Occasion = NewType("Occasion", str)
"""A conversation in which somebody shows who they are: ``call:<call id>``, or ``order:<number>`` for one that no call
of ours carries, as when an agent calls back."""


class Level(StrEnum):
    """What may be told; each includes the one before."""

    UNRECORDED = "unrecorded"
    """Public guidance only."""
    RECORDED = "recorded"
    """Name, ID number and phone are noted: information that concerns no company or person."""
    VERIFIED = "verified"
    """That participant's private information, in this conversation."""


class Happened(StrEnum):
    RECORDED = "recorded"
    DRAWN = "drawn"
    WRONG = "wrong"
    VERIFIED = "verified"
    LOCKED = "locked"
    """An attempt that was not compared, since there had been too many."""
    UNLISTED = "unlisted"
    """Looked for and not in the register: marked, not refused."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``items`` are those noted or asked, never what was said."""

    at: datetime
    who: str
    occasion: Occasion
    what: Happened
    participant: ParticipantId | None = None
    items: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the caller has come."""

    level: Level
    verified: Mapping[ParticipantId, datetime]
    """As whom they are verified now, and since when."""
    unlisted: bool = False
    """Not in the register, as far as anybody found."""


def standing(events: Iterable[Event], *, now: datetime, holds: timedelta | None) -> Standing:
    """Of one conversation's events; a verification lapses after ``holds``, None: with the conversation alone.

    Later events count more: who was not found and verified afterwards is in the register.
    """
    told = list(events)
    verified = {
        one.participant: one.at
        for one in told
        if one.what is Happened.VERIFIED and one.participant and (holds is None or now - one.at < holds)
    }
    last = next((one.what for one in reversed(told) if one.what in {Happened.UNLISTED, Happened.DRAWN}), None)
    unlisted = last is Happened.UNLISTED
    if verified:
        return Standing(Level.VERIFIED, verified, unlisted)
    recorded = any(one.what is Happened.RECORDED for one in told)
    return Standing(Level.RECORDED if recorded else Level.UNRECORDED, {}, unlisted)
