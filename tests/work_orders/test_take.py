"""What becomes of an order when somebody acts on it, in the reference loop."""

from __future__ import annotations

import pytest

from tests.work_orders.desk_cases import INQUIRY, SATISFIED, SUMMARY, Walk
from tests.work_orders.desk_people import (
    CO,
    COLLEAGUE,
    CREW,
    DISPATCHER,
    FITTER,
    HEAD,
    LEAD,
    OWNER,
    PLATFORM,
    SETTLEMENT,
    SUPERVISOR,
)
from work_orders.case.refusal import Refused
from work_orders.loop.loop import Loop, Mark


@pytest.fixture
def walk(loop: Loop) -> Walk:
    return Walk(loop)


def code(outcome: object) -> str:
    assert isinstance(outcome, Refused)
    return outcome.code


def test_an_inquiry_goes_from_the_call_to_the_archive(walk: Walk) -> None:
    walk.to_follow_up().must(OWNER, "satisfied", **SATISFIED)
    case = walk.case
    assert (case.step, case.archived_at, case.rounds) == ("archived", walk.now, 0)
    assert (case.unit, case.holder, case.co_units, case.risk) == (PLATFORM, CREW, (SETTLEMENT,), "medium")
    assert (case.reply, case.follower, case.marks[Mark.REACHED]) == ("已于今日更正。", OWNER.id, "yes")
    assert case.lay_with == {PLATFORM, CREW, SETTLEMENT}
    assert case.revision == len(walk.entries)
    assert [entry.step_after for entry in walk.entries] == [
        *("fill", "review", "accept", "handle", "handle", "reply_review", "follow_up", "archived")
    ]


def test_what_can_be_answered_at_once_is_closed_at_once(walk: Walk) -> None:
    case = walk.filled_in().must(OWNER, "close_directly", result="自 12 月 1 日起。")
    assert (case.step, case.result, case.marks[Mark.DIRECT]) == ("archived", "自 12 月 1 日起。", "yes")


def test_a_misconduct_report_is_closed_once_the_number_was_told(walk: Walk) -> None:
    walk.fills(OWNER, category="misconduct_report", form=SUMMARY)
    assert walk.case.confidential
    assert code(walk.does(OWNER, "close_misconduct", told="no")) == "bad_input"
    assert walk.must(OWNER, "close_misconduct", told="yes").marks[Mark.MISCONDUCT_TOLD] == "yes"


def test_what_is_not_accepted_says_why(walk: Walk) -> None:
    walk.filled_in()
    assert code(walk.does(OWNER, "not_accept", not_accepted="bored", result="已解释")) == "bad_input"
    case = walk.must(OWNER, "not_accept", not_accepted="unrelated", result="已解释")
    assert (case.not_accepted, case.marks[Mark.ACCEPTED]) == ("unrelated", "no")


def test_nothing_is_passed_on_before_the_form_is_complete(walk: Walk) -> None:
    refused = walk.does(OWNER, "pass_on")
    assert isinstance(refused, Refused)
    assert (refused.code, list(refused.about)) == ("form_incomplete", ["category"])
    walk.fills(OWNER, category="complaint")
    refused = walk.does(OWNER, "pass_on")
    assert isinstance(refused, Refused)
    assert list(refused.about) == [
        *("matter", "participant_name", "caller_name", "contact_phone", "summary", "description")
    ]
    assert walk.case.step == "fill"


def test_a_private_field_counts_as_filled_in_though_it_is_sealed(walk: Walk) -> None:
    walk.fills(OWNER, category="complaint", matter="rules", form=SUMMARY)
    walk.fills(OWNER, form={"participant_name": "某售电公司", "description": "多次无人回复"})
    walk.fills(OWNER, form={"caller_name": "王女士", "contact_phone": "138 0013 8000"})
    assert walk.private == {"caller_name": "王女士", "contact_phone": "13800138000"}
    assert "王女士" not in repr(walk.case)
    assert "王女士" not in repr(walk.entries)
    assert walk.must(OWNER, "pass_on").step == "review"


def test_whoever_first_takes_up_nobodys_order_owns_it(walk: Walk) -> None:
    walk.as_it_is(owner=None)
    walk.fills(COLLEAGUE, **INQUIRY, form=SUMMARY)
    assert walk.case.owner == COLLEAGUE.id
    walk.as_it_is(owner=None).must(OWNER, "pass_on")
    assert walk.case.owner == OWNER.id


