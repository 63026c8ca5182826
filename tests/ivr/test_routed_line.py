"""A ROUTED line tells the decision as it was made, though it is read later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from ivr.answers import plan_text
from ivr.queue_log import parse_line
from ivr.routed_line import decision_of, read_plan, read_routed
from routing.decision import Reason, Step
from routing.duty import Duty
from storage.ids import GroupId
from tests.ivr.written_log import CALL, NOON, decided

At = Callable[[str], datetime]


def test_a_decision_of_just_before_noon_is_explained_as_it_was_made(duty: Duty, at: At) -> None:
    morning = at("2026-11-23 11:59:59")
    made = decided(duty, morning)
    line = ["1795304994", CALL, "HOTLINE", "NONE", "ROUTED", "yunnan", "3", "pressed", "native", "open"]
    line += [plan_text(made.plan), made.reason.value, made.rule, str(made.version)]
    parsed = parse_line("|".join(line))
    assert parsed is not None
    told = decision_of(read_routed(parsed), duty, at("2026-11-23 12:00:01"))
    assert (told.because, told.plan, told.instant) == (made.because, made.plan, morning)


@pytest.mark.parametrize("rule", ["no-duty-table", "undecided/fault", "something-newer"])
def test_a_decision_that_no_calendar_stood_behind_says_so(duty: Duty, rule: str) -> None:
    fields = ("yunnan", "3", "pressed", "native", "undecided", "guangzhou-staff:300", "undecided_group", rule, "")
    parsed = parse_line("|".join(("1795304994", CALL, "HOTLINE", "NONE", "ROUTED", *fields)))
    assert parsed is not None
    told = decision_of(read_routed(parsed), duty, NOON)
    assert (told.reason, told.group, told.version) == (Reason.UNDECIDED_GROUP, "guangzhou-staff", None)
    assert "无法判断由谁应答" in told.because.zh
    assert told.because.zh.endswith("；按配置转广州客服。")


@pytest.mark.parametrize("groups", [(), ("yunnan-staff",), ("yunnan-experts", "yunnan-staff", "x-1-y")])
def test_a_plan_is_read_as_it_was_written(groups: tuple[str, ...]) -> None:
    plan = tuple(Step(GroupId(group), seconds) for seconds, group in enumerate(groups, start=20))
    assert read_plan(plan_text(plan)) == plan
