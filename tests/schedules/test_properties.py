"""What must hold at every instant, for every line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.answer import DutyState
from schedules.bundle import read_bundle
from schedules.calendar import Calendar
from schedules.compile import compile_bundle
from schedules.document import BadFiles, parse
from schedules.engine.day_plan import Around, plan
from schedules.engine.totality import check_rules
from schedules.language.roster import read_roster
from schedules.times import ZONE
from storage.ids import LineId

BUNDLE = read_bundle(Path(__file__).parents[2] / "config")
BOOK = compile_bundle(BUNDLE)
CALENDAR = Calendar({})
YUNNAN = LineId("yunnan")
LINES = st.sampled_from(sorted(BOOK.lines))
INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis adds the zone


@given(LINES, INSTANTS)
@settings(max_examples=100)
def test_every_instant_has_one_answer_that_holds_there(line: LineId, instant: datetime) -> None:
    answer = BOOK.state_at(line, instant)
    assert answer.since is not None
    assert answer.until is not None
    assert answer.since <= instant < answer.until
    assert answer.state in {DutyState.OPEN, DutyState.CLOSED}
    assert bool(answer.groups) == (answer.state is DutyState.OPEN)
    assert BOOK.state_at(line, answer.since) == answer
    assert BOOK.state_at(line, answer.until) != answer


@given(LINES, INSTANTS, st.timedeltas(timedelta(seconds=1), timedelta(days=14)))
@settings(max_examples=40)
def test_changes_tile_the_range_that_was_asked_for(line: LineId, start: datetime, length: timedelta) -> None:
    found = BOOK.changes(line, start, start + length)
    assert found[0].since is not None
    assert found[0].since <= start
    assert all(one.until == next_.since for one, next_ in pairwise(found))
    assert found[-1].until is not None
    assert found[-1].until >= start + length


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    asked = [datetime(year, 12, 31, 23, tzinfo=ZONE) for year in (2024, 2025, 2026, 2027)]
    orders = (asked, asked[::-1])
    one, other = (
        {instant: fresh.state_at(YUNNAN, instant) for instant in order}
        for fresh, order in zip((compile_bundle(BUNDLE), compile_bundle(BUNDLE)), orders, strict=True)
    )
    assert one == other


@given(LINES, INSTANTS)
@settings(max_examples=60)
def test_every_answer_has_a_sentence_in_both_languages(line: LineId, instant: datetime) -> None:
    because = BOOK.explain(line, instant)
    assert because.zh.endswith("。")
    assert because.en.endswith(".")
    assert BOOK.explain_steps(line, instant)


def test_the_hotlines_clock_never_jumps() -> None:
    offsets = {
        datetime(year, month, 1, tzinfo=ZONE).utcoffset() for year in range(2004, 2051) for month in range(1, 13)
    }
    assert offsets == {timedelta(hours=8)}


def test_our_working_days_are_those_of_two_independent_calendars() -> None:
    ours, theirs = Calendar({}), holidays.country_holidays("CN", years=range(2020, 2027))
    for offset in range((date(2027, 1, 1) - date(2020, 1, 1)).days):
        day = date(2020, 1, 1) + timedelta(days=offset)
        assert ours.day(day).works == chinese_calendar.is_workday(day) == theirs.is_working_day(day), day


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        BOOK.state_at(YUNNAN, datetime(2026, 11, 23))  # noqa: DTZ001 what is refused


ROSTER = BUNDLE.files["rosters/yunnan.yaml"]
PIECES = st.sampled_from(
    [":", "-", " ", "\n", "[", "]", "{", "}", ",", "0", "9", "：", "\t", "&a", "*a", "!", "'", "#", "云", ""]
)


@given(st.lists(st.tuples(st.integers(0, len(ROSTER) - 1), st.integers(0, 6), PIECES), min_size=1, max_size=4))
@settings(max_examples=120)
def test_a_mangled_roster_is_refused_or_total(edits: list[tuple[int, int, str]]) -> None:
    text = ROSTER
    for place, length, piece in edits:
        text = text[:place] + piece + text[place + length :]
    try:
        section = parse("yunnan.yaml", text)
        roster = read_roster(YUNNAN, section)
        section.finish()
    except BadFiles:
        return
    check_rules(section, roster, CALENDAR)
    try:
        section.finish()
    except BadFiles:
        return
    for offset in range(400):
        day = date(2026, 1, 1) + timedelta(days=offset)
        around = Around(*(CALENDAR.day(day + timedelta(days=by)) for by in (-1, 0, 1)))
        pieces = plan(roster, around).pieces
        assert all(piece.groups for piece in pieces)
        on_duty = [minute for span in roster.hours.on(around.day) for minute in range(span.start, span.end)]
        assert on_duty == [minute for piece in pieces for minute in range(piece.span.start, piece.span.end)]
