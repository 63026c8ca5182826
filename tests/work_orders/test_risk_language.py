"""Levels of risk in ``work_orders.yaml``: what the reference asks for, and files in which a level could not work."""

from __future__ import annotations

from pathlib import Path

import pytest

from schedules.finding import BadFiles
from schedules.working_time.term import Term, Unit
from tests.work_orders.spoiled import lines_at_fault
from work_orders.loop.in_use import InUse, what_lacks
from work_orders.loop.loop import ActionId, Actor, ClockId, Loop, StepId
from work_orders.loop.read import FILE, loop_of
from work_orders.loop.response import brings
from work_orders.loop.risk import RiskId
from work_orders.loop.table import action_rows, clock_rows, risk_rows

REFERENCE = (Path(__file__).parents[2] / "config" / FILE).read_text("utf-8")
LOW, MEDIUM, HIGH = RiskId("low"), RiskId("medium"), RiskId("high")


def test_the_reference_responds_to_each_level(loop: Loop) -> None:
    low, medium, high = loop.risks.values()
    assert (low.id, medium.id, high.id) == (LOW, MEDIUM, HIGH)
    assert brings(loop, low) == ()
    assert medium.tell == {Actor.HEAD, Actor.DISPATCHER}
    assert medium.terms == {ClockId("progress"): Term(Unit.DUTY_MINUTES, 240)}
    assert (medium.followed, medium.review, medium.at_any_hour) == (False, None, False)
    assert high.tell == {Actor.HEAD, Actor.MANAGER, Actor.SUPERVISOR}
    assert high.at_any_hour
    assert high.terms == {"handle": Term(Unit.WORKING_DAYS, 1), "progress": Term(Unit.DUTY_MINUTES, 120)}
    assert (high.followed, high.review) == (True, StepId("risk_review"))
    assert set(loop.clocks[ClockId("risk_review")].terms.values()) == {Term(Unit.WORKING_DAYS, 3)}


def test_what_a_level_brings_is_said_in_both_languages(loop: Loop) -> None:
    zh = [one.zh for one in brings(loop, loop.risks[HIGH])]
    assert zh == [
        "立即告知部门负责人、市场管理部、值班长（不分昼夜）",
        "“处置并回单”不超过 1 个工作日",
        "每 2 值班小时报告进展",
        "必须回访",
        "归档前须事后评估",
    ]
    assert [one.en for one in brings(loop, loop.risks[MEDIUM])] == [
        "service dispatcher, head of department told at once",
        "report progress every 4 duty hours",
    ]


def test_the_page_of_a_loop_shows_its_levels_and_what_they_do_to_its_clocks(loop: Loop) -> None:
    rows = [(row.risk.zh, row.brings.zh.count("；")) for row in risk_rows(loop)]
    assert rows == [("低", 0), ("中", 1), ("高", 4)]
    clocks = {row.clock.zh: row for row in clock_rows(loop)}
    assert clocks["报告进展"].terms.zh == "风险中 4 值班小时；风险高 2 值班小时"
    assert clocks["报告进展"].starts.zh == "进入 接派单、处置并回单；接单、报告进展后重新计"
    assert clocks["处置并回单"].terms.en.endswith("high risk at most 1 working day")
    when = {row.action.zh: row.when.zh for row in action_rows(loop)}
    assert when["满意，转事后评估"] == "风险：高"


def test_a_file_that_says_nothing_of_risks_has_three_levels_that_bring_next_to_nothing() -> None:
    example = (Path(__file__).parents[2] / "docs" / "examples" / "county-95598.yaml").read_text("utf-8")
    loop = loop_of(example)
    assert [(risk, one.followed, one.review) for risk, one in loop.risks.items()] == [
        *((LOW, False, None), (MEDIUM, False, None), (HIGH, True, None))
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem", "at"),
    [
        ("tell: [head, dispatcher], terms", "tell: [boss], terms", "没有这个写法：“boss”", "medium"),
        ("terms: {progress: 4 值班小时}", "terms: {pace: 4 值班小时}", "没有这个时限：“pace”", "medium"),
        ("terms: {progress: 4 值班小时}", "terms: {progress: 由转办方指定}", "须是一段时长", "medium"),
        ("review: risk_review}", "review: away}", "没有这个环节：“away”", "high"),
        ("review: risk_review}", "review: archived}", "不能用于事后评估", "high"),
        ("review: risk_review}", "review: fill}", "不能用于事后评估", "high"),
        (
            "when: {risks: [low, medium]}, tone: grave",
            "when: {risks: [low, grave]}, tone: grave",
            "没有这个风险等级",
            "unre",
        ),
        ("anew_with: [accept, report_progress]", "anew_with: [accept, report]", "没有这个操作：“report”", "progress"),
        ("anew_with: [accept, report_progress]", "anew_with: [satisfied]", "不在此时限的环节", "progress"),
        ("terms: {progress: 4 值班小时}}", "tell: [head]}", "重复", "medium"),
        ("asks: [cause, evaluation, measures]", "asks: [cause, measures]", "事后评估缺少 evaluation", "write_review"),
        ("raise_risk: declined", "raise_risk: no", "不认识 “no”", "decline_risk"),
    ],
)
def test_each_fault_of_a_level_is_found_at_its_place(old: str, new: str, problem: str, at: str) -> None:
    assert at in lines_at_fault(REFERENCE, old, new, problem)


