"""A native duty table says what it was given, to its end, or is not rendered at all."""

from __future__ import annotations

import re

import pytest

from dialplan.conf import Unsendable
from dialplan.duty import Change, NativeAnswer, NativeDuty, WeeklySpan, render_duty

OPEN = NativeAnswer("open", (("yunnan-experts", 20), ("yunnan-staff", 300)), "workday/09:00-12:00", "on_duty", "v1")
CLOSED = NativeAnswer("closed", (), "closed", "closed", "v1", ("hours/yunnan", "at/9"))
WEEK = [WeeklySpan(1, 900, 1200, OPEN)]


def duty(changes: list[Change], until: int = 2_000, weekly: list[WeeklySpan] = WEEK) -> NativeDuty:
    return NativeDuty("yunnan", changes, until, weekly, CLOSED)


def test_each_answer_holds_until_the_next_change_and_the_weekly_rule_stands_around_them() -> None:
    text = render_duty([duty([Change(1_000, OPEN), Change(1_500, CLOSED)])]).text
    jumps = re.findall(r"GotoIf\(\$\[\$\{HOTLINE_NOW\} < (\d+)\]\?([\w-]+),1\)", text)
    answers = {line: found for found, line in re.findall(r"exten => (answer-\w+),1,Set\(HOTLINE_STATE=(\w+)\)", text)}
    assert jumps == [("1000", "weekly"), ("1500", answers["open"]), ("2000", answers["closed"])]
    assert f"GotoIf($[${{HOTLINE_WEEK}} >= 10900 & ${{HOTLINE_WEEK}} < 11200]?{answers['open']},1)" in text


def test_an_answer_sets_what_a_visit_sets() -> None:
    text = render_duty([duty([])]).text
    assert "Set(HOTLINE_PLAN=yunnan-experts:20&yunnan-staff:300)" in text
    assert "Set(HOTLINE_GROUP=yunnan-experts)" in text
    assert "Set(HOTLINE_SAY=hours/yunnan&at/9)" in text
    assert "Set(HOTLINE_VERSION=v1)" in text


def test_an_answer_is_rendered_once_however_often_it_is_given() -> None:
    many = [Change(at, (OPEN, CLOSED)[at % 2]) for at in range(1_000)]
    assert render_duty([duty(many)]).text.count("Return()") == 2


def test_the_seal_is_the_last_line_and_belongs_to_the_text() -> None:
    first, second = render_duty([duty([])]), render_duty([duty([Change(1, OPEN)])])
    assert first.text.endswith(f"NoOp({first.seal})\n")
    assert first.seal != second.seal
    steps = [line for line in first.text.split("[duty-seal]")[0].splitlines() if line.startswith(("exten", " same"))]
    assert first.sizes == {"duty-yunnan": len(steps)}


@pytest.mark.parametrize(
    "broken",
    [
        duty([Change(5, OPEN), Change(5, CLOSED)]),
        duty([Change(9, OPEN), Change(5, CLOSED)]),
        duty([Change(2_000, OPEN)]),
        duty([], weekly=[WeeklySpan(0, 900, 1200, OPEN)]),
        duty([], weekly=[WeeklySpan(1, 1200, 900, OPEN)]),
        duty([Change(1, NativeAnswer("open", (), "a,b", "on_duty", "v1"))]),
        duty([Change(1, NativeAnswer("open", (("a&b", 1),), "rule", "on_duty", "v1"))]),
        duty([Change(1, NativeAnswer("open", (), "${SHELL(id)}", "on_duty", "v1"))]),
    ],
)
def test_a_table_out_of_order_or_with_unspeakable_answers_is_not_rendered(broken: NativeDuty) -> None:
    with pytest.raises(Unsendable):
        render_duty([broken])
