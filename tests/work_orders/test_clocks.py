"""What an order's way does to its clocks, on the reference loop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.working_time.term import Term, Unit
from storage.ids import OrderNumber
from tests.reference import reference_book, reference_bundle, reference_loop
from tests.work_orders.clock_cases import TRADING, Journey, an_order, at, complaint, inquiry
from work_orders.clock.clock import MERGED
from work_orders.clock.hours import DutyHours
from work_orders.clock.run import retimed
from work_orders.loop.loop import ActionId, Clock, ClockId, FieldId, Loop
from work_orders.loop.terms import SetByReferrer

FILL, HANDLE, WHOLE = ClockId("fill"), ClockId("handle"), ClockId("whole")


@pytest.fixture(scope="module")
def loop() -> Loop:
    return reference_loop()


@pytest.fixture(scope="module")
def book() -> DutyBook:
    return reference_book()


@pytest.fixture
def hours(book: DutyBook, loop: Loop) -> DutyHours:
    return DutyHours(book, loop.calendars)


@pytest.fixture
def journey(loop: Loop, hours: DutyHours) -> Journey:
    """An order that was answered on Monday at ten."""
    return Journey(loop, hours, an_order(at("10:00")))


def at_department(journey: Journey) -> Journey:
    """A complaint that was dispatched on Monday at 11:10."""
    journey.born(at("10:05"))
    complaint(journey, at("10:06"))
    journey.take("pass_on", at("10:10"))
    journey.take("assign", at("11:10"), unit=TRADING)
    return journey


def changed(loop: Loop, clock: ClockId, **facts: object) -> Loop:
    return replace(loop, clocks={**loop.clocks, clock: replace(loop.clocks[clock], **facts)})  # type: ignore[arg-type]


def test_the_fill_clock_runs_from_the_end_of_the_conversation_before_a_category_is_chosen(journey: Journey) -> None:
    journey.born(at("10:05"))
    assert set(journey.running()) == {"fill"}
    assert journey.due("fill") == "11-23 10:32"


def test_while_they_talk_no_fill_clock_runs(loop: Loop, hours: DutyHours) -> None:
    journey = Journey(loop, hours, an_order(at("10:00"), talk_ended_at=None))
    assert journey.born(at("10:00")).started == ()
    journey.change(at("10:07"), talk_ended_at=at("10:07"))
    assert journey.due("fill") == "11-23 10:37"


def test_a_better_witness_of_the_end_moves_the_clock_rather_than_starting_another(journey: Journey) -> None:
    journey.born(at("10:05"))
    change = journey.change(at("10:08"), talk_ended_at=at("10:04"))
    assert [(row.clock, row.round) for row in change.changed] == [("fill", 1)]
    assert journey.due("fill") == "11-23 10:34"


def test_an_order_that_nobody_answered_counts_from_the_next_opening(loop: Loop, hours: DutyHours) -> None:
    opening = at("2026-11-24 09:00")
    journey = Journey(loop, hours, an_order(opening, owner=None, talk_ended_at=None))
    journey.born(at("20:00"))
    assert journey.due("fill") == "11-24 09:30"
    journey.change(at("2026-11-24 09:10"), owner="yn-staff-1")  # somebody takes it up: the clock goes on
    assert journey.due("fill") == "11-24 09:30"


def test_an_order_taken_in_while_the_phone_rings_has_no_fill_clock_until_they_have_spoken(
    loop: Loop, hours: DutyHours
) -> None:
    journey = Journey(loop, hours, an_order(at("10:00"), owner=None, talk_ended_at=None))
    journey.born(at("10:00"))
    journey.change(at("10:01"), owner="yn-staff-1", opened_at=at("10:01"), entered_at=at("10:01"))
    assert journey.running() == {}
    journey.change(at("10:45"), talk_ended_at=at("10:44"))
    assert journey.due("fill") == "11-23 11:14"


def test_the_whole_clock_is_set_when_the_category_is_chosen_and_counts_from_the_same_start(journey: Journey) -> None:
    journey.born(at("10:05"))
    inquiry(journey, at("10:20"))
    assert journey.due("whole") == "11-26 18:00"  # Thursday, close of business
    assert journey.running()["whole"].basis.asked_at == at("10:00")
    complaint(journey, at("10:25"))
    assert journey.due("whole") == "12-02 18:00"


def test_misconduct_reports_have_no_clock_but_the_form(journey: Journey) -> None:
    journey.born(at("10:05"))
    journey.change(at("10:06"), category="misconduct_report")
    assert set(journey.running()) == {"fill"}


def test_a_step_that_is_left_in_time_is_met_and_the_next_begins(journey: Journey) -> None:
    journey.born(at("10:05"))
    inquiry(journey, at("10:06"))
    change = journey.take("pass_on", at("10:10"))
    assert [(row.clock, row.met) for row in change.stopped] == [("fill", True)]
    assert journey.due("review") == "11-23 11:10"


def test_what_is_due_is_late_from_that_very_instant_on(journey: Journey) -> None:
    journey.born(at("10:05"))
    inquiry(journey, at("10:06"))
    assert [row.met for row in journey.take("pass_on", at("10:32")).stopped] == [False]


def test_contacting_the_participant_runs_beside_handling_and_once(journey: Journey) -> None:
    at_department(journey)
    assert (journey.due("contact"), journey.due("handle")) == ("11-24 18:00", "11-26 18:00")
    journey.take("accept", at("11:20"))
    stopped = journey.take("contacted", at("14:00")).stopped
    assert [(row.clock, row.met) for row in stopped] == [("contact", True)]
    journey.take("reply", at("15:00"))
    journey.take("send_back_reply", at("15:30"))
    assert "contact" not in journey.running()
    assert journey.running()["handle"].round == 2


def test_a_wrong_dispatch_leaves_the_contact_to_the_next_department(journey: Journey) -> None:
    at_department(journey)
    journey.take("refuse_dispatch", at("13:00"))
    assert (journey.last("contact").met, journey.last("handle").met) == (None, True)
    journey.take("assign", at("2026-11-24 09:00"), unit=TRADING)
    assert (journey.running()["contact"].round, journey.due("contact")) == (2, "11-25 18:00")


def test_a_dispatch_that_is_taken_back_in_time_was_neither_met_nor_missed(journey: Journey) -> None:
    at_department(journey)
    stopped = journey.take("take_back", at("13:00")).stopped
    assert {row.clock: row.met for row in stopped} == {"contact": None, "handle": None}
    assert (journey.due("review"), journey.running()["review"].round) == ("11-23 14:00", 2)
    assert journey.due("whole") == "12-02 18:00", "the participant waits on"
    journey.take("assign", at("2026-11-24 09:00"), unit=TRADING)
    assert [journey.running()[ClockId(clock)].round for clock in ("contact", "handle")] == [2, 2]
    assert (journey.due("contact"), journey.due("handle")) == ("11-25 18:00", "11-27 18:00")


def test_what_ran_out_before_it_was_taken_back_stays_late(journey: Journey) -> None:
    at_department(journey)
    journey.take("take_back", at("2026-11-25 09:00"))
    assert (journey.last("contact").met, journey.last("handle").met) == (False, None)


def test_accepting_moves_the_order_but_not_the_handling_clock(journey: Journey) -> None:
    at_department(journey)
    before = journey.running()["handle"]
    assert journey.take("accept", at("16:00")).changed == ()
    assert journey.running()["handle"] == before


def test_a_major_matter_has_more_time_from_the_same_start(journey: Journey) -> None:
    at_department(journey)
    journey.take("accept", at("11:20"))
    journey.take("ask_major", at("12:00"))
    assert journey.due("handle") == "11-26 18:00"
    journey.take("confirm_major", at("13:00"))
    assert journey.due("handle") == "11-30 18:00"


def test_no_step_is_due_later_than_the_whole_order(journey: Journey) -> None:
    at_department(journey)
    journey.take("refuse_dispatch", at("2026-12-01 17:00"))
    journey.take("assign", at("2026-12-01 17:30"), unit=TRADING)
    handle = journey.running()["handle"]
    assert (journey.due("handle"), handle.capped) == ("12-02 18:00", True)
    assert handle.own_due_at == at("2026-12-04 18:00")


def test_sent_back_the_form_has_its_time_anew(journey: Journey) -> None:
    journey.born(at("10:05"))
    inquiry(journey, at("10:06"))
    journey.take("pass_on", at("10:10"))
    journey.take("send_back_form", at("11:00"))
    assert (journey.running()["fill"].round, journey.due("fill")) == (2, "11-23 11:30")


def test_the_end_of_the_loop_ends_every_clock(journey: Journey) -> None:
    journey.born(at("10:05"))
    inquiry(journey, at("10:06"))
    stopped = journey.take("close_directly", at("10:12")).stopped
    assert {(row.clock, row.met, row.next_at) for row in stopped} == {("fill", True, None), ("whole", True, None)}


def test_a_merged_order_stands_still_and_goes_on_when_it_is_separated(journey: Journey) -> None:
    at_department(journey)
    journey.change(at("2026-11-24 17:00"), parent=OrderNumber("YN-20261123-0001"))
    assert {(row.next_at, row.basis.pauses[-1].why) for row in journey.running().values()} == {(None, MERGED)}
    journey.change(at("2026-11-26 10:00"), parent=None)  # two closes of business, Tuesday's and Wednesday's, went by
    assert (journey.due("whole"), journey.due("handle")) == ("12-04 18:00", "11-30 18:00")


def test_an_action_suspends_resumes_and_extends_where_the_loop_says_so(loop: Loop, hours: DutyHours) -> None:
    note = loop.actions[ActionId("note")]
    more = Term(Unit.WORKING_DAYS, 2)
    acts = {
        "halt": replace(note, id=ActionId("halt"), suspends=frozenset({HANDLE, WHOLE})),
        "go_on": replace(note, id=ActionId("go_on"), resumes=frozenset({HANDLE, WHOLE})),
        "extend": replace(note, id=ActionId("extend"), extends={HANDLE: more}),
    }
    loop = replace(loop, actions={**loop.actions, **{ActionId(name): act for name, act in acts.items()}})
    journey = at_department(Journey(loop, hours, an_order(at("10:00"))))
    journey.take("extend", at("12:00"))
    assert journey.due("handle") == "11-30 18:00"  # Thursday, and two working days more
    journey.take("halt", at("2026-11-24 17:00"))
    assert journey.running()["handle"].suspended_at == at("2026-11-24 17:00")
    journey.take("go_on", at("2026-11-25 09:00"))
    assert (journey.due("handle"), journey.due("whole")) == ("12-01 18:00", "12-03 18:00")


def test_a_term_set_by_the_referrer_runs_once_it_is_given_and_follows_it(loop: Loop, hours: DutyHours) -> None:
    term = {category: SetByReferrer() for category in loop.categories}
    journey = Journey(changed(loop, WHOLE, terms=term), hours, an_order(at("10:00")))
    journey.born(at("10:05"))
    inquiry(journey, at("10:06"))
    assert "whole" not in journey.running()
    journey.change(at("10:10"), form={FieldId("referrer_due_at"): "2026-11-24T12:00:00+08:00"})
    assert journey.due("whole") == "11-24 12:00"
    journey.change(at("10:11"), form={FieldId("referrer_due_at"): "2026-11-23T10:20:00+08:00"})
    assert (journey.due("whole"), journey.due("fill")) == ("11-23 10:20", "11-23 10:20")
    journey.change(at("10:12"), form={})
    assert (journey.last("whole").met, journey.due("fill")) == (None, "11-23 10:32")


def test_a_clock_that_starts_with_an_action_starts_with_it(loop: Loop, hours: DutyHours) -> None:
    contact: Clock = loop.clocks[ClockId("contact")]
    asked = replace(contact, starts_with=ActionId("report_progress"), terms=loop.clocks[FILL].terms)
    journey = Journey(replace(loop, clocks={**loop.clocks, asked.id: asked}), hours, an_order(at("10:00")))
    at_department(journey)
    journey.take("accept", at("11:20"))
    assert "contact" not in journey.running()
    journey.take("report_progress", at("11:30"))
    assert journey.due("contact") == "11-23 12:00"


def test_a_clock_without_steps_that_an_action_starts_runs_until_another_stops_it(loop: Loop, hours: DutyHours) -> None:
    note, handle = loop.actions[ActionId("note")], loop.clocks[HANDLE]
    watch = replace(handle, id=ClockId("watch"), starts_with=ActionId("watch"), steps=frozenset(), major_terms={})
    acts = {
        ActionId("watch"): replace(note, id=ActionId("watch")),
        ActionId("let_go"): replace(note, id=ActionId("let_go"), stops=frozenset({watch.id})),
    }
    loop = replace(loop, clocks={**loop.clocks, watch.id: watch}, actions={**loop.actions, **acts})
    journey = at_department(Journey(loop, hours, an_order(at("10:00"))))
    assert "watch" not in journey.running()
    journey.take("watch", at("11:20"))
    journey.take("refuse_dispatch", at("11:30"))
    journey.take("watch", at("11:40"))  # it runs already
    assert (journey.due("watch"), journey.running()["watch"].round) == ("11-26 18:00", 1)
    journey.take("let_go", at("12:00"))
    assert (journey.last("watch").met, "watch" in journey.running()) == (True, False)
    journey.take("watch", at("12:10"))
    assert journey.running()["watch"].round == 2


def test_a_clock_that_the_loop_no_longer_has_is_dropped_at_the_next_change(journey: Journey) -> None:
    journey.born(at("10:05"))
    inquiry(journey, at("10:06"))
    clocks = {name: clock for name, clock in journey.loop.clocks.items() if name != "whole"}
    journey.loop = replace(journey.loop, clocks=clocks)
    journey.change(at("10:07"), result="…")
    assert (journey.last("whole").ended_at, journey.last("whole").met) == (at("10:07"), None)


def test_other_hours_move_what_runs_and_say_by_which_version(journey: Journey) -> None:
    at_department(journey)
    files = reference_bundle().files
    calendar = files["calendar.yaml"].replace("holidays: {} ", "holidays: {2026-11-25: 停电 / power cut} ", 1)
    other = DutyHours(compile_bundle(Bundle({**files, "calendar.yaml": calendar})), journey.loop.calendars)
    change = retimed(journey.loop, tuple(journey.running().values()), other, at("12:00"))
    due = {row.clock: row.due_at for row in change.changed}
    assert due[HANDLE] == at("2026-11-27 18:00")  # Wednesday is off now
    assert due[WHOLE] == at("2026-12-03 18:00")
    assert {row.version for row in change.changed} == {other.version}


def test_a_row_under_the_same_hours_does_not_move(journey: Journey, hours: DutyHours) -> None:
    at_department(journey)
    change = retimed(journey.loop, tuple(journey.running().values()), hours, at("12:00"))
    assert change == type(change)()
