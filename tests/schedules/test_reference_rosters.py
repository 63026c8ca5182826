"""The seven rosters of the reference hotline, second by second at their edges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from people.person import Role
from schedules.answer import DutyState
from schedules.book import DutyBook
from schedules.language.kinds_of_day import DayWord
from storage.ids import LineId

At = Callable[[str], datetime]

HOURS = {
    "spot": ("XH", "现货", "08:30", "17:00", ("spot-experts",)),
    "guangdong": ("GD", "广东", "09:00", "18:00", ("guangdong-staff",)),
    "guangxi": ("GX", "广西", "08:00", "18:00", ("guangxi-staff",)),
    "yunnan": ("YN", "云南", "09:00", "18:00", ("yunnan-experts", "yunnan-staff")),
    "guizhou": ("GZ", "贵州", "09:00", "18:00", ("guizhou-staff",)),
    "hainan": ("HI", "海南", "09:00", "18:00", ("hainan-staff",)),
    "guangzhou": ("CAN", "广州", "08:00", "18:00", ("guangzhou-staff",)),
}
STAFFED = {
    "spot-experts": 3,
    "guangdong-staff": 6,
    "guangxi-staff": 4,
    "yunnan-experts": 6,
    "yunnan-staff": 3,
    "guizhou-staff": 8,
    "hainan-staff": 2,
    "guangzhou-staff": 6,
}
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)


def test_the_lines_groups_and_people_are_those_of_the_source(book: DutyBook) -> None:
    assert {line: (book.lines[line].code, book.lines[line].name_zh) for line in book.lines} == {
        line: (code, name) for line, (code, name, *_) in HOURS.items()
    }
    assert {group: len(book.groups[group].members) for group in book.groups} == STAFFED
    agents = [person for person in book.people.values() if Role.AGENT in person.roles]
    assert len(agents) == sum(STAFFED.values())


@pytest.mark.parametrize("line", HOURS)
def test_a_line_opens_and_closes_on_the_second(book: DutyBook, at: At, line: str) -> None:
    _, _, opens, closes, groups = HOURS[line]
    start, end = at(f"2026-11-23 {opens}"), at(f"2026-11-23 {closes}")
    asked = {
        start - TICK: (DutyState.CLOSED, ()),
        start: (DutyState.OPEN, groups),
        start + SECOND: (DutyState.OPEN, groups),
        end - TICK: (DutyState.OPEN, groups),
        end: (DutyState.CLOSED, ()),
    }
    for instant, expected in asked.items():
        answer = book.state_at(LineId(line), instant)
        assert (answer.state, answer.groups) == expected, instant
        assert not answer.assumed
        assert answer.version == book.version


@pytest.mark.parametrize(
    ("time", "groups", "rule"),
    [
        ("09:00:00", ("yunnan-experts", "yunnan-staff"), "working_days/09:00-12:00"),
        ("11:59:59.999999", ("yunnan-experts", "yunnan-staff"), "working_days/09:00-12:00"),
        ("12:00:00", ("yunnan-staff",), "working_days/12:00-14:00"),
        ("13:59:59.999999", ("yunnan-staff",), "working_days/12:00-14:00"),
        ("14:00:00", ("yunnan-experts", "yunnan-staff"), "working_days/14:00-18:00"),
        ("17:59:59.999999", ("yunnan-experts", "yunnan-staff"), "working_days/14:00-18:00"),
        ("18:00:00", (), "off-hours"),
    ],
)
def test_yunnan_changes_from_experts_to_staff_and_back(
    book: DutyBook, at: At, time: str, groups: tuple[str, ...], rule: str
) -> None:
    answer = book.state_at(LineId("yunnan"), at(f"2026-11-23 {time}"))
    assert (answer.groups, answer.rule) == (groups, rule)


@pytest.mark.parametrize(
    ("date", "works", "rule"),
    [
        ("2026-10-01", False, "holiday"),  # National Day
        ("2026-10-07", False, "holiday"),
        ("2026-10-08", True, "working_days/09:00-12:00"),
        ("2026-10-10", True, "working_days/09:00-12:00"),  # Saturday, made up for
        ("2026-09-20", True, "working_days/09:00-12:00"),  # Sunday, made up for
        ("2026-10-11", False, "rest-day"),
        ("2026-11-21", False, "rest-day"),
    ],
)
def test_only_guangzhou_answers_on_days_off(book: DutyBook, at: At, date: str, works: bool, rule: str) -> None:
    for line in book.lines:
        answer = book.state_at(line, at(f"{date} 10:30"))
        assert (answer.state is DutyState.OPEN) == (works or line == "guangzhou"), line
    assert book.state_at(LineId("yunnan"), at(f"{date} 10:30")).rule == rule


def test_a_year_without_calendar_data_goes_by_weekdays_and_says_so(book: DutyBook, at: At) -> None:
    monday = book.state_at(LineId("yunnan"), at("2027-01-04 12:30"))
    saturday = book.state_at(LineId("yunnan"), at("2027-01-02 12:30"))
    every_day = book.state_at(LineId("guangzhou"), at("2027-01-02 12:30"))
    assert (monday.groups, monday.assumed) == (("yunnan-staff",), True)
    assert (saturday.state, saturday.assumed) == (DutyState.CLOSED, True)
    assert (every_day.state, every_day.assumed) == (DutyState.OPEN, False)
    assert book.calendar.covers(2026)
    assert not book.calendar.covers(2027)


def test_hours_are_given_for_being_said(book: DutyBook, at: At) -> None:
    evening = book.hours(LineId("yunnan"), at("2026-11-20 18:00"))
    assert (evening.days, [str(span) for span in evening.ranges]) == (DayWord.WORKING_DAYS, ["09:00–18:00"])
    assert evening.next_opening == at("2026-11-23 09:00")
    assert book.hours(LineId("yunnan"), at("2026-11-20 17:59")).next_opening is None
    assert book.hours(LineId("spot"), at("2026-10-01 10:00")).next_opening == at("2026-10-08 08:30")
    assert book.hours(LineId("guangzhou"), at("2026-10-01 19:00")).days is DayWord.EVERY_DAY


def test_the_weekly_rule_is_the_roster_without_a_calendar(book: DutyBook) -> None:
    yunnan = [(row.weekday, row.start, row.end, row.groups[0]) for row in book.weekly(LineId("yunnan"))]
    assert yunnan[:3] == [
        (1, 540, 720, "yunnan-experts"),
        (1, 720, 840, "yunnan-staff"),
        (1, 840, 1080, "yunnan-experts"),
    ]
    assert {row[0] for row in yunnan} == {1, 2, 3, 4, 5}
    assert {row.weekday for row in book.weekly(LineId("guangzhou"))} == set(range(1, 8))


def test_the_next_change_is_one_that_a_caller_would_notice(book: DutyBook, at: At) -> None:
    yunnan = LineId("yunnan")
    assert book.next_change(yunnan, at("2026-11-23 11:59:30")) == at("2026-11-23 12:00")
    assert book.next_change(yunnan, at("2026-11-20 18:00")) == at("2026-11-23 09:00")


@pytest.mark.parametrize(
    ("moment", "zh", "en"),
    [
        (
            "2026-11-23 12:30",
            "2026-11-23（周一，工作日）12:00–14:00 由客服应答。",
            "On Monday 2026-11-23, a working day, service staff answer from 12:00 to 14:00.",
        ),
        (
            "2026-10-10 10:00",
            "2026-10-10（周六，国庆节调休上班日）09:00–12:00 由专家应答，无人接听时转客服。",
            "On Saturday 2026-10-10, a make-up working day for National Day, experts answer from 09:00 to 12:00, "
            "then service staff when nobody picks up.",
        ),
        (
            "2026-10-01 10:00",
            "2026-10-01（周四，国庆节放假）不值班，下次值班 2026-10-08（周四）09:00。",
            "On Thursday 2026-10-01, National Day (holiday), the line is off duty; "
            "next on duty on Thursday 2026-10-08 at 09:00.",
        ),
        (
            "2027-01-04 19:00",
            "2027-01-04（周一，推定为工作日，2027 年放假安排尚未录入）19:00 不在值班时间 09:00–18:00 之内，"
            "下次值班 2027-01-05（周二）09:00。",
            "On Monday 2027-01-04, assumed a working day while the calendar of 2027 is not in, "
            "19:00 is outside the duty hours 09:00–18:00; next on duty on Tuesday 2027-01-05 at 09:00.",
        ),
    ],
)
def test_every_answer_is_explained_in_both_languages(book: DutyBook, at: At, moment: str, zh: str, en: str) -> None:
    because = book.explain(LineId("yunnan"), at(moment))
    assert (because.zh, because.en) == (zh, en)


def test_the_steps_tell_each_rule_down_to_the_one_that_decided(book: DutyBook, at: At) -> None:
    told = [step.zh for step in book.explain_steps(LineId("yunnan"), at("2026-11-23 12:30"))]
    assert told == [
        "2026-11-23：周一，工作日，依据国务院放假安排。",
        "云南专线工作日（含调休上班日）09:00–18:00 值班：12:30 在其内。",
        "第 1 条：09:00–12:00、14:00–18:00 专家、客服：不符合。",
        "第 2 条：其他值班时间 客服：符合，由此条决定。",
    ]
