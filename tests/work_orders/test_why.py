"""Why a deadline is when it is, in words and stretch by stretch."""

from __future__ import annotations

from dataclasses import replace

from tests.reference import reference_book, reference_loop
from tests.work_orders.bell_house import unasked
from tests.work_orders.clock_cases import TRADING, Journey, an_order, at, complaint
from work_orders.clock.hours import DutyHours
from work_orders.clock.why import Why, why
from work_orders.loop.loop import ActionId, ClockId
from work_orders.loop.terms import term_of

LOOP = reference_loop()
HOURS = DutyHours(reference_book(), LOOP.calendars)


def a_journey(opened: str = "10:00") -> Journey:
    journey = Journey(LOOP, HOURS, an_order(at(opened)))
    journey.born(at(opened))
    complaint(journey, at(opened))
    return journey


def explained(journey: Journey, clock: str) -> Why:
    rows = list(journey.rows.values())
    return why(journey.loop, journey.last(clock), rows, HOURS)


def test_every_stretch_is_told_with_the_calendars_reason() -> None:
    found = explained(a_journey("2026-09-29 10:00"), "whole")  # seven working days over National Day
    assert found.sentences[0].zh == (
        "自 2026-09-29（周二）10:00 起计，当日不计，第 7 个工作日下班时到期：2026-10-14（周三）18:00。"
    )
    skipped = [one.because.zh for one in found.way if not one.counts]
    assert skipped == ["起算当日不计", "国庆节放假", "周日休息"]
    assert [one.because.zh for one in found.way if one.counts][-1] == "第 7 个工作日"
    assert found.way[-1].until == at("2026-10-14 18:00")
    assert not found.assumed


def test_it_says_which_of_two_deadlines_binds() -> None:
    journey = a_journey()
    journey.take("pass_on", at("10:10"))
    assert explained(journey, "review").sentences[-1].zh == "不晚于整单期限，以本时限为准。"
    journey.take("assign", at("2026-12-02 09:30"), unit=TRADING)
    said = explained(journey, "handle").sentences[-1].zh
    assert said == ("本步骤期限 2026-12-07（周一）18:00 晚于整单期限 2026-12-02（周三）18:00，以整单期限为准。")
    assert len(explained(journey, "whole").sentences) == 1


def test_suspensions_and_extensions_are_told_with_who_made_them_possible() -> None:
    note, handle = LOOP.actions[ActionId("note")], frozenset({ClockId("handle")})
    more = term_of("2 个工作日")
    assert more is not None
    acts = {
        ActionId("extend"): replace(note, id=ActionId("extend"), extends={ClockId("handle"): more}),
        ActionId("halt"): replace(note, id=ActionId("halt"), suspends=handle),
        ActionId("go_on"): replace(note, id=ActionId("go_on"), resumes=handle),
    }
    journey = a_journey()
    journey.loop = replace(LOOP, actions={**LOOP.actions, **acts})
    journey.take("pass_on", at("10:10"))
    journey.take("assign", at("10:20"), unit=TRADING)
    journey.take("extend", at("11:00"))
    journey.take("halt", at("17:00"))
    lasting = [one.zh for one in explained(journey, "handle").sentences]
    assert lasting[2] == "自 2026-11-23（周一）17:00 起暂停计时（备注）。"
    journey.take("go_on", at("2026-11-25 09:00"))
    found = explained(journey, "handle")
    assert [one.zh for one in found.sentences[1:3]] == [
        "2026-11-23（周一）11:00 备注，延长至 2026-12-01（周二）18:00。",
        "2026-11-23（周一）17:00 至 2026-11-25（周三）09:00 暂停计时（备注）。",
    ]
    assert "暂停计时" in [one.because.zh for one in found.way]
    assert journey.due("handle") == "12-01 18:00"


def test_a_merger_is_told_as_one() -> None:
    journey = a_journey()
    journey.change(at("11:00"), parent="YN-20261123-0001")
    assert explained(journey, "whole").sentences[-1].en == "Suspended since Monday 2026-11-23 11:00 (merged)."


def test_what_is_explained_is_what_was_reckoned_for_every_clock_of_the_loop() -> None:
    journey = a_journey()
    for action, when in (
        ("pass_on", "10:10"),
        ("assign", "11:00"),
        ("accept", "11:10"),
        ("reply", "2026-11-25 10:00"),
        ("approve_reply", "2026-11-25 10:30"),
    ):
        journey.take(action, at(when), unit=TRADING)
    assert {row.clock for row in journey.rows.values()} == {clock.id for clock in unasked(LOOP)}
    for row in journey.rows.values():
        found = why(LOOP, row, list(journey.rows.values()), HOURS)
        assert found.way[-1].until == row.own_due_at
        assert found.way[0].since == row.basis.asked_at