def test_a_wrong_dispatch_is_refused_and_counted(walk: Walk) -> None:
    case = walk.assigned().must(LEAD, "refuse_dispatch", reason="应由结算部处理")
    assert (case.step, case.count(Mark.WRONG_DISPATCH), case.came_back, case.rounds) == ("review", 1, True, 1)
    case = walk.must(DISPATCHER, "assign", unit="settlement")
    assert (case.unit, case.holder, case.co_units, case.came_back) == (SETTLEMENT, SETTLEMENT, (), False)
    assert code(walk.does(LEAD, "accept")) == "not_allowed"


@pytest.mark.parametrize("accepted", [False, True])
def test_a_dispatch_is_taken_back_from_all_departments_together(walk: Walk, *, accepted: bool) -> None:
    walk.assigned()
    if accepted:
        walk.must(LEAD, "accept")
        walk.must(CO, "co_reply", reply="电量无误。")
        walk.must(LEAD, "sub_assign", sub_unit="platform-operations")
    refused = walk.does(DISPATCHER, "take_back", reason=" ")
    assert isinstance(refused, Refused)
    assert list(refused.about) == ["reason"]
    case = walk.must(DISPATCHER, "take_back", reason="应由结算部处理")
    assert (case.step, case.unit, case.holder, case.co_units, case.contributions) == ("review", None, None, (), {})
    assert (case.count(Mark.WRONG_DISPATCH), case.came_back, case.rounds) == (1, False, 0), "nobody sent it back"
    assert walk.entries[-1].inputs == {"reason": "应由结算部处理"}
    assert walk.entries[-1].changes["unit"] == ("platform", "")
    assert [code(walk.does(who, "accept")) for who in (LEAD, FITTER, CO, HEAD)] == ["not_allowed"] * 4
    assert {PLATFORM, SETTLEMENT} <= case.lay_with, "those who had it go on seeing what became of it"
    assert walk.must(DISPATCHER, "assign", unit="platform").holder == PLATFORM


def test_what_was_replied_is_not_taken_back_before_it_is_sent_back(walk: Walk) -> None:
    walk.handled().must(LEAD, "reply", reply="已更正。")
    assert code(walk.does(DISPATCHER, "take_back", reason="另派")) == "not_here"
    walk.must(DISPATCHER, "send_back_reply", reason="未答复第二问")
    assert [code(walk.does(who, "take_back", reason="另派")) for who in (LEAD, HEAD, SUPERVISOR)] == ["not_allowed"] * 3
    assert walk.must(DISPATCHER, "take_back", reason="应由结算部答复").step == "review"


def test_the_lead_cannot_co_handle_as_well(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "pass_on")
    refused = walk.does(DISPATCHER, "assign", unit="platform", co_units="settlement,platform")
    assert isinstance(refused, Refused)
    assert list(refused.about) == ["co_units"]


def test_departments_contribute_and_the_lead_replies_once(walk: Walk) -> None:
    walk.handled()
    assert walk.must(CO, "co_reply", reply="电量无误。").contributions == {SETTLEMENT: "电量无误。"}
    case = walk.must(LEAD, "reply", reply="综合答复。")
    assert (case.reply, case.contributions) == ("综合答复。", {SETTLEMENT: "电量无误。"})
    case = walk.must(DISPATCHER, "send_back_reply", reason="未答复第二问")
    assert (case.step, case.came_back, case.contributions) == ("handle", True, {})


def test_an_order_is_sub_assigned_downwards_only(walk: Walk) -> None:
    walk.assigned().must(LEAD, "accept")
    assert code(walk.does(LEAD, "sub_assign", sub_unit="settlement")) == "bad_input"
    walk.must(LEAD, "sub_assign", sub_unit="platform-operations")
    assert code(walk.does(FITTER, "sub_assign", sub_unit="platform")) == "bad_input"
    assert walk.must(FITTER, "report_progress", result="已到现场").holder == CREW


def test_the_department_asks_for_major_and_the_dispatcher_confirms(walk: Walk) -> None:
    walk.handled().must(HEAD, "ask_major", reason="涉及多家主体")
    assert code(walk.does(HEAD, "ask_major", reason="再次")) == "not_now"
    assert walk.must(DISPATCHER, "confirm_major").marks[Mark.MAJOR] == "confirmed"
    assert code(walk.does(DISPATCHER, "decline_major", reason="误")) == "not_now"


