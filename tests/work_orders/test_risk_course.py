"""The level of an order's risk: set, proposed, decided on, merged; who hears of it; the review before the archive."""

from __future__ import annotations

import json

import pytest

from notices.notice import Kind
from notices.settings import NoticeSettings
from tests.reference import reference_book, reference_loop
from tests.work_orders.desk_cases import SATISFIED, Walk, a_case
from tests.work_orders.desk_people import (
    CO,
    DISPATCHER,
    EVERYBODY,
    HEAD,
    LEAD,
    MANAGER,
    OWNER,
    SUPERVISOR,
)
from work_orders.case.case import Acting, Case
from work_orders.case.kinship import Family, Together, merge
from work_orders.case.refusal import Refused
from work_orders.case.relation import may
from work_orders.case.take import Taken
from work_orders.case.told import Teller
from work_orders.clock.bell import Ground
from work_orders.clock.hours import DutyHours
from work_orders.herald import news_of
from work_orders.loop.loop import Loop, Mark

LOOP = reference_loop()
GROUND = Ground(LOOP, DutyHours(reference_book(), LOOP.calendars), EVERYBODY, NoticeSettings())
MEASURE = {"what": "监控登录失败次数", "person": "lead", "due": "2026-12-31"}
REVIEW = {"cause": "负载均衡异常", "evaluation": "两小时内恢复，告知及时", "measures": json.dumps([MEASURE])}


@pytest.fixture
def walk(loop: Loop) -> Walk:
    return Walk(loop)


def refused(outcome: object) -> Refused:
    assert isinstance(outcome, Refused)
    return outcome


def offered(walk: Walk, who: Acting) -> set[str]:
    return {action.id for action in may(LOOP, walk.case, who)}


def at_risk(walk: Walk) -> Walk:
    """Of high risk, at its follow-up."""
    walk.to_follow_up().must(DISPATCHER, "set_risk", new_risk="high", reason="多家主体反映")
    return walk


def test_an_order_begins_at_the_lowest_level_and_the_dispatcher_says_which_it_is(walk: Walk) -> None:
    assert walk.case.risk == "low"
    assert walk.assigned().case.risk == "medium"
    assert walk.entries[-1].changes["risk"] == ("low", "medium")


def test_the_level_goes_up_and_down_with_a_reason(walk: Walk) -> None:
    walk.assigned()
    about = refused(walk.does(DISPATCHER, "set_risk", new_risk="medium", reason="…")).about
    assert set(about) == {"new_risk"}, "another level than it has"
    assert set(refused(walk.does(DISPATCHER, "set_risk", new_risk="high")).about) == {"reason"}
    assert walk.must(DISPATCHER, "set_risk", new_risk="high", reason="影响结算").risk == "high"
    assert walk.must(SUPERVISOR, "set_risk", new_risk="low", reason="已排除").risk == "low"
    assert refused(walk.does(LEAD, "set_risk", new_risk="high", reason="…")).code == "not_allowed"
    told = Teller(LOOP, str).told(walk.entries)[-1]
    assert [(one.name.zh, one.before.zh, one.after.zh) for one in told.changes] == [("风险等级", "高", "低")]


@pytest.mark.parametrize("who", [LEAD, CO, HEAD])
def test_a_department_proposes_a_higher_level_and_the_dispatcher_decides(walk: Walk, who: Acting) -> None:
    walk.assigned()
    assert set(refused(walk.does(who, "propose_risk", higher_risk="low", reason="…")).about) == {"higher_risk"}
    case = walk.must(who, "propose_risk", higher_risk="high", reason="涉及清算")
    assert (case.risk, case.marks[Mark.RAISE_RISK], case.marks[Mark.PROPOSED_RISK]) == ("medium", "asked", "high")
    case = walk.must(DISPATCHER, "set_risk", new_risk="high", reason="同意")
    assert (case.risk, case.marks[Mark.RAISE_RISK]) == ("high", "confirmed")
    assert Mark.PROPOSED_RISK not in case.marks
    assert "propose_risk" not in offered(walk, who), "there is none above it"


def test_a_proposal_is_declined_and_can_be_made_again(walk: Walk) -> None:
    walk.assigned()
    assert "decline_risk" not in offered(walk, DISPATCHER)
    walk.must(LEAD, "propose_risk", higher_risk="high", reason="涉及清算")
    assert walk.must(DISPATCHER, "decline_risk", reason="影响有限").marks[Mark.RAISE_RISK] == "declined"
    assert walk.case.risk == "medium"
    assert walk.must(LEAD, "propose_risk", higher_risk="high", reason="又有两家").marks[Mark.RAISE_RISK] == "asked"
    assert walk.must(DISPATCHER, "set_risk", new_risk="low", reason="误报").marks[Mark.RAISE_RISK] == "declined"


def test_an_order_of_high_risk_that_comes_back_to_its_form_cannot_be_closed_directly(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "pass_on")
    walk.must(DISPATCHER, "set_risk", new_risk="high", reason="影响交易")
    walk.must(DISPATCHER, "send_back_form", reason="请补充")
    assert offered(walk, OWNER) == {"pass_on", "hand_over", "note"}


