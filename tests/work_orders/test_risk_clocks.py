"""What risk does to clocks: a term at most from when the level is set, reports again and again, a review of its own."""

from __future__ import annotations

import pytest

from schedules.times import ZONE
from tests.reference import reference_book, reference_loop
from tests.work_orders.clock_cases import TRADING, Journey, an_order, at, complaint, inquiry
from work_orders.clock.basis_json import basis_from_json, basis_to_json
from work_orders.clock.hours import DutyHours
from work_orders.clock.run import retimed
from work_orders.clock.said import moved_by_risk
from work_orders.clock.why import why
from work_orders.loop.loop import Mark

LOOP = reference_loop()
HOURS = DutyHours(reference_book(), LOOP.calendars)


@pytest.fixture
def journey() -> Journey:
    """A complaint at its department since eleven on Monday: due at the end of Thursday."""
    found = Journey(LOOP, HOURS, an_order(at("10:00")))
    found.born(at("10:00"))
    complaint(found, at("10:05"))
    found.take("pass_on", at("10:10"))
    found.take("assign", at("11:00"), unit=TRADING)
    return found


def said(journey: Journey, clock: str) -> list[str]:
    rows = list(journey.rows.values())
    return [one.zh for one in why(LOOP, journey.running()[clock], rows, HOURS).sentences]


def test_a_higher_risk_leaves_one_working_day_from_when_it_is_set(journey: Journey) -> None:
    assert journey.due("handle") == "11-26 18:00"
    journey.take("set_risk", at("15:00"), risk="high")
    assert journey.due("handle") == "11-24 18:00"
    journey.take("set_risk", at("2026-11-24 09:30"), risk="low")
    assert journey.due("handle") == "11-26 18:00"
    journey.take("set_risk", at("2026-11-25 17:00"), risk="high")
    assert journey.due("handle") == "11-26 18:00", "never late because of the level itself"


def test_the_deadline_says_which_of_the_two_binds(journey: Journey) -> None:
    journey.take("set_risk", at("15:00"), risk="high")
    own, strict, binds, _ = said(journey, "handle")
    assert "第 3 个工作日下班时到期：2026-11-26" in own
    assert strict.startswith("按风险等级“高”从严：自 2026-11-23（周一）15:00 起计")
    assert binds == "早于按本时限自身时长的 2026-11-26（周四）18:00，以从严的为准。"
    journey.take("set_risk", at("16:00"), risk="low")
    journey.take("set_risk", at("2026-11-25 17:00"), risk="high")
    assert "以自身时长为准" in said(journey, "handle")[2]


def test_the_way_tiles_the_time_also_where_the_level_was_set_later(journey: Journey) -> None:
    journey.take("set_risk", at("15:00"), risk="high")
    row = journey.running()["handle"]
    way = why(LOOP, row, list(journey.rows.values()), HOURS).way
    assert (way[0].since, way[-1].until) == (row.basis.asked_at, row.own_due_at)
    assert [one.until for one in way[:-1]] == [one.since for one in way[1:]]
    assert (way[0].counts, way[0].because.zh) == (False, "定级之前")


def test_a_major_order_of_high_risk_has_one_day_all_the_same(journey: Journey) -> None:
    journey.take("set_risk", at("15:00"), risk="high")
    journey.change(at("15:30"), marks={Mark.MAJOR: "confirmed"})
    assert journey.due("handle") == "11-24 18:00"
    journey.take("set_risk", at("16:00"), risk="medium")
    assert journey.due("handle") == "11-30 18:00"


def test_sent_back_at_high_risk_it_has_one_day_again(journey: Journey) -> None:
    journey.take("set_risk", at("15:00"), risk="high")
    journey.take("accept", at("15:10"))
    journey.take("reply", at("16:00"))
    journey.take("send_back_reply", at("16:30"))
    assert journey.due("handle") == "11-24 18:00"


