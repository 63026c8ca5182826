"""Many participants with one matter, or one again and again: who counts, and who does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from schedules.answer import Because
from storage.ids import LineId, OrderNumber
from urgent.event import Kind
from urgent.same_matter import Asked, collective, repeated

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WEEK, HALF_YEAR = timedelta(days=7), timedelta(days=183)


def asked(number: int, participant: str = "", *, days_ago: float = 1, **more: object) -> Asked:
    one = Asked(
        number=OrderNumber(f"YN-20261120-{number:04d}"),
        at=NOW - timedelta(days=days_ago),
        line=LineId("yunnan"),
        matter="settlement",
        matter_names=Because("电量清分", "settlement"),
        participant=participant or f"p{number}",
        participant_name=f"公司{participant or number}",
        unresolved=True,
    )
    return replace(one, **more)  # type: ignore[arg-type] # a test names only what it is about


def test_more_than_twenty_participants_in_a_week_are_an_event_and_twenty_are_none() -> None:
    twenty = [asked(number) for number in range(20)]
    assert list(collective(twenty, NOW, more_than=20, within=WEEK)) == []
    (found,) = collective([*twenty, asked(20)], NOW, more_than=20, within=WEEK)
    assert (found.kind, found.matter, found.evidence.figures["participants"]) == (Kind.COLLECTIVE, "settlement", 21)
    assert len(found.evidence.orders) == 21
    assert "21 家不同主体" in found.evidence.words.zh


def test_participants_count_once_and_nobody_without_a_name() -> None:
    same = [asked(number, "one") for number in range(30)]
    unknown = [asked(number, participant="x", days_ago=1) for number in range(30)]
    nameless = [replace(one, participant="") for one in unknown]
    assert list(collective([*same, *nameless], NOW, more_than=20, within=WEEK)) == []


def test_new_rules_and_older_orders_do_not_count() -> None:
    new = [asked(number, is_new=True) for number in range(30)]
    old = [asked(100 + number, days_ago=7) for number in range(30)]
    assert list(collective([*new, *old], NOW, more_than=20, within=WEEK)) == []


def test_an_event_goes_on_under_one_subject() -> None:
    many = [asked(number, days_ago=0.1) for number in range(25)]
    (monday,) = collective(many, NOW, more_than=20, within=WEEK)
    (tuesday,) = collective(many, NOW + timedelta(days=1), more_than=20, within=WEEK)
    assert monday.subject == tuesday.subject == "collective/settlement"


def test_three_times_in_half_a_year_without_being_settled() -> None:
    two = [asked(1, "one", days_ago=150), asked(2, "one", days_ago=60)]
    assert list(repeated(two, NOW, times=3, within=HALF_YEAR)) == []
    (found,) = repeated([*two, asked(3, "one", days_ago=0.01)], NOW, times=3, within=HALF_YEAR)
    assert (found.kind, found.participant, len(found.evidence.orders)) == (Kind.REPEATED, "one", 3)
    assert "第 3 次" in found.evidence.words.zh
    assert "3rd time" in found.evidence.words.en


def test_what_was_settled_and_what_is_long_ago_does_not_count() -> None:
    settled = [asked(1, "one", days_ago=50, unresolved=False), asked(2, "one", days_ago=20), asked(3, "one")]
    assert list(repeated(settled, NOW, times=3, within=HALF_YEAR)) == []
    long_ago = [asked(1, "one", days_ago=184), asked(2, "one", days_ago=20), asked(3, "one")]
    assert list(repeated(long_ago, NOW, times=3, within=HALF_YEAR)) == []
