"""Who is told of which events, and how it goes with them: values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from storage.ids import LineId

from .event import EventId, EventType

ALL = "*"


@dataclass(frozen=True, slots=True)
class Health:
    """How the last deliveries went."""

    failures: int = 0
    """Since one was taken, how many rounds found the receiver away."""
    failing_since: datetime | None = None
    """The first failure since a delivery was taken."""
    resume_at: datetime | None = None
    """Nothing is tried before, because the receiver was away."""
    last_taken_at: datetime | None = None
    last_error: str = ""
    disabled_at: datetime | None = None
    """The receiver said that it is gone (410); events wait until somebody resumes it, or are given up."""


@dataclass(frozen=True, slots=True)
class Subscription:
    id: int
    url: str
    events: tuple[str, ...]
    """Types; ``order.*`` stands for all that begin so, ``*`` for all."""
    lines: tuple[LineId, ...]
    """Empty: all, and what is of no single line."""
    created_at: datetime
    created_by: str
    sealed_secret: bytes = field(repr=False)
    sealed_old_secret: bytes | None = field(default=None, repr=False)
    """The one before, which signs as well until ``old_until``."""
    old_until: datetime | None = None
    health: Health = field(default_factory=Health)

    def wants(self, kind: str, line: str | None) -> bool:
        return covers(self.events, kind) and (not self.lines or line in self.lines)

    def away_since(self, instant: datetime) -> bool:
        """Whether it has taken nothing, or wanted nothing, since then."""
        since = self.health.disabled_at or self.health.failing_since
        return since is not None and since <= instant

    def ready(self, now: datetime) -> bool:
        """Whether something may be sent to it now."""
        health = self.health
        return health.disabled_at is None and (health.resume_at is None or health.resume_at <= now)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one subscription, claimed."""

    subscription: int
    event: int
    """The event's place in the order in which all were written."""
    id: EventId
    type: str
    subject: str
    body: str
    created_at: datetime
    """When it was put on its way; put on its way anew, it begins anew."""
    attempts: int
    """Those made, the one under way among them."""


def covers(patterns: Iterable[str], kind: str) -> bool:
    """Whether one of the patterns stands for this type."""
    return any(one in (ALL, kind) or (one.endswith(".*") and kind.startswith(one[:-1])) for one in patterns)


def unknown_events(patterns: Iterable[str]) -> list[str]:
    """Those that stand for nothing."""
    return [one for one in patterns if not any(covers([one], kind) for kind in EventType)]
