"""What a change of an order does to its clocks: which start, end, stand still, go on, and when each is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from storage.ids import UnitId
from work_orders.case.case import Case
from work_orders.loop.loop import Action, ActionId, Actor, Clock, ClockId, Loop
from work_orders.loop.terms import BeforeEvent, SetByReferrer, TermRule

from .agenda import due_moved, scheduled
from .clock import MERGED, Basis, ClockChange, Extension, RunningClock, Tighter, dropped, ended, resumed, suspended
from .deadline import deadline
from .hours import HoursOf
from .rule import base_of, belongs, by_level, can_run, follows_base, given_for, rule_of, tighter_of

DEPARTMENTS = frozenset({Actor.UNIT, Actor.HEAD})
"""Whose rounds are those of the department that has the order."""


def clocks_after(  # noqa: PLR0913, PLR0917 the whole of a change: loop, order before and after, by what, when
    loop: Loop,
    before: Case | None,
    after: Case,
    action: ActionId | None,
    running: Sequence[RunningClock],
    hours: HoursOf,
    at: datetime,
) -> ClockChange:
    """The order's clocks once it is as ``after``.

    ``before`` is None at its birth, ``action`` None for what is no action of the loop (the form saved, a merger).
    ``running`` are all rows of the order, ended ones too: they count the rounds.
    """
    change = _Change(loop, before, after, loop.actions[action] if action else None, hours, at)
    rows = {row.clock: row for row in running if row.ended_at is None}
    now: list[RunningClock] = []
    for clock in loop.clocks.values():
        rounds = [row for row in running if row.clock == clock.id]
        if clock.id in rows:
            now += [change.gone_on(clock, rows[clock.id], rounds), *change.anew(clock, rounds)]
        else:
            now += change.started(clock, rounds)
    now += [dropped(row, at) for gone, row in rows.items() if gone not in loop.clocks]
    return _sorted_out(_capped(loop, now, at), rows)


def retimed(loop: Loop, rows: Sequence[RunningClock], hours: HoursOf, at: datetime) -> ClockChange:
    """An order's clocks under other hours: those of a new duty version, or of another file of the loop."""
    before = {row.clock: row for row in rows if row.ended_at is None}
    return _sorted_out(_capped(loop, (_reckoned(row, hours) for row in before.values()), at), before)


