"""Deadlines: each unit by example, with the sentence and the way that a person checks it by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.calendar import Calendar
from schedules.compile import compile_bundle
from schedules.times import Span
from schedules.working_time.before import before
from schedules.working_time.due import due
from schedules.working_time.elapsed import binding, calendar_days_between, duty_stretches, duty_time
from schedules.working_time.hours import Hours, LineHours, OfficeHours
from schedules.working_time.term import Term, Unit
from storage.ids import LineId

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]
OFFICE = OfficeHours(Calendar({}), (Span(9 * 60, 12 * 60), Span(14 * 60, 18 * 60)))


def of(book: DutyBook, line: str) -> Hours:
    return LineHours(book, LineId(line))


@pytest.mark.parametrize(
    ("moment", "start", "at_"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00", "2026-11-23 10:30"),
        ("2026-11-23 17:45", "2026-11-23 17:45", "2026-11-23 18:15"),  # natural time once started
        ("2026-11-23 18:00", "2026-11-24 09:00", "2026-11-24 09:30"),
        ("2026-09-30 18:30", "2026-10-08 09:00", "2026-10-08 09:30"),  # over National Day
    ],
)
def test_minutes_start_at_the_next_opening_and_then_run(
    book: DutyBook, at: At, moment: str, start: str, at_: str
) -> None:
    found = due(Term(Unit.MINUTES, 30), of(book, "yunnan"), at(moment))
    assert (found.start, found.at) == (at(start), at(at_))


def test_an_urgent_clock_never_waits(book: DutyBook, at: At) -> None:
    found = due(Term(Unit.MINUTES, 30, waits=False), of(book, "yunnan"), at("2026-11-21 23:50"))
    assert found.at == at("2026-11-22 00:20")


@pytest.mark.parametrize(
    ("moment", "minutes", "at_"),
    [
        ("2026-11-23 11:30", 60, "2026-11-23 14:30"),  # over lunch
        ("2026-11-23 11:30", 30, "2026-11-23 12:00"),  # ends with the morning, not with lunch
        ("2026-11-20 17:30", 60, "2026-11-23 09:30"),  # over the week-end
        ("2026-12-31 17:30", 60, "2027-01-01 09:30"),  # over the year's end: 2027 goes by weekdays
        ("2026-11-21 10:00", 7 * 60, "2026-11-23 18:00"),
    ],
)
def test_duty_minutes_stop_at_closing_and_go_on_at_opening(at: At, moment: str, minutes: int, at_: str) -> None:
    assert due(Term(Unit.DUTY_MINUTES, minutes), OFFICE, at(moment)).at == at(at_)


@pytest.mark.parametrize(
    ("line", "moment", "days", "at_"),
    [
        ("yunnan", "2026-11-23 10:00", 3, "2026-11-26 18:00"),
        ("spot", "2026-11-23 10:00", 1, "2026-11-24 17:00"),
        ("yunnan", "2026-10-09 10:00", 1, "2026-10-10 18:00"),  # the Saturday is a working day
        ("yunnan", "2026-10-09 18:00", 1, "2026-10-12 18:00"),  # starts on that Saturday
        ("yunnan", "2026-09-30 10:00", 1, "2026-10-08 18:00"),
        ("guangzhou", "2026-11-21 10:00", 1, "2026-11-23 18:00"),  # open on Saturday; Monday is the working day
    ],
)
def test_working_days_end_with_the_close_of_business(
    book: DutyBook, at: At, line: str, moment: str, days: int, at_: str
) -> None:
    assert due(Term(Unit.WORKING_DAYS, days), of(book, line), at(moment)).at == at(at_)


@pytest.mark.parametrize(
    ("moment", "at_"),
    [
        ("2026-11-23 10:00", "2026-11-24 10:00"),
        ("2026-11-20 17:30", "2026-11-23 17:30"),
        ("2026-11-20 18:30", "2026-11-24 09:00"),  # starts on Monday at nine
    ],
)
def test_the_stricter_working_day_ends_at_the_same_clock(book: DutyBook, at: At, moment: str, at_: str) -> None:
    assert due(Term(Unit.SAME_CLOCK, 1), of(book, "yunnan"), at(moment)).at == at(at_)


def test_a_start_on_a_day_of_rest_has_the_whole_working_day(book: DutyBook, at: At) -> None:
    assert due(Term(Unit.SAME_CLOCK, 1), of(book, "guangzhou"), at("2026-11-21 10:00")).at == at("2026-11-23 18:00")


def test_calendar_days_take_no_notice_of_holidays(book: DutyBook, at: At) -> None:
    found = due(Term(Unit.CALENDAR_DAYS, 5), of(book, "yunnan"), at("2026-09-30 20:00"))
    assert (found.start, found.at) == (at("2026-09-30 20:00"), at("2026-10-06 00:00"))
    assert calendar_days_between(at("2026-09-30 20:00"), found.at) == 5


def test_the_end_of_the_shift_is_the_close_of_business_where_nobody_works_in_shifts(book: DutyBook, at: At) -> None:
    assert due(Term(Unit.SHIFT_END), of(book, "yunnan"), at("2026-11-23 12:30")).at == at("2026-11-23 18:00")
    assert due(Term(Unit.SHIFT_END), of(book, "yunnan"), at("2026-11-21 12:30")).at == at("2026-11-23 18:00")


def test_a_crew_works_until_its_relief(changed: Changed, at: At) -> None:
    head = "code: GZ\nname: 贵州\nname_en: Guizhou\ngroups: {staff: {name: 客服, name_en: staff}}\n"
    crews = ", ".join(f"{name}: [gz-staff-{n}, gz-staff-{n + 4}]" for n, name in enumerate("甲乙丙丁", 1))
    shifts = (
        "duty: {every_day: 24h}\nshifts: {day: 08:00-19:00, night: 19:00-08:00}\n"
        f"rotation: {{group: staff, from: 2026-01-01, cycle: [day, night, off, off], crews: {{{crews}}}}}\n"
    )
    hours = of(compile_bundle(changed({"rosters/guizhou.yaml": head + shifts})), "guizhou")
    assert due(Term(Unit.SHIFT_END), hours, at("2026-11-23 12:30")).at == at("2026-11-23 19:00")
    assert due(Term(Unit.SHIFT_END), hours, at("2026-11-23 23:30")).at == at("2026-11-24 08:00")


def test_a_closing_is_named_as_the_reason(changed: Changed, at: At) -> None:
    closing = "closings: [{lines: [yunnan], from: 2026-11-23 11:00, until: 2026-11-23 13:00, who: 唐静怡, why: 台风}]"
    hours = of(compile_bundle(changed({"overrides.yaml": closing})), "yunnan")
    found = due(Term(Unit.DUTY_MINUTES, 60), hours, at("2026-11-23 10:30"))
    assert [one.because.zh for one in found.way] == ["值班时间", "紧急停服", "值班时间"]


def test_a_day_closed_by_hand_is_no_working_day(changed: Changed, at: At) -> None:
    closing = "closings: [{lines: [yunnan], from: 2026-11-24 00:00, until: 2026-11-25 00:00, who: 唐静怡, why: 搬迁}]"
    hours = of(compile_bundle(changed({"overrides.yaml": closing})), "yunnan")
    assert due(Term(Unit.WORKING_DAYS, 1), hours, at("2026-11-23 10:00")).at == at("2026-11-25 18:00")


def test_a_line_that_never_opens_again_makes_no_clock_wait(changed: Changed, at: At) -> None:
    closing = "closings: [{lines: [yunnan], from: 2026-11-24 00:00, until: 2040-01-01 00:00, who: 唐静怡, why: 撤销}]"
    hours = of(compile_bundle(changed({"overrides.yaml": closing})), "yunnan")
    now = at("2026-11-25 10:00")
    for unit in (Unit.MINUTES, Unit.DUTY_MINUTES):
        assert due(Term(unit, 30), hours, now).at == now + timedelta(minutes=30)
    assert due(Term(Unit.WORKING_DAYS, 1), hours, now).at > now
    assert before(Term(Unit.WORKING_DAYS, 1), hours, at("2039-11-25 10:00")).latest < at("2039-11-25 10:00")


def test_a_clock_tells_why_it_is_due_then(book: DutyBook, at: At) -> None:
    because = due(Term(Unit.MINUTES, 30), of(book, "yunnan"), at("2026-11-21 10:00")).because
    assert because.zh == (
        "2026-11-21（周六）10:00 不在值班时间，自下次值班 2026-11-23（周一）09:00 起计，"
        "30 分钟后到期：2026-11-23（周一）09:30。"
    )
    assert "next opening on Monday 2026-11-23 09:00" in because.en


def test_the_way_to_a_deadline_names_every_stretch(book: DutyBook, at: At) -> None:
    found = due(Term(Unit.WORKING_DAYS, 2), of(book, "yunnan"), at("2026-09-30 18:30"))
    assert [(f"{one.since:%m-%d %H:%M}", one.counts, one.because.zh) for one in found.way] == [
        ("09-30 18:30", False, "非值班时间"),
        ("10-01 00:00", False, "国庆节放假"),
        ("10-08 00:00", False, "非值班时间"),
        ("10-08 09:00", False, "起算当日不计"),
        ("10-09 00:00", True, "第 1 个工作日"),
        ("10-10 00:00", True, "第 2 个工作日"),
    ]
    assert found.at == at("2026-10-10 18:00")


def test_a_deadline_in_a_year_without_calendar_says_that_it_is_assumed(at: At) -> None:
    found = due(Term(Unit.WORKING_DAYS, 1), OFFICE, at("2026-12-31 10:00"))
    assert found.assumed
    assert found.because.zh.endswith("2027-01-01（周五）18:00（2027 年放假安排尚未录入，按周一至周五推定）。")
    assert not due(Term(Unit.MINUTES, 1), OFFICE, at("2026-12-31 10:00")).assumed


def test_time_between_leaves_out_lunch_and_says_so(at: At) -> None:
    since, until = at("2026-11-23 11:00"), at("2026-11-23 15:00")
    assert duty_time(OFFICE, since, until) == timedelta(hours=2)
    assert [(one.counts, one.because.zh) for one in duty_stretches(OFFICE, since, until)] == [
        (True, "值班时间"),
        (False, "非值班时间"),
        (True, "值班时间"),
    ]


@pytest.mark.parametrize(
    ("term", "event", "latest"),
    [
        (Term(Unit.CALENDAR_DAYS, 7), "2026-11-23 08:00", "2026-11-16 00:00"),  # seven whole days lie between
        (Term(Unit.MINUTES, 24 * 60, waits=False), "2026-11-23 08:00", "2026-11-22 08:00"),
        (Term(Unit.MINUTES, 24 * 60), "2026-11-23 08:00", "2026-11-20 18:00"),  # while somebody is there to do it
        (Term(Unit.DUTY_MINUTES, 120), "2026-11-23 10:00", "2026-11-20 17:00"),
        (Term(Unit.WORKING_DAYS, 1), "2026-11-23 09:00", "2026-11-19 18:00"),  # the whole Friday lies between
    ],
)
def test_what_must_come_before_an_event(at: At, term: Term, event: str, latest: str) -> None:
    found = before(term, OFFICE, at(event))
    assert found.latest == at(latest)
    assert found.because.zh.startswith("须在 ")


def test_nothing_comes_a_shift_before_an_event(at: At) -> None:
    with pytest.raises(ValueError, match="before an event"):
        before(Term(Unit.SHIFT_END), OFFICE, at("2026-11-23 09:00"))


def test_a_term_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="term of 0"):
        Term(Unit.MINUTES)


def test_the_whole_order_binds_where_a_step_would_be_due_later(book: DutyBook, at: At) -> None:
    hours, start = of(book, "yunnan"), at("2026-11-23 10:00")
    step = due(Term(Unit.SAME_CLOCK, 3), hours, at("2026-11-24 09:30"))
    whole = due(Term(Unit.WORKING_DAYS, 3), hours, start)
    bound = binding(step, whole)
    assert (bound.at, bound.capped) == (whole.at, True)
    assert "以整单期限为准" in bound.because.zh
    assert not binding(whole, whole).capped
