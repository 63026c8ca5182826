"""An order's history in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dialplan.words import SURVEY_KEYS, UnservedReason
from routing.decision import Reason
from storage.ids import OrderNumber, PersonId
from work_orders.order import Happening, HistoryRow
from work_orders.story import REASONS, SCORES, told

NUMBER = OrderNumber("YN-20261123-0007")
NAMES = {"yn-staff-1": "周敏", "yn-staff-2": "吴涛"}


def row(what: Happening, at: datetime, who: str | None = None, **data: str) -> HistoryRow:
    return HistoryRow(NUMBER, what, at, PersonId(who) if who else None, who or "", data)


@pytest.mark.parametrize("what", Happening)
def test_everything_that_can_happen_has_its_words(what: Happening, now: datetime) -> None:
    (line,) = told([row(what, now, "yn-staff-1", reason="closed", seconds="12", score="1")], lambda id_: NAMES[id_])
    assert line.zh.endswith("。")
    assert line.en.endswith(".")
    assert "{" not in line.zh + line.en


def test_every_reason_and_every_score_has_its_words() -> None:
    nobody = {Reason.CLOSED, Reason.NOBODY_SIGNED_IN, Reason.UNDECIDED_MESSAGE}
    assert set(REASONS) >= {reason.value for reason in nobody} | {reason.value for reason in UnservedReason}
    assert set(SCORES) == set(SURVEY_KEYS)


def test_the_first_who_answered_owns_and_the_next_takes_over(now: datetime) -> None:
    history = [
        row(Happening.OPENED, now),
        row(Happening.ANSWERED, now + timedelta(seconds=5), "yn-staff-1"),
        row(Happening.ANSWERED, now + timedelta(seconds=65), "yn-staff-2"),
        row(Happening.SURVEYED, now + timedelta(seconds=99), score="2"),
    ]
    lines = told(history, lambda id_: NAMES[id_])
    assert [line.zh for line in lines] == [
        "工单已生成。",
        "周敏应答，成为本单首问负责人。",
        "吴涛接手继续受理，首问负责人不变。",
        "对方满意度评价：满意。",
    ]
    assert [line.en for line in lines][1:] == [
        "周敏 answered and, as first contact, owns the order.",
        "吴涛 took over the conversation; the owner stays.",
        "The participant is satisfied.",
    ]


def test_a_reason_nobody_knows_is_still_told(now: datetime) -> None:
    (line,) = told([row(Happening.UNSERVED, now, reason="{odd}")], str)
    assert line.zh == "未能接入人工：暂无人员可接听。"
