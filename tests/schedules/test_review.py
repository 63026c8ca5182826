"""What another version changes, and a line's days as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.review.diff import Difference, difference
from schedules.review.plan import Mark, by_name, marks, month_of, plan, week_of
from schedules.review.repeated import repeated, runs
from storage.ids import LineId

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]
YUNNAN = LineId("yunnan")


def ahead(old: DutyBook, new: DutyBook, start: datetime) -> Difference:
    return difference(old, new, start, start + timedelta(weeks=5))


def test_the_same_in_other_words_changes_nothing(book: DutyBook, reference: Bundle, changed: Changed, at: At) -> None:
    reworded = reference.files["rosters/yunnan.yaml"].replace(
        "  - at: [09:00-12:00, 14:00-18:00]", "  - at: [09:00-10:00, 10:00-12:00, 14:00-18:00]"
    )
    assert reworded != reference.files["rosters/yunnan.yaml"]
    found = ahead(book, compile_bundle(changed({"rosters/yunnan.yaml": reworded})), at("2026-11-23 00:00"))
    assert not found


def test_a_change_at_noon_is_told_for_its_two_hours_on_working_days(
    book: DutyBook, reference: Bundle, changed: Changed, at: At
) -> None:
    text = reference.files["rosters/yunnan.yaml"].replace("otherwise: [staff]", "otherwise: [experts]")
    found = ahead(book, compile_bundle(changed({"rosters/yunnan.yaml": text})), at("2026-11-23 00:00"))
    assert len(found.answers) == 25
    first = found.answers[0]
    assert (first.of, first.start, first.end) == (YUNNAN, at("2026-11-23 12:00"), at("2026-11-23 14:00"))
    assert first.before is not None
    assert first.after is not None
    assert (first.before.groups, first.after.groups) == (("yunnan-staff",), ("yunnan-experts",))
    (told,) = repeated(found.answers)
    assert runs(told.days)[0] == (date(2026, 11, 23), date(2026, 11, 27))
    assert (found.people, found.facts) == ((), ())


def test_a_line_that_comes_or_goes_is_a_change_of_all_its_time(book: DutyBook, reference: Bundle, at: At) -> None:
    files = {name: text for name, text in reference.files.items() if name != "rosters/hainan.yaml"}
    people = "\n".join(line for line in files["people.yaml"].splitlines() if "hainan" not in line)
    found = ahead(book, compile_bundle(Bundle({**files, "people.yaml": people})), at("2026-11-23 00:00"))
    assert {one.of for one in found.answers} == {"hainan"}
    assert all(one.after is None for one in found.answers)
    assert found.answers[0].start == at("2026-11-23 00:00")
    assert found.answers[-1].end == at("2026-12-28 00:00")
    assert any(fact.what.en == "hainan: code" and fact.after == "" for fact in found.facts)


def test_other_people_and_other_seconds_are_changes_too(
    book: DutyBook, reference: Bundle, changed: Changed, at: At
) -> None:
    people = reference.files["people.yaml"].replace(
        "{id: hi-staff-2, name: 王海燕, roles: [agent], groups: [hainan-staff]}",
        "{id: hi-staff-2, name: 王海燕, roles: [agent], groups: [hainan-staff, guangzhou-staff]}",
    )
    rules = reference.files["hotline.yaml"].replace('ring_seconds: "20"', 'ring_seconds: "25"')
    found = ahead(book, compile_bundle(changed({"people.yaml": people, "hotline.yaml": rules})), at("2026-11-23 00:00"))
    (more,) = found.people
    assert (more.of, more.start, more.end) == ("guangzhou-staff", at("2026-11-23 00:00"), at("2026-12-28 00:00"))
    assert [(one.what.en, one.before, one.after) for one in found.facts] == [("routing.ring_seconds", "20", "25")]
    assert found.answers == ()


def test_a_week_is_shown_with_its_ranges(book: DutyBook) -> None:
    days = list(plan(book, YUNNAN, date(2026, 11, 23), 7))
    assert [f"{one.start:%H:%M}" for one in days[0].ranges] == ["09:00", "12:00", "14:00"]
    assert days[5].ranges == ()
    assert [day.closed for day in days] == [False] * 5 + [True] * 2
    assert by_name(days[0].ranges[0]) == ()


def test_what_is_special_is_marked(changed: Changed, reference: Bundle) -> None:
    closing = "closings:\n  - {lines: [yunnan], from: 2026-11-24 11:00, until: 2026-11-24 12:00, who: a, why: 台风}\n"
    override = (
        "overrides:\n  - {line: yunnan, from: 2026-11-24 20:00, until: 2026-11-24 21:00, by: [staff], who: a, why: b}\n"
    )
    roster = reference.files["rosters/yunnan.yaml"] + "exceptions:\n  2026-11-25: {hours: 09:00-10:00, why: 割接}\n"
    book = compile_bundle(changed({"overrides.yaml": closing + override, "rosters/yunnan.yaml": roster}))
    days = list(plan(book, YUNNAN, date(2026, 11, 24), 2))
    found = [(f"{one.start:%d %H:%M}", marks(one)) for day in days for one in day.ranges if marks(one)]
    assert ("24 11:00", (Mark.CLOSING,)) in found
    assert ("24 20:00", (Mark.OVERRIDE,)) in found
    assert ("25 09:00", (Mark.EXCEPTION,)) in found
    (assumed,) = plan(book, YUNNAN, date(2027, 3, 1), 1)
    assert assumed.day.assumed
    assert all(Mark.ASSUMED in marks(one) for one in assumed.ranges)


def test_weeks_and_months_begin_where_calendars_begin(at: At) -> None:
    assert week_of(at("2026-11-29 23:59")) == (date(2026, 11, 23), 7)
    assert month_of(at("2026-12-31 00:00")) == (date(2026, 12, 1), 31)
    assert month_of(at("2028-02-29 00:00")) == (date(2028, 2, 1), 29)