def test_dissatisfied_twice_is_listed_for_supervision(walk: Walk) -> None:
    walk.to_follow_up().must(OWNER, "dissatisfied", service_score="2", handling_score="5", reason="未解决")
    assert (walk.case.step, walk.case.marks.get(Mark.LISTED)) == ("handle", None)
    walk.must(FITTER, "reply", reply="再次更正")
    walk.must(DISPATCHER, "approve_reply", person="owner")
    scores = {"service_score": "2", "handling_score": "5"}
    assert code(walk.does(OWNER, "dissatisfied", **scores, reason="仍未解决")) == "not_now"
    case = walk.must(OWNER, "dissatisfied_again", **scores, reason="仍未解决")
    assert (case.marks[Mark.LISTED], case.count(Mark.DISSATISFIED), case.rounds) == ("yes", 2, 2)
    assert walk.must(SUPERVISOR, "unlist", reason="已督办").marks[Mark.LISTED] == "no"


def test_what_the_dispatcher_answered_goes_back_to_the_dispatcher_because_no_department_had_it(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "pass_on")
    walk.must(DISPATCHER, "answer_at_review", result="已答复", person="owner")
    case = walk.must(OWNER, "dissatisfied", service_score="2", handling_score="4", reason="要书面答复")
    assert (case.step, case.unit, case.came_back, case.rounds) == ("review", None, True, 1)
    case = walk.must(DISPATCHER, "assign", unit="platform", risk="medium", note="请书面答复")
    assert (case.step, case.holder) == ("accept", PLATFORM)


def test_hand_over_names_the_owner_and_reassign_the_follower(walk: Walk) -> None:
    walk.to_follow_up().must(OWNER, "hand_over", person="colleague", reason="休假")
    assert (walk.case.owner, walk.case.follower) == (COLLEAGUE.id, OWNER.id)
    walk.must(DISPATCHER, "reassign_follow_up", person="colleague", reason="原坐席休假")
    assert (walk.case.owner, walk.case.follower) == (COLLEAGUE.id, COLLEAGUE.id)
    assert code(walk.does(OWNER, "satisfied", **SATISFIED)) == "not_allowed"
    assert code(walk.does(COLLEAGUE, "reassign_follow_up", person="dispatcher", reason="x")) == "bad_input"


@pytest.mark.parametrize(
    ("inputs", "wrong"),
    [
        ({}, ["service_score", "handling_score"]),
        ({"service_score": "0", "handling_score": "6"}, ["service_score", "handling_score"]),
        ({**SATISFIED, "note": "字" * 2001}, ["note"]),
        ({**SATISFIED, "note": "\x00"}, ["note"]),
        ({**SATISFIED, "note": "\ud800"}, ["note"]),
    ],
)
def test_what_is_said_is_checked_and_all_faults_come_at_once(
    walk: Walk, inputs: dict[str, str], wrong: list[str]
) -> None:
    refused = walk.to_follow_up().does(OWNER, "satisfied", **inputs)
    assert isinstance(refused, Refused)
    assert (refused.code, list(refused.about)) == ("bad_input", wrong)


def test_what_an_action_does_not_ask_for_is_not_taken(walk: Walk) -> None:
    assert code(walk.filled_in().does(OWNER, "pass_on", unit="platform")) == "unknown_input"
    assert code(walk.does(OWNER, "fly")) == "unknown_action"


def test_texts_are_kept_as_they_are_read(walk: Walk) -> None:
    case = walk.filled_in().must(OWNER, "close_directly", result=" 第一行\r\n第二\u202e行\ufeff ")
    assert case.result == "第一行\n第二行"


def test_a_note_is_for_the_history_and_changes_no_result(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "close_directly", result="已答复")
    assert walk.must(COLLEAGUE, "note", result="对方来电致谢").result == "已答复"
    assert walk.entries[-1].inputs == {"result": "对方来电致谢"}
    assert code(walk.does(OWNER, "pass_on")) == "archived"


def test_history_says_what_was_changed(walk: Walk) -> None:
    walk.assigned()
    assert walk.entries[-1].changes == {
        "unit": ("", "platform"),
        "holder": ("", "platform"),
        "co_units": ("", "settlement"),
        "risk": ("low", "medium"),
    }
    assert walk.entries[-1].inputs == {
        **{"unit": "platform", "co_units": "settlement", "risk": "medium"},
        "note": "请尽快",
    }
