"""Who of a group takes calls: named slots, crews in rotation, leave, stand-ins and swaps; and how it is explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles
from schedules.precedence import Precedence
from storage.ids import GroupId, LineId
from tests.schedules.night_hotline import LEAVE as LEAVE_FILE
from tests.schedules.night_hotline import night_hotline

At = Callable[[str], datetime]
STAFF, EXPERTS, GUIZHOU = GroupId("guizhou-staff"), GroupId("guizhou-experts"), LineId("guizhou")


def test_a_group_without_turns_is_all_on_duty_for_ever(book: DutyBook, at: At) -> None:
    present = book.on_duty(STAFF, at("2026-11-23 10:00"))
    assert present.people == book.groups[STAFF].members
    assert (present.rule, present.since, present.until, present.away) == ("members", None, None, ())


TURNS = {
    "2025-12-31 23:59": "1 2 3 4 5 6 7 8",  # before the rotation starts: everybody
    "2026-01-01 07:59": "1 2 3 4 5 6 7 8",  # no night began the evening before
    "2026-01-01 08:00": "1 2",  # the first crew's day
    "2026-01-01 18:59": "1 2",
    "2026-01-01 19:00": "3 4",  # the second crew's night
    "2026-01-02 07:59": "3 4",
    "2026-01-02 08:00": "7 8",  # each moves on one entry: the fourth crew's day
    "2026-01-02 19:00": "1 2",
}


@pytest.mark.parametrize("moment", TURNS)
def test_crews_take_turns_and_a_night_belongs_to_the_day_on_which_it_begins(
    night: DutyBook, at: At, moment: str
) -> None:
    people = night.on_duty(STAFF, at(moment)).people
    assert " ".join(person.removeprefix("gz-staff-") for person in people) == TURNS[moment]


def test_a_shift_is_told_with_its_ends(night: DutyBook, at: At) -> None:
    present = night.on_duty(STAFF, at("2026-11-24 02:00"))
    assert present.rule == "rotation/night/丁班"
    assert (present.since, present.until) == (at("2026-11-23 19:00"), at("2026-11-24 08:00"))


def test_the_person_named_for_a_slot_comes_before_everybody(night: DutyBook, at: At) -> None:
    assert night.on_duty(EXPERTS, at("2026-11-23 09:00")).people == ("gz-expert-1",)
    assert night.on_duty(EXPERTS, at("2026-11-23 12:00")).people == ("gz-expert-2", "gz-expert-1")
    assert night.on_duty(EXPERTS, at("2026-11-25 09:00")).rule == "members"


LEAVE = {
    "2026-11-30 23:59": ("1 2", ""),
    "2026-12-01 00:00": ("5 2", "1"),  # leave begins at midnight, in the middle of the night shift
    "2026-12-03 10:00": ("5 2", "1"),
    "2026-12-04 19:00": ("1 2", ""),  # both days of the leave are counted, and no more
    "2026-12-10 07:00": ("7 8", ""),  # the leave of this day was never approved
    "2026-12-05 10:00": ("3 6", ""),  # swapped
    "2026-12-06 20:00": ("5 6", ""),  # for one day
}


@pytest.mark.parametrize("moment", LEAVE)
def test_leave_stand_ins_and_swaps_change_who_is_there(night: DutyBook, at: At, moment: str) -> None:
    present = night.on_duty(STAFF, at(moment))
    people, away = (" ".join(one.removeprefix("gz-staff-") for one in ones) for ones in (present.people, present.away))
    assert (people, away) == LEAVE[moment]


def test_nobody_is_there_when_all_of_the_turn_are_away(reference: Bundle, at: At) -> None:
    leave = """\
leave:
  - {person: gz-staff-1, from: 2026-12-03, until: 2026-12-03, why: 病假, approved_by: supervisor}
  - {person: gz-staff-2, from: 2026-12-03, until: 2026-12-03, why: 病假, approved_by: supervisor, stand_in: gz-staff-1}
