"""What holds of every deadline and of every way that an order can take, whatever happens on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import Calendar
from schedules.times import ZONE, Span
from schedules.working_time.due import due
from schedules.working_time.hours import OfficeHours
from schedules.working_time.term import Due, Term, Unit
from storage.ids import OrderNumber
from tests.reference import reference_book, reference_loop
from tests.work_orders.clock_cases import TRADING, Journey, an_order, at
from work_orders.clock.agenda import Kind, Telling, due_now, scheduled, told
from work_orders.clock.clock import Basis, Extension, Pause, RunningClock
from work_orders.clock.deadline import deadline
from work_orders.clock.hours import DutyHours
from work_orders.clock.paused import SUSPENDED, due_with_gaps
from work_orders.loop.loop import ActionId, CategoryId, ClockId

OFFICE = OfficeHours(Calendar({}), (Span(9 * 60, 12 * 60), Span(14 * 60, 18 * 60)))
LOOP = reference_loop()
HOURS = DutyHours(reference_book(), LOOP.calendars)
START = datetime(2026, 11, 16, tzinfo=ZONE)  # a Monday

instants = st.integers(0, 14 * 24 * 60).map(lambda minute: START + timedelta(minutes=minute))
terms = st.builds(
    Term,
    st.sampled_from([Unit.MINUTES, Unit.DUTY_MINUTES, Unit.WORKING_DAYS, Unit.SAME_CLOCK, Unit.CALENDAR_DAYS]),
    st.integers(1, 9),
    st.booleans(),
)
lengths = st.integers(0, 4 * 24 * 60).map(lambda minute: timedelta(minutes=minute))


@st.composite
def gap_lists(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    """Suspensions in order, without overlap."""
    edges = sorted(draw(st.lists(instants, min_size=0, max_size=6, unique=True)))
    return list(zip(edges[::2], edges[1::2], strict=False))


def tiles(found: Due, since: datetime) -> bool:
    """The way begins where it was asked from, ends at the deadline, and has no gap."""
    edges = [since, *(one.until for one in found.way)]
    return [one.since for one in found.way] == edges[:-1] and edges[-1] == found.at


@given(terms, instants, gap_lists())
def test_the_way_has_no_gap_whatever_was_suspended(
    term: Term, asked: datetime, gaps: list[tuple[datetime, datetime]]
) -> None:
    assert tiles(due_with_gaps(term, OFFICE, asked, gaps), asked)


@given(terms, instants, instants)
def test_a_suspension_of_no_length_changes_nothing(term: Term, asked: datetime, moment: datetime) -> None:
    assert due_with_gaps(term, OFFICE, asked, [(moment, moment)]) == due(term, OFFICE, asked)


@given(terms, instants, instants, lengths, lengths)
def test_who_is_suspended_longer_is_never_due_sooner(
    term: Term, asked: datetime, since: datetime, length: timedelta, more: timedelta
) -> None:
    short = due_with_gaps(term, OFFICE, asked, [(since, since + length)]).at
    longer = due_with_gaps(term, OFFICE, asked, [(since, since + length + more)]).at
    assert due(term, OFFICE, asked).at <= short <= longer


@given(terms, instants, lengths, lengths)
def test_a_suspension_after_the_deadline_does_not_move_it(
    term: Term, asked: datetime, later: timedelta, length: timedelta
) -> None:
    plain = due(term, OFFICE, asked)
    assert due_with_gaps(term, OFFICE, asked, [(plain.at + later, plain.at + later + length)]).at == plain.at


@given(st.integers(1, 600), instants, gap_lists())
def test_minutes_count_exactly_their_number_and_none_of_them_suspended(
    amount: int, asked: datetime, gaps: list[tuple[datetime, datetime]]
) -> None:
    for unit in (Unit.MINUTES, Unit.DUTY_MINUTES):
        way = due_with_gaps(Term(unit, amount), OFFICE, asked, gaps).way
        counted = [one for one in way if one.counts]
        assert sum((one.until - one.since for one in counted), timedelta()) == timedelta(minutes=amount)
        assert not any(one.since < until and since < one.until for one in counted for since, until in gaps)


@given(st.integers(1, 6), instants, gap_lists())
def test_as_many_working_days_count_as_the_term_has_and_a_suspended_close_is_none_of_them(
    amount: int, asked: datetime, gaps: list[tuple[datetime, datetime]]
) -> None:
    found = due_with_gaps(Term(Unit.WORKING_DAYS, amount), OFFICE, asked, gaps)
    counted = [one for one in found.way if one.counts]
    assert len(counted) == amount
    closes = [one.until.replace(hour=18, minute=0) if one.until.hour == 18 else one.until for one in counted]
    assert not any(since < close <= until for close in closes[-1:] for since, until in gaps)
    suspended = [one for one in found.way if one.because == SUSPENDED]
    assert all(not one.counts for one in suspended)


same_unit = st.sampled_from([Unit.MINUTES, Unit.DUTY_MINUTES, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])


@given(same_unit, st.integers(1, 9), st.integers(1, 9), instants)
def test_an_extension_in_the_same_unit_is_as_if_the_term_had_been_longer(
    unit: Unit, amount: int, more: int, asked: datetime
) -> None:
    basis = Basis(Term(unit, amount), "office", asked)
    extended = replace(basis, extensions=(Extension(Term(unit, more), asked, ActionId("extend")),))
    longer = replace(basis, term=Term(unit, amount + more))
    assert deadline(extended, OFFICE)[-1].at == deadline(longer, OFFICE)[-1].at
    legs = deadline(extended, OFFICE)
    assert [one.until for leg in legs for one in leg.way][:-1] == [one.since for leg in legs for one in leg.way][1:]


@given(terms, instants, gap_lists())
def test_a_basis_without_pauses_over_is_that_of_the_term_alone(
    term: Term, asked: datetime, gaps: list[tuple[datetime, datetime]]
) -> None:
    pauses = tuple(Pause(since, until, "halt") for since, until in gaps)
    lasting = (*pauses, Pause(START + timedelta(days=40), None, "halt"))
    (leg,) = deadline(Basis(term, "office", asked, pauses=lasting), OFFICE)
    assert leg == due_with_gaps(term, OFFICE, asked, gaps)


# -- what is told


ring_times = st.lists(st.integers(0, 60 * 72), max_size=12).map(sorted)
CLOCK = LOOP.clocks[ClockId("handle")]


def a_clock(own: datetime) -> RunningClock:
    basis = Basis(Term(Unit.WORKING_DAYS, 1), "office", START)
    row = RunningClock(OrderNumber("YN-20261116-0001"), CLOCK.id, 1, an_order(START).line, basis, START, own, own)
    return scheduled(CLOCK, row)


@given(st.integers(1, 60 * 48), ring_times)
def test_whenever_it_is_looked_at_nothing_is_told_twice_and_nothing_late_is_left_out(
    due_after: int, looks: list[int]
) -> None:
    """Outages of any length, a restart before any look: the row alone knows what was told."""
    row, heard = a_clock(START + timedelta(minutes=due_after)), list[Telling]()
    for minute in [*looks, 60 * 24 * 30]:
        now = START + timedelta(minutes=minute)
        if row.next_at is not None and row.next_at <= now:
            tellings = due_now(CLOCK, row, now)
            assert tellings
            heard += tellings
            row = scheduled(CLOCK, told(row, tellings, now))
        assert row.next_at is None or row.next_at > now
    kinds = [(one.kind, one.step) for one in heard]
    assert len(set(kinds)) == len(kinds)
    assert {(Kind.BREACH, 0), (Kind.ESCALATION, 1), (Kind.ESCALATION, 2)} <= set(kinds)
    assert row.next_at is None


# -- ways through the loop


moves = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 36 * 60)), max_size=14)
CATEGORIES = [CategoryId(name) for name in ("inquiry", "complaint", "suggestion")]


def walked(journey: Journey, choices: list[tuple[int, int]], check: Callable[[Journey, datetime], None]) -> None:
    now = at("10:05")
    journey.born(now)
    for pick, minutes in choices:
        now += timedelta(minutes=minutes)
        moved(journey, pick, now)
        check(journey, now)


def moved(journey: Journey, pick: int, now: datetime) -> None:
    """One of the things that can happen where the order stands: merged or separated, another category, an action."""
    here = [action.id for action in LOOP.actions.values() if journey.case.step in action.at]
    pick %= 1 + len(CATEGORIES) + len(here)
    if pick == 0:
        journey.change(now, parent=None if journey.case.parent else OrderNumber("YN-20261123-0001"))
    elif pick <= len(CATEGORIES):
        journey.change(now, category=CATEGORIES[pick - 1])
    else:
        journey.take(here[pick - 1 - len(CATEGORIES)], now, unit=TRADING)


@settings(max_examples=150)
@given(moves)
def test_on_every_way_no_clock_outlasts_the_whole_orders_and_none_runs_where_it_does_not_belong(
    choices: list[tuple[int, int]],
) -> None:
    def check(journey: Journey, now: datetime) -> None:
        rows = journey.running()
        assert len(rows) == sum(row.ended_at is None for row in journey.rows.values())
        whole = rows.get("whole")
        for name, row in rows.items():
            clock = LOOP.clocks[row.clock]
            assert not clock.steps or journey.case.step in clock.steps
            assert (row.next_at is None) == (journey.case.parent is not None)
            assert row.due_at <= row.own_due_at
            if whole and whole.runs and name != "whole":
                assert row.due_at <= whole.due_at
        if journey.case.step == LOOP.end:
            assert rows == {}
        assert all(row.ended_at <= now for row in journey.rows.values() if row.ended_at)

    walked(Journey(LOOP, HOURS, an_order(at("10:00"))), choices, check)


@settings(max_examples=100)
@given(moves)
def test_what_ended_never_changes_again_and_every_round_has_its_own_row(choices: list[tuple[int, int]]) -> None:
    seen: dict[tuple[ClockId, int], RunningClock] = {}

    def check(journey: Journey, now: datetime) -> None:
        assert all(journey.rows[key] == row for key, row in seen.items() if row.ended_at)
        seen.update(journey.rows)
        by_clock: dict[ClockId, list[int]] = {}
        for clock, number in seen:
            by_clock.setdefault(clock, []).append(number)
        assert all(sorted(numbers) == list(range(1, len(numbers) + 1)) for numbers in by_clock.values())
        assert now >= journey.case.opened_at

    walked(Journey(LOOP, HOURS, an_order(at("10:00"))), choices, check)
