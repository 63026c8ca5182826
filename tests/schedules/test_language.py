"""What each word of the rosters' language means, by example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from schedules.answer import DutyState
from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.language.group import AtClosing, Closing
from schedules.language.kinds_of_day import DayWord
from storage.ids import GroupId, LineId
from tests.schedules.hainan_roster import HEAD

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]
YUNNAN, GUIZHOU, HAINAN = LineId("yunnan"), LineId("guizhou"), LineId("hainan")


def told(book: DutyBook, line: LineId, instant: datetime) -> str:
    """Groups without their line, or the rule that closes it."""
    answer = book.state_at(line, instant)
    return " ".join(group.partition("-")[2] for group in answer.groups) or f"- {answer.rule}"


KINDS = {
    "2026-11-23 11:59": "staff experts",  # Monday
    "2026-11-23 12:00": "- off-hours",
    "2026-11-23 14:00": "experts staff",
    "2026-11-21 10:00": "staff experts",  # an ordinary Saturday
    "2026-10-10 10:00": "experts",  # a Saturday that is worked
    "2026-10-10 15:00": "- off-hours",
    "2026-10-03 10:00": "- holiday",  # a Saturday in a holiday
    "2026-11-22 21:59": "- off-hours",  # a Sunday
    "2026-11-22 22:00": "staff",
    "2026-11-23 05:59": "staff",  # Sunday's duty runs to its end
    "2026-11-23 06:00": "- off-hours",
    "2026-10-05 03:00": "- holiday",  # the Sunday before is a holiday: no night duty begins on it
}


@pytest.mark.parametrize("moment", KINDS)
def test_hours_go_by_the_most_specific_kind_of_the_day(night: DutyBook, at: At, moment: str) -> None:
    assert told(night, YUNNAN, at(moment)) == KINDS[moment]


EXCEPTIONS = {
    "2026-11-24 08:00": ("staff", ("notice-new-rule",)),
    "2026-11-24 07:59": ("- exception/2026-11-24/off-hours", ("notice-new-rule",)),
    "2026-11-25 10:00": ("- exception/2026-11-25", ("closed-maintenance",)),
    "2026-11-26 10:00": ("- exception/2026-11-26", ("closed-maintenance",)),
    "2026-11-27 10:00": ("staff experts", ()),
    "2026-11-30 05:00": ("staff", ()),  # Sunday night runs into the exceptional day
    "2026-11-30 07:00": ("staff experts", ()),
    "2026-12-01 00:59": ("staff experts", ()),  # and the exceptional night into the next
    "2026-12-01 01:00": ("- off-hours", ()),
    "2025-11-24 19:00": ("- off-hours", ()),  # an exception has its year
}


@pytest.mark.parametrize("moment", EXCEPTIONS)
def test_an_exception_holds_on_its_date_alone(night: DutyBook, at: At, moment: str) -> None:
    assert (told(night, YUNNAN, at(moment)), night.state_at(YUNNAN, at(moment)).say) == EXCEPTIONS[moment]


def test_an_exception_may_change_who_answers_and_nothing_else(night: DutyBook, at: At) -> None:
    assert told(night, GUIZHOU, at("2026-12-05 03:00")) == "experts"
    assert told(night, GUIZHOU, at("2026-12-06 00:00")) == "staff"


def test_a_closing_is_above_an_override_and_both_end_by_themselves(night: DutyBook, at: At) -> None:
    times = ("14:29", "14:30", "15:00", "15:29", "15:30", "16:00")
    assert [told(night, YUNNAN, at(f"2026-11-23 {time}")) for time in times] == [
        "experts staff",
        "staff",
        "- closing/2026-11-23T15:00",
        "- closing/2026-11-23T15:00",
        "staff",
        "experts staff",
    ]
    assert night.state_at(YUNNAN, at("2026-11-23 15:10")).say == ("closed-now",)


def test_an_override_opens_a_closed_line_and_may_name_another_lines_group(night: DutyBook, at: At) -> None:
    answer = night.state_at(HAINAN, at("2026-11-28 10:30"))  # a Saturday
    assert answer.groups == ("guizhou-staff",)
    assert (answer.since, answer.until) == (at("2026-11-28 10:00"), at("2026-11-28 11:00"))


def test_a_rule_over_midnight_belongs_to_the_day_on_which_it_begins(night: DutyBook, at: At) -> None:
    assert told(night, GUIZHOU, at("2026-11-28 23:00")) == "staff"  # Saturday
    assert told(night, GUIZHOU, at("2026-11-29 05:59")) == "staff"  # the morning after
    assert told(night, GUIZHOU, at("2026-11-29 06:00")) == "staff experts"
    assert told(night, GUIZHOU, at("2026-11-28 05:00")) == "staff experts"  # Saturday's own early morning


def test_seconds_until_the_next_group_stand_with_the_rule(night: DutyBook, at: At) -> None:
    seconds = [night.state_at(YUNNAN, at(f"2026-11-23 {time}")).after for time in ("10:00", "14:10", "14:40")]
    assert seconds == [None, 30, 10]


def test_a_line_says_what_becomes_of_those_who_wait_at_closing_time(night: DutyBook) -> None:
    assert night.lines[GUIZHOU].at_closing == AtClosing(Closing.CALLBACK)
    assert night.lines[YUNNAN].at_closing == AtClosing(Closing.GROUP, GroupId("yunnan-staff"))
    assert night.lines[HAINAN].at_closing == AtClosing(Closing.SERVE)


@pytest.mark.parametrize(
    ("duty", "days"),
    [
        ("{every_day: 24h}", DayWord.EVERY_DAY),
        ("{working_days: 09:00-18:00, rest_days: closed, holidays: closed}", DayWord.WORKING_DAYS),
        ("{working_days: 09:00-18:00, make_up_days: closed}", DayWord.WORKING_DAYS),
        ("{working_days: 09:00-18:00, saturday: 09:00-12:00}", None),
        ("{every_day: 20:00-08:00}", None),
    ],
)
def test_only_simple_hours_are_said_in_one_sentence(changed: Changed, at: At, duty: str, days: DayWord | None) -> None:
    book = compile_bundle(changed({"rosters/hainan.yaml": HEAD.rstrip() + f" {duty}\n"}))
    assert book.hours(HAINAN, at("2026-11-23 08:30")).days is days


def test_make_up_days_are_worked_unless_the_roster_says_not(changed: Changed, at: At) -> None:
    states = []
    for more in ("", "  make_up_days: closed\n", "  saturday: 10:00-11:00\n"):
        book = compile_bundle(changed({"rosters/hainan.yaml": f"{HEAD}  working_days: 09:00-18:00\n{more}"}))
        states.append(book.state_at(HAINAN, at("2026-10-10 09:30")).rule)
    assert states == ["working_days/09:00-18:00", "make-up-day", "working_days/09:00-18:00"]


def test_without_a_calendar_only_what_depends_on_it_is_assumed(changed: Changed, at: At) -> None:
    text = f"{HEAD}  working_days: 09:00-18:00\n  rest_days: 10:00-12:00\n  holidays: closed\n"
    text += "exceptions:\n  2027-03-05: {hours: 10:00-11:00, why: 装修}\n"
    book = compile_bundle(changed({"rosters/hainan.yaml": text}))
    assert book.state_at(HAINAN, at("2027-03-04 10:30")).assumed
    assert not book.state_at(HAINAN, at("2027-03-05 10:30")).assumed


def test_what_is_probably_not_meant_is_told_and_published(changed: Changed) -> None:
    text = f"{HEAD}  monday: 09:00-18:00\n  sunday: 22:00-10:00\n"
    book = compile_bundle(changed({"rosters/hainan.yaml": text}))
    assert [(one.line, one.column) for one in book.warnings] == [(7, 11), (7, 11), (8, 11)]
    assert "节假日" in book.warnings[0].problem.zh


def test_the_ordinary_week_shows_nights_on_both_of_their_days(night: DutyBook) -> None:
    rows = [(row.weekday, row.start, row.end) for row in night.weekly(YUNNAN) if row.rule == "sunday/22:00-06:00"]
    assert rows == [(1, 0, 360), (7, 1320, 1440)]


def test_a_day_on_duty_is_counted_on_the_day_on_which_it_begins(night: DutyBook, at: At) -> None:
    spans = night.duty_of_day(YUNNAN, at("2026-11-30 12:00").date())
    assert [str(span) for span in spans] == ["07:00–09:30", "23:00–01:00"]


def test_a_line_is_never_neither_open_nor_closed(night: DutyBook, at: At) -> None:
    answers = night.changes(YUNNAN, at("2026-11-20 00:00"), at("2026-12-20 00:00"))
    assert all((answer.state is DutyState.OPEN) == bool(answer.groups) for answer in answers)
