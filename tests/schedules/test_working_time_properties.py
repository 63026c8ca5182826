"""What holds of every deadline: later starts end later, what was added can be measured, nothing jumps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.times import ZONE, Span
from schedules.working_time.before import before
from schedules.working_time.due import due, start_of
from schedules.working_time.elapsed import binding, calendar_days_between, duty_time, working_days_between
from schedules.working_time.hours import Hours, LineHours, OfficeHours
from schedules.working_time.term import Term, Unit
from storage.ids import LineId

REFERENCE = read_bundle(Path(__file__).parents[2] / "config")
HEAD = "code: HI\nname: 海南\nname_en: Hainan\ngroups: {staff: {name: 客服, name_en: staff}}\n"
OTHERS = {
    "rosters/hainan.yaml": HEAD + "duty: {every_day: 00:00-24:00}\n",
    "rosters/spot.yaml": HEAD.replace("HI", "XH").replace("staff:", "experts:")
    + "duty: {working_days: [08:30-12:00, 13:30-17:00]}\n",
    "overrides.yaml": "closings:\n"
    "  - {lines: [yunnan], from: 2026-11-24 11:00, until: 2026-11-25 14:00, who: 唐静怡, why: 搬迁}\n",
}


@cache
def hours_of(name: str) -> Hours:
    book = compile_bundle(Bundle({**REFERENCE.files, **OTHERS}))
    if name == "office":
        return OfficeHours(book.calendar, (Span(9 * 60, 12 * 60), Span(14 * 60, 18 * 60)))
    return LineHours(book, LineId(name))


HOURS = st.sampled_from(("yunnan", "guangzhou", "hainan", "spot", "office")).map(hours_of)
INSTANTS = st.one_of(
    st.datetimes(datetime(2025, 12, 20), datetime(2027, 1, 10), timezones=st.just(UTC)),  # noqa: DTZ001 hypothesis adds the zone
    st.builds(  # edges: midnight, opening, lunch, closing, each of some day, and the second before it
        lambda day, minute, second: (
            datetime(2026, 9, 25, tzinfo=ZONE) + timedelta(days=day, minutes=minute, seconds=second)
        ),
        st.integers(0, 100),
        st.sampled_from((0, 510, 540, 720, 810, 840, 1020, 1080)),
        st.sampled_from((-1, 0, 1)),
    ),
)
TERMS = st.one_of(
    st.builds(Term, st.sampled_from((Unit.MINUTES, Unit.DUTY_MINUTES)), st.integers(1, 3_000), st.booleans()),
    st.builds(
        Term,
        st.sampled_from((Unit.WORKING_DAYS, Unit.SAME_CLOCK, Unit.CALENDAR_DAYS)),
        st.integers(1, 9),
        st.booleans(),
    ),
    st.just(Term(Unit.SHIFT_END)),
)
AHEAD = TERMS.filter(lambda term: term.unit not in {Unit.SHIFT_END, Unit.SAME_CLOCK})


@given(TERMS, HOURS, INSTANTS, INSTANTS)
@settings(max_examples=300)
def test_who_begins_later_is_never_due_earlier(term: Term, hours: Hours, one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert due(term, hours, first).at <= due(term, hours, second).at


@given(TERMS, HOURS, INSTANTS)
@settings(max_examples=300)
def test_what_was_added_can_be_measured(term: Term, hours: Hours, instant: datetime) -> None:
    found = due(term, hours, instant)
    assert found.at > instant
    match term.unit:
        case Unit.MINUTES:
            assert found.at - found.start == timedelta(minutes=term.amount)
        case Unit.DUTY_MINUTES:
            assert duty_time(hours, instant, found.at) == timedelta(minutes=term.amount)
        case Unit.WORKING_DAYS:
            assert working_days_between(hours, found.start, found.at) == term.amount
            assert working_days_between(hours, found.start, found.at - timedelta(seconds=1)) == term.amount - 1
        case Unit.SAME_CLOCK:
            close = due(Term(Unit.WORKING_DAYS, term.amount, term.waits), hours, instant).at
            assert found.at <= close
            assert found.at.date() in {close.date(), (close - timedelta(days=1)).date()}
        case Unit.CALENDAR_DAYS:
            assert calendar_days_between(instant, found.at) == term.amount
            assert calendar_days_between(instant, found.at - timedelta(seconds=1)) == term.amount - 1


@given(TERMS, HOURS, INSTANTS)
@settings(max_examples=200)
def test_the_way_tiles_the_time_and_gives_every_reason(term: Term, hours: Hours, instant: datetime) -> None:
    found = due(term, hours, instant)
    assert found.way[0].since == instant
    assert found.way[-1].until == found.at
    assert found.way[-1].counts
    assert all(one.until == next_.since for one, next_ in zip(found.way, found.way[1:], strict=False))
    assert all(one.because.zh and one.because.en and one.since < one.until for one in found.way)
    assert not any(one.counts for one in found.way if one.until <= found.start)


@given(AHEAD, HOURS, INSTANTS)
@settings(max_examples=300)
def test_what_begins_in_time_before_an_event_is_over_by_it_and_a_second_later_is_not(
    term: Term, hours: Hours, event: datetime
) -> None:
    latest = before(term, hours, event).latest
    second = timedelta(seconds=1)
    assert due(term, hours, latest - second).at <= event
    assert due(term, hours, latest + second).at > event


@given(HOURS, INSTANTS, st.lists(st.timedeltas(timedelta(), timedelta(days=9)), min_size=2, max_size=2))
@settings(max_examples=200)
def test_duty_time_adds_up_and_nothing_jumps(hours: Hours, start: datetime, lengths: list[timedelta]) -> None:
    middle, end = start + lengths[0], start + lengths[0] + lengths[1]
    assert duty_time(hours, start, middle) + duty_time(hours, middle, end) == duty_time(hours, start, end)
    assert timedelta() <= duty_time(hours, start, middle) <= lengths[0]


@given(st.integers(1, 3_000), HOURS, INSTANTS)
@settings(max_examples=100)
def test_a_minute_more_of_duty_is_at_least_a_minute_later(minutes: int, hours: Hours, instant: datetime) -> None:
    one = due(Term(Unit.DUTY_MINUTES, minutes), hours, instant).at
    more = due(Term(Unit.DUTY_MINUTES, minutes + 1), hours, instant).at
    assert more - one >= timedelta(minutes=1)
    assert duty_time(hours, one, more) == timedelta(minutes=1)


@given(TERMS, TERMS, HOURS, INSTANTS)
@settings(max_examples=60)
def test_the_earlier_of_two_deadlines_binds(step: Term, whole: Term, hours: Hours, instant: datetime) -> None:
    first, second = due(step, hours, instant), due(whole, hours, instant)
    bound = binding(first, second)
    assert bound.at == min(first.at, second.at)
    assert bound.capped == (second.at < first.at)
    assert start_of(step, hours, instant) == first.start