def test_after_the_participant_is_satisfied_a_high_risk_is_reviewed_before_it_is_archived(walk: Walk) -> None:
    at_risk(walk)
    assert offered(walk, OWNER) == {
        "not_reached",
        "satisfied_at_risk",
        "dissatisfied",
        *("hand_over", "note"),
        "reassign_follow_up",
    }
    assert walk.must(OWNER, "satisfied_at_risk", **SATISFIED).archived_at is None
    assert offered(walk, DISPATCHER) == offered(walk, MANAGER) == {"write_review", "note"}
    assert "write_review" not in offered(walk, SUPERVISOR) | offered(walk, LEAD)
    assert set(refused(walk.does(MANAGER, "write_review")).about) == {"cause", "evaluation", "measures"}
    case = walk.must(MANAGER, "write_review", **REVIEW)
    assert (case.step, case.archived_at, case.rounds) == ("archived", walk.now, 0)
    told = {one.name.zh: one.value.zh for one in Teller(LOOP, str).told(walk.entries)[-1].said}
    assert told["改进措施"] == "1. 监控登录失败次数（lead，2026-12-31 前）"
    assert told["原因分析"] == "负载均衡异常"
    before = json.dumps([{"what": "改规程", "owner": "尹佳", "due": "2026-12-31"}])  # as they were written before
    assert Teller(LOOP, str).value("measures", before).en == "1. 改规程 (尹佳, by 2026-12-31)"


def test_a_level_that_is_lowered_before_the_follow_up_ends_needs_no_review(walk: Walk) -> None:
    at_risk(walk).must(DISPATCHER, "set_risk", new_risk="medium", reason="影响已消除")
    assert walk.must(OWNER, "satisfied", **SATISFIED).archived_at == walk.now


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        ("none", "格式有误"),
        ("[]", "须有 1–20 项"),
        (json.dumps([MEASURE] * 21), "须有 1–20 项"),
        (json.dumps([MEASURE, {**MEASURE, "due": "2026-11-22"}]), "第 2 项：完成期限不能早于今天"),
        (json.dumps([{**MEASURE, "due": "年底"}]), "第 1 项：请填写完成期限"),
        (json.dumps([{**MEASURE, "due": "2036-12-31"}]), "第 1 项：完成期限过远"),
        (json.dumps([{**MEASURE, "person": ""}]), "第 1 项：请填写措施和责任人"),
        (json.dumps([{**MEASURE, "person": "尹佳"}]), "第 1 项：责任人须从人员中选择"),
        (json.dumps([{"what": "甲", "owner": "尹佳", "due": "2026-12-31"}]), "格式有误"),
        (json.dumps([{**MEASURE, "note": ""}]), "格式有误"),
        (json.dumps([{**MEASURE, "due": 1}]), "格式有误"),
        ("[" * 100_000, "格式有误"),
    ],
)
def test_measures_have_an_owner_and_a_day(walk: Walk, measures: str, words: str) -> None:
    at_risk(walk).must(OWNER, "satisfied_at_risk", **SATISFIED)
    outcome = refused(walk.does(DISPATCHER, "write_review", **{**REVIEW, "measures": measures}))
    assert words in outcome.about["measures"].zh


def test_what_is_merged_brings_its_risk_along(loop: Loop) -> None:
    def merged(child: str, parent: str) -> str:
        one, other = a_case(risk=child), a_case(number="YN-20261123-0001", risk=parent)
        together = merge(loop, Family(one, other, DISPATCHER, one.entered_at, "重复"), has_children=False)
        assert isinstance(together, Together)
        changed = together.entries[1].changes.get("risk")
        assert changed == ((parent, child) if together.other.risk != parent else None)
        return together.other.risk

    assert [merged("high", "low"), merged("low", "medium"), merged("high", "high")] == ["high", "medium", "high"]


def heard(before: Case, outcome: Taken) -> list[tuple[Kind, set[str], bool]]:
    found = news_of(GROUND, before, outcome.case, outcome.entry)
    return [(news.kind, set(news.people), news.at_any_hour) for news in found]


def test_those_whom_the_level_names_hear_of_it_at_once_and_only_when_it_rises(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "pass_on")

    def deed(who: Acting, action: str, **inputs: str) -> list[tuple[Kind, set[str], bool]]:
        before, outcome = walk.case, walk.does(who, action, **inputs)
        assert isinstance(outcome, Taken), outcome
        return heard(before, outcome)

    assigned = deed(DISPATCHER, "assign", unit="platform", risk="medium")
    assert assigned[0] == (Kind.RISK, {"head"}, False), "the dispatcher set it"
    risen = deed(SUPERVISOR, "set_risk", new_risk="high", reason="多家主体")
    assert risen == [(Kind.RISK, {"head", "manager"}, True)]
    assert deed(DISPATCHER, "set_risk", new_risk="medium", reason="已缓解") == []
    assert deed(LEAD, "propose_risk", higher_risk="high", reason="又起") == [(Kind.ASSIGNED, {"dispatcher"}, False)]
    assert deed(LEAD, "refuse_dispatch", reason="非本部门")[0][0] is Kind.RETURNED
    elsewhere = deed(DISPATCHER, "assign", unit="settlement", risk="")
    assert elsewhere[0] == (Kind.RISK, {"supervisor"}, False), "its head is to know too; it has none"


def test_the_reply_and_the_review_are_told_to_whose_turn_it_is(walk: Walk) -> None:
    before = at_risk(walk).case
    outcome = walk.does(OWNER, "satisfied_at_risk", **SATISFIED)
    assert isinstance(outcome, Taken)
    assert heard(before, outcome) == [], "the dispatchers' board shows it"


def test_words_of_a_level_that_the_file_does_not_know_any_more_are_its_id() -> None:
    assert Teller(LOOP, str).value("risk", "extreme").zh == "extreme"
    assert LOOP.risk(a_case(risk="extreme").risk).id == "low"
