"""The rehearsal's verdict sees every kind of lack, and says nothing of a call that went well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.clock import SHANGHAI
from app.rehearsal.performance import Performance
from app.rehearsal.programme import PROGRAMME
from app.rehearsal.staff import SeenCall, SeenOrder
from app.rehearsal.verdict import Evidence, lacks
from storage.masked import mask

RANG = datetime(2026, 11, 23, 11, 59, 50, tzinfo=SHANGHAI)
PART = next(part for part in PROGRAMME if part.group == "yunnan-experts")
SEEN = SeenCall(
    call="n1-1.0",
    number_masked=mask(PART.number),
    key="3",
    line="yunnan",
    line_words="云南",
    group="yunnan-experts",
    group_words="专家",
    because="工作日 09:00–12:00",
    order="YN-20261123-0001",
    outcome="answered",
    answered_by="yn-expert-1",
    waited_s=2,
    talked_s=4,
    survey=None,
)
ORDER = SeenOrder(SEEN.order, "answered", RANG - timedelta(seconds=1), False, None, RANG)
GOOD = Evidence(Performance(PART, 200, ("welcome",), ""), SEEN, ORDER, replays=True)


def test_a_call_that_went_well_lacks_nothing() -> None:
    assert lacks(GOOD, group_expected=True) == []


def test_who_left_in_the_menu_needs_no_order() -> None:
    part = next(part for part in PROGRAMME if part.outcome == "left_in_menu")
    seen = replace(SEEN, line="", group="", because="", order="", outcome="left_in_menu", answered_by="")
    evidence = Evidence(Performance(part, 200, (), ""), seen, None, replays=False)
    assert lacks(evidence, group_expected=True) == []


@pytest.mark.parametrize(
    ("evidence", "word"),
    [
        (replace(GOOD, seen=None), "no call record"),
        (replace(GOOD, performance=replace(GOOD.performance, trouble="silence")), "silence"),
        (replace(GOOD, seen=replace(SEEN, line="spot")), "line should be yunnan"),
        (replace(GOOD, seen=replace(SEEN, group="yunnan-staff")), "group should be yunnan-experts"),
        (replace(GOOD, seen=replace(SEEN, outcome="missed")), "missed, should be answered"),
        (replace(GOOD, seen=replace(SEEN, because="")), "no reason"),
        (replace(GOOD, seen=replace(SEEN, talked_s=None)), "talking time"),
        (replace(GOOD, replays=False), "does not replay"),
        (replace(GOOD, order=None), "no work order"),
        (replace(GOOD, order=replace(ORDER, state="offered")), "order is offered"),
        (replace(GOOD, order=replace(ORDER, opened_at=RANG + timedelta(seconds=1))), "after the phone rang"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_lack_is_named(evidence: Evidence, word: str) -> None:
    assert any(word in lack.en for lack in lacks(evidence, group_expected=True))


@pytest.mark.parametrize(("wish", "word"), [("callback", "callback not noted"), ("message", "message not kept")])
def test_a_wish_that_was_not_taken_down_is_named(wish: str, word: str) -> None:
    part = next(part for part in PROGRAMME if getattr(part, wish))
    seen = replace(SEEN, line=part.line, group="", outcome="unserved")
    order = replace(ORDER, state="unserved", rang_at=None)
    evidence = Evidence(Performance(part, 200, (), ""), seen, order, replays=True)
    assert [lack.en for lack in lacks(evidence, group_expected=True)] == [word]
