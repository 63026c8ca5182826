"""``work_orders.yaml``: what it means, and what is said of what it cannot mean."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.finding import BadFiles
from schedules.working_time.term import Term, Unit
from storage.ids import OrderNumber, PersonId
from tests.work_orders.spoiled import lines_at_fault
from work_orders.case.case import Entry
from work_orders.case.told import Teller
from work_orders.loop.loop import ActionId, Actor, CategoryId, ClockId, Input, Loop, Mark, StepId
from work_orders.loop.read import loop_of
from work_orders.loop.table import action_rows, clock_rows
from work_orders.loop.terms import BeforeEvent, SetByReferrer, said, term_of

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "config" / "work_orders.yaml").read_text("utf-8")
EVERYTHING = (Path(__file__).parent / "loop_with_everything.yaml").read_text("utf-8")
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.yaml"))

TAKEN_BACK = "at: [accept, handle], by: [dispatcher], to: review, asks: [reason]"
INQUIRY, COMPLAINT, SUGGESTION = CategoryId("inquiry"), CategoryId("complaint"), CategoryId("suggestion")


@pytest.fixture(scope="module")
def loop() -> Loop:
    return loop_of(REFERENCE)


def days(count: int) -> Term:
    return Term(Unit.WORKING_DAYS, count)


def minutes(count: int) -> Term:
    return Term(Unit.MINUTES, count)


def test_the_reference_has_the_clocks_of_the_source(loop: Loop) -> None:
    """The table of the service guide, part three (1)."""
    terms = {str(clock.id): clock.terms for clock in loop.clocks.values()}
    assert terms["whole"] == {INQUIRY: days(3), COMPLAINT: days(7), SUGGESTION: days(3)}
    assert set(terms["fill"].values()) == {minutes(30)}
    assert set(terms["review"].values()) == set(terms["reply_review"].values()) == {minutes(60)}
    assert terms["contact"] == {COMPLAINT: days(1)}
    assert terms["handle"] == {INQUIRY: days(1), COMPLAINT: days(3), SUGGESTION: days(1)}
    assert loop.clocks[ClockId("handle")].major_terms == {INQUIRY: days(2), COMPLAINT: days(5)}
    assert set(terms["follow_up"].values()) == {days(1)}
    assert [clock.id for clock in loop.clocks.values() if clock.caps] == ["whole"]


def test_the_reference_goes_round_as_the_source_says(loop: Loop) -> None:
    way = ("pass_on", "assign", "accept", "reply", "approve_reply", "satisfied")
    assert [loop.actions[ActionId(one)].to for one in way] == [step for step in loop.steps if step != "risk_review"][1:]
    assert loop.actions[ActionId("close_misconduct")].asks == (Input.FORM, Input.TOLD)
    assert "020-36623007" in loop.misconduct_wording.zh
    assert loop.actions[ActionId("dissatisfied_again")].sets[Mark.LISTED] == "yes"
    assert not any(action.extends or action.suspends for action in loop.actions.values())
    assert loop.steps[StepId("follow_up")].by is Actor.FOLLOWER


def test_what_is_asked_has_the_word_that_its_action_has_for_it(loop: Loop) -> None:
    """A report of progress, an answer and a remark are one kind of text, and nobody would call them alike."""
    labels = {name: one.labels[Input.RESULT].zh for name, one in loop.actions.items() if Input.RESULT in one.asks}
    assert set(labels.values()) == {"答复内容", "解释内容", "联系情况", "进展情况", "备注内容"}
    at, who = datetime(2026, 11, 23, tzinfo=UTC), PersonId("x")
    entry = Entry(OrderNumber("x"), 1, at, who, "report_progress", None, StepId("handle"), {"result": "好"})
    (told,) = Teller(loop, str).told([entry])
    assert [(one.name.zh, one.value.zh) for one in told.said] == [("进展情况", "好")]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_another_hotline_is_another_file(path: Path) -> None:
    other = loop_of(path.read_text("utf-8"))
    assert other.end in other.steps
    assert list(action_rows(other))
    assert list(clock_rows(other))


def test_the_examples_use_every_kind_of_term() -> None:
    rules = [
        rule
        for text in (REFERENCE, *(path.read_text("utf-8") for path in EXAMPLES))
        for clock in loop_of(text).clocks.values()
        for rule in clock.terms.values()
    ]
    assert {rule.unit for rule in rules if isinstance(rule, Term)} == set(Unit) - {Unit.SAME_CLOCK}
    assert {type(rule) for rule in rules} == {Term, SetByReferrer, BeforeEvent}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30 分钟", minutes(30)),
        ("１ 小时", minutes(60)),
        ("1 hour", minutes(60)),
        ("2值班小时", Term(Unit.DUTY_MINUTES, 120)),
        ("3个工作日", days(3)),
        ("1 working day", days(1)),
        ("3 个工作日同时刻", Term(Unit.SAME_CLOCK, 3)),
        ("5 个自然日", Term(Unit.CALENDAR_DAYS, 5)),
        ("本班结束前", Term(Unit.SHIFT_END, waits=False)),
        ("由转办方指定", SetByReferrer()),
        ("事件前 7 个自然日", BeforeEvent(Term(Unit.CALENDAR_DAYS, 7, waits=False))),
        ("24 hours before event", BeforeEvent(Term(Unit.MINUTES, 1440, waits=False))),
    ],
)
def test_terms_are_read_as_people_write_them(text: str, meant: object) -> None:
    rule = term_of(text)
    assert rule == meant
    assert rule is not None
    assert term_of(said(rule).zh) == meant


@pytest.mark.parametrize(
    "text", ["", "半天", "0 分钟", "-1 小时", "3 天", "1.5 小时", "三个工作日", "999999 分钟", "soon"]
)
def test_what_is_no_term_is_not_guessed_at(text: str) -> None:
    assert term_of(text) is None


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("whose: owner", "whose: nobody", "不认识 “nobody”", "x-a"),
        ("to: x-end, asks", "to: x-away, asks", "没有这个环节：“x-away”", "x-close"),
        ("asks: [form]", "asks: [form], labels: {note: {name: 备注}}", "此操作没有填写 “note”", "x-close"),
        ("asks: [form]", "asks: [firm]", "没有这个写法：“firm”", "x-close"),
        ("term: 1 小时", "term: 一会儿", "看不懂时限 “一会儿”", "x-a"),
        ("steps: x-take, starts: action, starts_with: x-close", "starts: step", "不知从何时起算", "x-a"),
        ("end: true", "by: owner", "0 个环节写了 end: true", "steps"),
        ("phone: true, outside", "outside", "恰有一个来源写 phone: true", "sources"),
        ("under: x-m", "under: x-z", "没有这个事项：“x-z”", "matters"),
        ("required: [x-f]", "required: [x-q]", "没有这个字段：“x-q”", "x-c"),
        ("sample: 10 %", "sample: ten", "不是比例", "follow_up"),
        ('["09:00-18:00"]', '["18:00-09:00"]', "不是可用的时段", "calendars"),
        ("tone: main", "tune: main", "不认识的键 “tune”", "x-close"),
        ('dissatisfied: "+1"', 'dissatisfied: "yes"', "不认识 “yes”", "x-close"),
        ("attempts: 3", "attempts: 300", "超出范围", "follow_up"),
        ("new_until: 2026-12-31", "new_until: 明年", "不是日期", "x-n"),
    ],
)
def test_each_fault_is_found_at_its_place(old: str, new: str, place: str, words: str) -> None:
    assert words in lines_at_fault(EVERYTHING, old, new, place)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("to: archived,\n     asks: [service_score, handling_score, note]", "asks: [note]", None),
        ("at: reply_review, by: [dispatcher], to: follow_up", "at: reply_review, by: [dispatcher]", None),
        ("to: reply_review, asks: [reply]", "asks: [reply]", "从起点到不了环节 “reply_review”"),
        (
            "at: handle, by: [unit, head], to: reply_review",
            "at: handle, by: [unit, head], to: handle",
            "就是原来的环节",
        ),
        ("followed: all}\n  complaint", "followed: all}\n  complaint", None),
        ("follow_up:\n  step: follow_up", "follow_ups:\n  step: follow_up", "不认识的键 “follow_ups”"),
        ("caps: true,", "caps: true, steps: [fill],", "整单时限不属于某个环节"),
        ("term: {complaint: 1 个工作日}", "term: {complaint: 由转办方指定}", None),
        ("asks: [form, told]", "asks: [form, told, not_accepted]", None),
        (TAKEN_BACK, TAKEN_BACK.replace("accept, handle", "accept, reply_review"), "只能从部门办理的环节收回"),
        (TAKEN_BACK, TAKEN_BACK.replace("[accept, handle]", "accept").replace("review", "handle"), "仍在部门手上"),
        (TAKEN_BACK, TAKEN_BACK.replace("dispatcher", "dispatcher, head"), "部门只能退单"),
        (TAKEN_BACK, TAKEN_BACK.replace("asks: [reason]", "asks: [note]"), "收回须写明理由"),
    ],
)
def test_what_cannot_work_together_is_refused_and_what_can_is_not(old: str, new: str, problem: str | None) -> None:
    assert old in REFERENCE
    text = REFERENCE.replace(old, new, 1)
    if problem is None:
        loop_of(text)
        return
    with pytest.raises(BadFiles, match=problem):
        loop_of(text)


@given(st.data())
def test_a_mangled_file_is_understood_or_refused(data: st.DataObject) -> None:
    """Lines lost, doubled, swapped and mutilated: a loop whose every step leads on, or findings; nothing else."""
    lines = EVERYTHING.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(["lose", "double", "cut", "swap", "type"]))
        if kind == "lose":
            lines[index] = ""
        elif kind == "double":
            lines.insert(index, lines[index])
        elif kind == "cut":
            lines[index] = lines[index][: data.draw(st.integers(0, len(lines[index])))]
        elif kind == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[index], lines[other] = lines[other], lines[index]
        else:
            at = data.draw(st.integers(0, len(lines[index])))
            lines[index] = lines[index][:at] + data.draw(st.sampled_from("：，｛“'\"{}[]:,0x-　\t")) + lines[index][at:]
    try:
        loop = loop_of("\n".join(lines) + "\n")
    except BadFiles as bad:
        assert bad.findings  # noqa: PT017 either of two outcomes is right, each has its own promise
    else:
        assert all(
            step.is_end or any(step.id in one.at for one in loop.actions.values()) for step in loop.steps.values()
        )
