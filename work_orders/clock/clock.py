"""A clock that runs on an order: from when, until when, what held it up, whom it told. Values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from schedules.working_time.term import Term
from storage.ids import LineId, OrderNumber, UnitId, VersionHash
from work_orders.loop.loop import ActionId, ClockId
from work_orders.loop.risk import RiskId
from work_orders.loop.terms import TermRule

MERGED = "merged"
"""Why a clock stands still, where no action said so: the order follows another."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count, ``[since, until)``; ``until`` is None while it lasts."""

    since: datetime
    until: datetime | None
    why: str
    """The action that suspended it, or ``MERGED``."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, counted from the deadline that it replaces."""

    term: TermRule
    at: datetime
    action: ActionId


@dataclass(frozen=True, slots=True)
class Tighter:
    """What the order's risk allows at most: where it is over before the clock's own term, it binds."""

    term: Term
    since: datetime
    """From where it counts: what set the clock, or the instant at which the level was set, whichever is later."""
    risk: RiskId


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a deadline follows from, but for the hours: the same basis under other hours has another deadline."""

    term: TermRule
    calendar: str
    """Whose time counts: a name of the loop's calendars, or ``line``."""
    asked_at: datetime
    """The instant that set it; it begins to count there, or at the next opening."""
    given: datetime | None = None
    """What the referrer set, or when the event is, for terms that hang on it."""
    extensions: tuple[Extension, ...] = ()
    pauses: tuple[Pause, ...] = ()
    """In order, without overlap; only the last may last still."""
    tighter: Tighter | None = None


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One round of a clock on an order. It runs until ``ended_at``, unless it is suspended."""

    number: OrderNumber
    clock: ClockId
    round: int
    """1, 2, …: how often this clock started on this order."""
    line: LineId
    basis: Basis
    started_at: datetime
    """From when it counts."""
    own_due_at: datetime
    """By its own term."""
    due_at: datetime
    """What binds: its own, or the whole order's where that is earlier. Late from this very instant on."""
    version: VersionHash | None = None
    """The duty version whose hours it was reckoned by; None: by none."""
    warned_at: datetime | None = None
    breached_at: datetime | None = None
    escalated: int = 0
    """How many of the clock's escalations were told."""
    ended_at: datetime | None = None
    met: bool | None = None
    """Ended in time or not; None while it runs, and for one that was dropped rather than done."""
    next_at: datetime | None = None
    """When it has something to tell; None: nothing any more, or suspended."""
    unit: UnitId | None = None
    """Of a department's clock: the lead unit that has this round, or had it when it ended; it counts for no other."""

    @property
    def capped(self) -> bool:
        """True where the whole order's deadline binds."""
        return self.due_at < self.own_due_at

    @property
    def suspended_at(self) -> datetime | None:
        """Since when it stands still; None while it runs."""
        last = self.basis.pauses[-1] if self.basis.pauses else None
        return last.since if last and last.until is None else None

    @property
    def runs(self) -> bool:
        return self.ended_at is None and self.suspended_at is None


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What a change of the order did to its clocks: rows as they are afterwards."""

    started: tuple[RunningClock, ...] = ()
    stopped: tuple[RunningClock, ...] = ()
    changed: tuple[RunningClock, ...] = ()
    """Moved, extended, suspended or resumed."""


def ended(row: RunningClock, at: datetime) -> RunningClock:
    """Done: in time when it was not late at that instant, or when it was suspended."""
    met = (row.suspended_at or at) < row.due_at
    return replace(row, basis=_settled(row.basis, at), ended_at=at, met=met, next_at=None)


def dropped(row: RunningClock, at: datetime) -> RunningClock:
    """There is nothing to be done any more: neither met nor breached."""
    return replace(row, basis=_settled(row.basis, at), ended_at=at, met=None, next_at=None)


def suspended(row: RunningClock, at: datetime, why: str) -> RunningClock:
    """Stands still from now on; one that does already is left as it is."""
    if not row.runs:
        return row
    pauses = (*row.basis.pauses, Pause(at, None, why))
    return replace(row, basis=replace(row.basis, pauses=pauses), next_at=None)


def resumed(row: RunningClock, at: datetime) -> RunningClock:
    """Runs again; its deadline has yet to be reckoned."""
    return replace(row, basis=_settled(row.basis, at))


def _settled(basis: Basis, at: datetime) -> Basis:
    """Without a pause that lasts still."""
    if not basis.pauses or basis.pauses[-1].until is not None:
        return basis
    last = replace(basis.pauses[-1], until=at)
    return replace(basis, pauses=(*basis.pauses[:-1], last))
