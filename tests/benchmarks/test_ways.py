"""The three ways' pure parts: the books, the staircase, the outcome of a batch, the dialplans' completeness."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.sipp.statistics import Tally
from benchmarks.ways.books import compared
from benchmarks.ways.calls import Outcome, outcome
from benchmarks.ways.cost import Spent
from benchmarks.ways.plain import ASTERISK, posix_zone, where_it_is_ten
from benchmarks.ways.rates import Stairs, clean_rate
from benchmarks.ways.staffing import duty_of

CONFIG = Path(__file__).resolve().parents[2] / "config"
STAIRS = Stairs(first=10, rise=5, every_s=2, stages=3)


def log(*told: tuple[str, str]) -> list[str]:
    return [f"1795320000|{call}|HOTLINE|NONE|{event}|" for call, event in told]


def test_a_routed_call_without_an_order_is_a_lost_order() -> None:
    found = compared(log(("a", "ARRIVED"), ("a", "ROUTED")), ["a"], [])
    assert (found.lost, found.doubled, found.unrecorded) == (1, 0, 0)
    assert not found.in_step


def test_a_second_order_of_a_call_is_doubled() -> None:
    found = compared(log(("a", "ARRIVED"), ("a", "ROUTED")), ["a"], [("a", False), ("a", True)])
    assert (found.lost, found.doubled, found.late) == (0, 1, 1)


def test_a_call_that_arrived_and_is_not_known_has_no_record() -> None:
    assert compared(log(("a", "ARRIVED"), ("b", "ARRIVED")), ["b"], []).unrecorded == 1


def test_a_caller_whom_no_agent_took_is_unanswered_and_not_clean() -> None:
    came = outcome(Tally(10, 10), Tally(answered=5), Tally(answered=14), 3.0)
    assert came == Outcome(calls=10, failed=0, unanswered=1, retransmissions=0, late=0, seconds=3.0)
    assert not came.clean


def test_an_order_that_followed_from_the_log_makes_a_step_unclean() -> None:
    came = Outcome(100, 0, 0, 0, 0, 10.0)
    assert came.clean
    assert not replace(came, late=1).clean


def test_the_idle_cost_of_the_time_is_taken_off() -> None:
    spent = Spent({"asterisk": 0.1})
    spent.take({"asterisk": 1.0}, {"asterisk": 4.0}, Outcome(100, 0, 0, 0, 0, 10.0), elapsed=10.0)
    assert spent.ms_per_call() == spent.ms_per_call("asterisk") == pytest.approx(20.0)


def test_a_staircase_without_a_fault_ends_at_its_top() -> None:
    made = [(100.0 + second, Tally(created=10 * second)) for second in range(6)]
    taken = [(100.0 + second, Tally(answered=10 * second)) for second in range(6)]
    assert clean_rate(STAIRS, made, taken, stays_s=0) == 20


def test_the_stage_before_the_first_retransmission_was_the_last_clean_one() -> None:
    made = [(100.0 + second, Tally(retransmissions=max(0, second - 4))) for second in range(6)]
    assert clean_rate(STAIRS, made, [], stays_s=0) == 15


def test_callers_whom_nobody_took_are_noticed_when_they_must_be_gone() -> None:
    made = [(100.0 + second, Tally(created=second)) for second in range(6)]
    taken = [(100.0 + second, Tally(answered=0)) for second in range(6)]
    assert clean_rate(STAIRS, made, taken, stays_s=1) == 10


@pytest.mark.parametrize("hour", range(24))
def test_there_is_a_zone_where_it_is_ten_now(hour: int) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=UTC)
    there = now.astimezone(where_it_is_ten(now))
    assert there.hour == 10
    assert Path("/usr/share/zoneinfo", posix_zone(there)).exists()


@pytest.mark.parametrize("file", ["native.conf", "process_agi.conf"])
def test_each_line_of_the_shipped_config_has_its_place_in_the_dialplans_of_others(file: str) -> None:
    text = (ASTERISK / file).read_text("utf-8")
    for line in duty_of(CONFIG).book.lines.values():
        assert line.id in text
        if file == "native.conf":
            assert all(f"Queue({group}," in text for group in line.groups)