@pytest.mark.parametrize(
    ("action", "old", "new"),
    [
        ("close_directly", "complaint, suggestion], risks: [low, medium]}", "complaint, suggestion]}"),
        ("close_misconduct", "[misconduct_report], risks: [low, medium]}", "[misconduct_report]}"),
        (
            "not_accept",
            "when: {categories: [inquiry], risks: [low, medium]}, sets",
            "when: {categories: [inquiry]}, sets",
        ),
        (
            "satisfied",
            "\n     when: {risks: [low, medium]}, tone: main}\n  satisfied_at",
            "\n     tone: main}\n  satisfied_at",
        ),
        ("archive_unreached", "supervision, when: {risks: [low, medium]}, tone: grave", "supervision, tone: grave"),
        ("unreached_at_risk", "to: risk_review, asks: [reason]", "to: archived, asks: [reason]"),
    ],
)
def test_no_way_to_the_end_leads_past_the_review(action: str, old: str, new: str) -> None:
    assert old in REFERENCE
    text = REFERENCE.replace(old, new, 1)
    with pytest.raises(BadFiles) as caught:
        loop_of(text)
    (found,) = caught.value.findings
    assert found.problem.zh == f"风险等级为“高”的工单可由 “{action}” 归档，不经事后评估"
    assert found.remedy.zh == "写 when: {risks: [low, medium]}，或使其去往 risk_review"
    assert str(found).startswith(f"{FILE}:")
    assert "to: archived" in text.splitlines()[found.line - 1]


def test_a_level_that_cannot_be_archived_is_refused() -> None:
    text = REFERENCE.replace("     when: {risks: [high]}, tone: main}", "     when: {risks: [low]}, tone: main}", 1)
    text = text.replace("when: {risks: [high]}, tone: grave", "when: {risks: [medium]}, tone: grave", 1)
    with pytest.raises(BadFiles) as caught:
        loop_of(text)
    stuck = [one.problem.zh for one in caught.value.findings]
    assert "风险等级为“高”的工单从环节 “follow_up” 到不了归档" in stuck


def test_the_engine_itself_must_not_archive_past_the_review() -> None:
    """Misconduct reports are not followed up: at the follow-up they would be archived at once."""
    text = REFERENCE.replace("     follow_up: true, review: risk_review}", "     review: risk_review}", 1)
    with pytest.raises(BadFiles, match="不回访、未抽中回访的工单会直接归档"):
        loop_of(text)


def test_a_clock_to_which_no_level_gives_a_term_has_none() -> None:
    text = REFERENCE.replace(", terms: {progress: 4 值班小时}", "").replace(", progress: 2 值班小时", "")
    with pytest.raises(BadFiles, match="没有任何时限"):
        loop_of(text)
    text = REFERENCE.replace("steps: [accept, handle], anew_with", "starts: whole, anew_with")
    with pytest.raises(BadFiles, match="从进入环节或定级时起算"):
        loop_of(text)


def test_another_hotline_responds_in_its_own_way_by_its_file_alone() -> None:
    """Two levels of its own names, no review, and a whole order that is tightened."""
    start, end = (
        REFERENCE.index("risks:\n  low:"),
        REFERENCE.index("# ---------------------------------------------------------------- 表单"),
    )
    own = (
        "risks:\n  plain: {name: 一般}\n"
        "  grave: {name: 重大, tell: supervisor, terms: {whole: 1 个工作日, progress: 1 小时}}\n\n"
    )
    text = REFERENCE[:start] + own + REFERENCE[end:]
    text = text.replace("risks: [low, medium]", "risks: [plain]").replace("risks: [high]", "risks: [grave]")
    loop = loop_of(text.replace("when: {risks: [plain]}, tone: main", "tone: main"))
    assert list(loop.risks) == ["plain", "grave"]
    assert loop.review_steps == frozenset()
    assert loop.actions[ActionId("satisfied_at_risk")].when.risks == {"grave"}


def test_a_file_without_a_level_of_open_orders_is_refused(loop: Loop) -> None:
    (found,) = what_lacks(loop, InUse(risks={HIGH: 3, RiskId("extreme"): 2}), FILE, REFERENCE)
    assert found.problem.zh == "还有 2 张未归档的工单在风险等级 “extreme”，文件里却没有了"
    assert REFERENCE.splitlines()[found.line - 1].lstrip().startswith("low:")