"""
    book = compile_bundle(Bundle({**night_hotline(reference).files, "leave.yaml": leave}))
    assert book.on_duty(STAFF, at("2026-12-03 10:00")).people == ()
    told = book.explanation(GUIZHOU, at("2026-12-03 20:00")).steps[-2:]
    assert [step.level for step in told] == [Precedence.PERSON, Precedence.PERSON]


REFUSED = {
    "leave in a peak": ("{person: gz-staff-1, from: 2027-01-25, until: 2027-01-25, why: x, approved_by: y}", "高峰期"),
    "a third of the group": (
        "{person: gz-staff-5, from: 2026-12-02 21:00, until: 2026-12-02 22:00, why: x, approved_by: y}",
        "超过 2 人",
    ),
    "a second of the crew": (
        "{person: gz-staff-2, from: 2026-12-03, until: 2026-12-05, why: x, approved_by: y}",
        "超过 1 人",
    ),
    "a stranger": ("{person: nobody, from: 2026-12-03, until: 2026-12-05, why: x, approved_by: y}", "nobody"),
    "a stand-in who answers no calls": (
        "{person: gz-staff-5, from: 2026-12-08, until: 2026-12-08, why: x, approved_by: y, stand_in: admin}",
        "admin",
    ),
    "oneself as stand-in": (
        "{person: gz-staff-5, from: 2026-12-08, until: 2026-12-08, why: x, approved_by: y, stand_in: gz-staff-5}",
        "本人",
    ),
    "the end before the start": (
        "{person: gz-staff-5, from: 2026-12-08, until: 2026-12-07, why: x, approved_by: y}",
        "结束不晚于开始",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_leave_that_cannot_be_granted_is_refused_where_it_stands(reference: Bundle, case: str) -> None:
    entry, says = REFUSED[case]
    text = LEAVE_FILE.replace("swaps:", f"  - {entry}\nswaps:")
    with pytest.raises(BadFiles) as bad:
        compile_bundle(Bundle({**night_hotline(reference).files, "leave.yaml": text}))
    assert [(one.file, one.line) for one in bad.value.findings] == [("leave.yaml", 8)]
    assert says in bad.value.findings[0].problem.zh


def test_leave_is_granted_despite_a_peak_with_a_reason(night: DutyBook) -> None:
    assert [one.despite for one in night.absences.leave if one.despite] == ["早已批准"]
    assert [(one.file, one.line) for one in night.warnings] == [("leave.yaml", 6)]


@pytest.mark.parametrize(
    ("swap", "says"),
    [
        ("{people: [gz-staff-3], on: 2026-12-05, why: x, approved_by: y}", "两人"),
        ("{people: [gz-staff-3, hi-staff-1], on: 2026-12-05, why: x, approved_by: y}", "不在同一个"),
        ("{people: [gz-staff-3, nobody], on: 2026-12-05, why: x, approved_by: y}", "nobody"),
        ("{people: [gz-staff-3, gz-staff-5], on: 12-05, why: x, approved_by: y}", "不是日期"),
    ],
)
def test_a_swap_is_between_two_of_a_group_that_takes_turns(reference: Bundle, swap: str, says: str) -> None:
    with pytest.raises(BadFiles) as bad:
        compile_bundle(Bundle({**night_hotline(reference).files, "leave.yaml": f"swaps:\n  - {swap}\n"}))
    assert [says in one.problem.zh for one in bad.value.findings] == [True]


def test_the_steps_say_who_is_on_duty_and_whose_turn_it_is(night: DutyBook, at: At) -> None:
    told = [step.because for step in night.explanation(GUIZHOU, at("2026-12-01 10:00")).steps][-2:]
    assert [one.zh for one in told] == [
        "专家当班：罗黔专（指名值班第 1 条）。",
        "客服当班：王黔生、罗朝霞（轮班：丙班 day）。",
    ]
    assert told[1].en == "On duty of the service staff: 王黔生, 罗朝霞 (rotation: 丙班 on day)."