def test_progress_is_due_again_with_each_report(journey: Journey) -> None:
    assert "progress" not in journey.running()
    journey.take("set_risk", at("11:30"), risk="medium")
    assert journey.due("progress") == "11-23 15:30"
    journey.take("accept", at("13:00"))
    assert (journey.due("progress"), journey.running()["progress"].round) == ("11-23 17:00", 2)
    change = journey.take("report_progress", at("16:00"))
    assert [(row.clock, row.round, row.met) for row in change.stopped] == [("progress", 2, True)]
    assert [(row.clock, row.round) for row in change.started] == [("progress", 3)]
    assert journey.due("progress") == "11-24 11:00", "of office hours, two are left of that day"
    late = journey.take("report_progress", at("2026-11-24 12:00"))
    assert [row.met for row in late.stopped] == [False]
    done = journey.take("reply", at("2026-11-24 13:00"))
    assert [row.met for row in done.stopped if row.clock == "progress"] == [True]
    assert "progress" not in journey.running()


def test_another_level_has_progress_reported_at_its_own_pace_from_then_on(journey: Journey) -> None:
    journey.take("set_risk", at("11:30"), risk="medium")
    journey.take("set_risk", at("15:00"), risk="high")
    assert (journey.due("progress"), journey.running()["progress"].round) == ("11-23 17:00", 1)
    assert said(journey, "progress")[1] == "风险等级“高”的要求：每 2 值班小时报告进展。"
    change = journey.take("set_risk", at("16:00"), risk="low")
    assert [(row.clock, row.met) for row in change.stopped] == [("progress", None)], "neither met nor breached"


def test_a_level_without_reports_starts_no_clock_by_reporting(journey: Journey) -> None:
    journey.take("accept", at("11:30"))
    change = journey.take("report_progress", at("12:00"))
    assert (change.started, change.stopped) == ((), ())


def test_the_whole_order_ends_with_the_answer_and_the_review_has_three_days_of_its_own() -> None:
    journey = Journey(LOOP, HOURS, an_order(at("10:00")))
    journey.born(at("10:00"))
    inquiry(journey, at("10:05"))
    journey.take("pass_on", at("10:10"))
    journey.take("assign", at("11:00"), unit=TRADING, risk="high")
    journey.take("accept", at("11:30"))
    journey.take("reply", at("13:00"))
    journey.take("approve_reply", at("13:30"))
    change = journey.take("satisfied_at_risk", at("2026-11-24 10:00"))
    assert {(row.clock, row.met) for row in change.stopped} == {("whole", True), ("follow_up", True)}
    assert {clock: journey.due(clock) for clock in journey.running()} == {"risk_review": "11-27 18:00"}
    done = journey.take("write_review", at("2026-11-27 17:00"))  # the whole order would have been due on Thursday
    assert [(row.clock, row.met) for row in done.stopped] == [("risk_review", True)]
    assert journey.running() == {}


def test_it_is_told_in_the_history_which_deadlines_a_level_moved(journey: Journey) -> None:
    before, running = journey.case, list(journey.rows.values())
    change = journey.take("set_risk", at("15:00"), risk="high")
    (told,) = moved_by_risk(before, journey.case, running, change, at("15:00"))
    assert (told.what, told.who, told.revision) == ("risk_moved_deadline", None, journey.case.revision)
    assert told.inputs == {
        "clock": "handle",
        "before": "2026-11-26T18:00:00+08:00",
        "after": "2026-11-24T18:00:00+08:00",
    }
    assert moved_by_risk(journey.case, journey.case, running, change, at("15:00")) == []


def test_the_ground_of_a_tightened_deadline_is_kept_whole(journey: Journey) -> None:
    journey.take("set_risk", at("15:00"), risk="high")
    for row in journey.running().values():
        assert basis_from_json(basis_to_json(row.basis)) == row.basis
    assert retimed(LOOP, list(journey.rows.values()), HOURS, at("16:00")).changed == ()


def test_a_level_that_is_set_at_night_counts_from_the_morning(journey: Journey) -> None:
    journey.take("set_risk", at("22:00"), risk="high")
    assert journey.due("progress") == "11-24 11:00"
    assert journey.running()["progress"].started_at.astimezone(ZONE) == at("2026-11-24 09:00")