@dataclass(frozen=True)
class _Change:
    loop: Loop
    before: Case | None
    after: Case
    action: Action | None
    hours: HoursOf
    at: datetime

    def started(self, clock: Clock, rounds: Sequence[RunningClock]) -> list[RunningClock]:
        """The clock's next round where it begins now; empty where it does not."""
        base = self._begins(clock, rounds)
        if base is None or (clock.once and any(row.met is not None for row in rounds)):
            return []
        return self._next_round(clock, rounds, base)

    def anew(self, clock: Clock, rounds: Sequence[RunningClock]) -> list[RunningClock]:
        """The round that follows the one which the action has ended; empty where none does."""
        goes_on = self._again(clock) and can_run(self.loop, clock, self.after, rounds)
        return self._next_round(clock, rounds, self.at) if goes_on else []

    def _again(self, clock: Clock) -> bool:
        return self.action is not None and self.action.id in clock.anew_with

    def _next_round(self, clock: Clock, rounds: Sequence[RunningClock], base: datetime) -> list[RunningClock]:
        after, rule = self.after, rule_of(self.loop, clock, self.after)
        if rule is None:
            return []
        basis = self._tightened(clock, Basis(rule, clock.calendar, base, given_for(rule, after)), base)
        row = RunningClock(
            after.number, clock.id, len(rounds) + 1, after.line, basis, base, base, base, unit=self._unit(clock)
        )
        row = _reckoned(row, self.hours)
        row = replace(row, due_at=row.own_due_at)
        return [suspended(row, self.at, MERGED) if after.parent else row]

    def _unit(self, clock: Clock) -> UnitId | None:
        return self.after.unit if clock.whose in DEPARTMENTS else None

    def _begins(self, clock: Clock, rounds: Sequence[RunningClock]) -> datetime | None:
        if clock.starts_with is not None:
            taken = self.action is not None and self.action.id == clock.starts_with
            return self.at if taken and belongs(self.loop, clock, self.after) else None
        could, can = (can_run(self.loop, clock, case, rounds) for case in (self.before, self.after))
        if by_level(clock) and self.before is not None and can and not could:
            return self.at  # the step may have been entered long before the order came to this level
        return base_of(self.loop, clock, self.after, rounds) if can and not could else None

    def gone_on(self, clock: Clock, row: RunningClock, rounds: Sequence[RunningClock]) -> RunningClock:
        """What became of a round that was not over."""
        if self._again(clock) or (self.action is not None and clock.id in self.action.stops):
            return ended(row, self.at)
        if not belongs(self.loop, clock, self.after):
            return ended(row, self.at) if self._is_done_by_leaving(clock) else self._left(row)
        basis = self._basis(clock, row, rounds)
        if basis is None:
            return dropped(row, self.at)
        changed = self._halted(replace(row, basis=basis, unit=self._unit(clock)))
        return changed if changed == row or changed.suspended_at else _reckoned(changed, self.hours)

    def _is_done_by_leaving(self, clock: Clock) -> bool:
        """A clock that an action stops is not done by leaving its steps without it; nor is one that was taken back."""
        if self.action is not None and self.action.takes_back:
            return False
        return not any(clock.id in action.stops for action in self.loop.actions.values())

    def _left(self, row: RunningClock) -> RunningClock:
        """Left undone: late when it ran out meanwhile, else dropped, so that it may start anew."""
        gone = ended(row, self.at)
        return dropped(row, self.at) if gone.met else gone

    def _basis(self, clock: Clock, row: RunningClock, rounds: Sequence[RunningClock]) -> Basis | None:
        """From what the deadline follows now; None where the order has no such clock any more."""
        basis = row.basis
        was = rule_of(self.loop, clock, self.before) if self.before else None
        rule = rule_of(self.loop, clock, self.after)
        if rule != was:
            if rule is None:
                return None
            basis = replace(basis, term=rule, calendar=clock.calendar)
            basis = replace(basis, asked_at=self.at) if by_level(clock) else basis
        base = base_of(self.loop, clock, self.after, rounds) if follows_base(clock) else basis.asked_at
        if base is None and basis.asked_at != self.after.opened_at:
            return None  # somebody answered after all: the form's time begins when they have spoken
        basis = self._extended(clock, replace(basis, asked_at=base or basis.asked_at))
        return self._given(self._tightened(clock, basis, max(basis.asked_at, self.at)))

    def _tightened(self, clock: Clock, basis: Basis, since: datetime) -> Basis:
        """With what the order's risk allows at most, counted from here where it did not allow just that before."""
        most, was = tighter_of(self.loop, clock, self.after), basis.tighter
        if most is None:
            return replace(basis, tighter=None)
        kept = was.since if was is not None and was.term == most else since
        return replace(basis, tighter=Tighter(most, kept, self.after.risk))

    def _given(self, basis: Basis) -> Basis | None:
        """With what the form says now of the instant that the term, or an extension of it, hangs on."""
        for rule in (basis.term, *(extension.term for extension in basis.extensions)):
            if isinstance(rule, BeforeEvent | SetByReferrer):
                given = given_for(rule, self.after)
                return replace(basis, given=given) if given else None
        return basis

    def _extended(self, clock: Clock, basis: Basis) -> Basis:
        more: TermRule | None = self.action.extends.get(clock.id) if self.action else None
        if more is None or self.action is None:
            return basis
        return replace(basis, extensions=(*basis.extensions, Extension(more, self.at, self.action.id)))

    def _halted(self, row: RunningClock) -> RunningClock:
        """Suspended or resumed, by an action or because the order follows another."""
        action, pause = self.action, row.basis.pauses[-1] if row.suspended_at else None
        if action and row.clock in action.resumes and pause and pause.why != MERGED:
            row = resumed(row, self.at)
        if pause and pause.why == MERGED and self.after.parent is None:
            row = resumed(row, self.at)
        if action and row.clock in action.suspends:
            row = suspended(row, self.at, action.id)
        return suspended(row, self.at, MERGED) if self.after.parent else row


def _reckoned(row: RunningClock, hours: HoursOf) -> RunningClock:
    """The row with its own deadline, and when it begins to count, computed anew; what binds is not looked at yet."""
    legs = deadline(row.basis, hours(row.basis.calendar, row.line))
    return replace(row, started_at=legs[0].start, own_due_at=legs[-1].at, version=hours.version)


def _capped(loop: Loop, rows: Iterable[RunningClock], at: datetime) -> list[RunningClock]:
    """No clock is due later than the whole order's, unless that stands still."""
    rows = list(rows)
    caps = {clock.id for clock in loop.clocks.values() if clock.caps}
    whole = [row.own_due_at for row in rows if row.runs and row.clock in caps]

    def bound(row: RunningClock) -> RunningClock:
        if row.ended_at is not None:
            return row
        clock = loop.clocks.get(row.clock)
        due = row.own_due_at if row.clock in caps else min((row.own_due_at, *whole))
        return scheduled(clock, due_moved(clock, row, due, at))

    return [bound(row) for row in rows]


def _sorted_out(rows: Iterable[RunningClock], before: Mapping[ClockId, RunningClock]) -> ClockChange:
    rows = list(rows)
    known = {(row.clock, row.round): row for row in before.values()}
    there = [row for row in rows if (row.clock, row.round) in known]
    return ClockChange(
        started=tuple(row for row in rows if (row.clock, row.round) not in known),
        stopped=tuple(row for row in there if row.ended_at is not None),
        changed=tuple(row for row in there if row.ended_at is None and row != known[row.clock, row.round]),
    )
