"""The three ways' pure parts: the books, the search for the highest rate, the outcome of a batch, the dialplans."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import read_clock
from benchmarks.bench import Bench, Mode
from benchmarks.figures import Count
from benchmarks.sipp.callers import Plan
from benchmarks.sipp.statistics import Tally
from benchmarks.ways.books import Books, compared
from benchmarks.ways.calls import Outcome, outcome
from benchmarks.ways.cost import Spent
from benchmarks.ways.measure import MEMORY, Thorough, tasks_for
from benchmarks.ways.on_postgresql import always_open
from benchmarks.ways.ours import MONDAY_MORNING
from benchmarks.ways.plain import ASTERISK, posix_zone, where_it_is_ten
from benchmarks.ways.rates import DOWN, UP, Search, searched
from benchmarks.ways.staffing import duty_of
from benchmarks.ways.tell import tell_books, tell_cost

CONFIG = Path(__file__).resolve().parents[2] / "config"


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


def cost(**parts: float) -> Spent:
    """Seconds that a hundred calls cost."""
    nothing = dict.fromkeys(parts, 0.0)
    spent = Spent(nothing)
    spent.take(nothing, parts, Outcome(100, 0, 0, 0, 0, 10.0), elapsed=10.0)
    return spent


def bench(folder: Path) -> Bench:
    return Bench(Mode.FULL, folder, folder, print)


def test_what_a_call_costs_the_database_is_told_apart_and_counts_in_the_ratio(tmp_path: Path) -> None:
    told = bench(tmp_path)
    costs = {"ours": cost(asterisk=3.0, node=1.0), "native": cost(asterisk=2.0), "process_agi": cost(asterisk=9.0)}
    tell_cost(told, costs, rate=8)
    assert told.value("ratio.cpu.all.postgresql") is None
    told = bench(tmp_path)
    tell_cost(told, {**costs, "ours_postgresql": cost(asterisk=3.0, node=1.0, desk=1.0, database=0.5)}, rate=8)
    assert told.value("cpu.database.ours_postgresql") == pytest.approx(5.0)
    assert told.value("ratio.cpu.all.postgresql") == pytest.approx(5.5 / 2)
    assert told.value("cpu.beyond_native.ours_postgresql") == pytest.approx(35.0)
    assert told.value("ratio.cpu.all") == pytest.approx(4.0 / 2)


def test_the_books_of_each_database_are_asserted_for_themselves(tmp_path: Path) -> None:
    told = bench(tmp_path)
    tell_books(told, Books(9, 8, lost=0, doubled=0, unrecorded=0, late=0))
    tell_books(told, Books(9, 8, lost=1, doubled=2, unrecorded=0, late=0), on="PostgreSQL")
    wrong = {one.key: one.value for one in told.measured if isinstance(one, Count) and not one.right}
    assert wrong == {"ways.postgresql.orders.lost": 1, "ways.postgresql.orders.doubled": 2}


@pytest.mark.thorough  # every hour of two weeks
def test_at_any_hour_every_line_is_answered_as_on_the_monday_morning_of_the_others(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "config")
    always_open(tmp_path / "config")
    others, duty, at = duty_of(CONFIG), duty_of(tmp_path / "config"), read_clock(MONDAY_MORNING)
    for line in others.book.lines:
        wanted = others.answer(line, at)[0].groups
        assert {duty.answer(line, at + timedelta(hours=hours))[0].groups for hours in range(24 * 14)} == {wanted}


def test_a_machine_bears_what_its_cores_have_time_for() -> None:
    spent = cost(asterisk=3.0, node=0.5, desk=0.5)
    assert spent.ms_per_call() == pytest.approx(40.0)
    assert spent.bears(2) == pytest.approx(2000 / 40)
    assert spent.bears_apart() == pytest.approx(1000 / 30)


def test_the_time_is_shared_by_what_each_search_needs_of_it() -> None:
    costs = {"ours": cost(asterisk=3.0, node=1.0), "native": cost(asterisk=2.5)}
    tasks = tasks_for(costs, Thorough(2_000, memory_calls=10_000))
    assert list(tasks) == ["ours", "native", "ours_pinned", "native_pinned", MEMORY]
    assert tasks["native"].seconds < tasks["ours"].seconds < tasks["ours_pinned"].seconds < tasks[MEMORY].seconds
    assert tasks[MEMORY].calls == 10_000 - 100 - 4_000


class Hotline:
    """Serves so many callers a second without a fault, and takes its time."""

    def __init__(self, bears: float) -> None:
        self.bears, self.now, self.steps = bears, 0.0, list[float]()

    async def step(self, plan: Plan) -> Outcome:
        self.steps.append(plan.rate)
        clean = plan.rate <= self.bears
        calls = plan.calls or 0
        self.now += (calls if clean else calls // 10) / plan.rate
        return Outcome(calls, 0, 0, 0 if clean else 1, 0, 1.0)


def search(until: float = 1e6, at_latest: float = 1e6) -> Search:
    return Search(first=20.0, calls=2_000, until=until, at_latest=at_latest, stays_s=5.0)


async def test_a_search_goes_down_until_a_step_is_clean() -> None:
    hotline = Hotline(bears=16.0)
    rate = await searched(search(), hotline.step, lambda: hotline.now)
    assert hotline.steps == pytest.approx([20, 20 * DOWN, 20 * DOWN**2])
    assert rate.confirmed
    assert rate.value == pytest.approx(20 * DOWN**2)
    assert rate.taken_on == "a clean step of 2,000 calls, 17.6/s is not clean"


async def test_a_search_goes_up_while_steps_are_clean_and_stays_below_the_first_that_is_not() -> None:
    hotline = Hotline(bears=22.0)
    rate = await searched(search(), hotline.step, lambda: hotline.now)
    assert hotline.steps == pytest.approx([20, 20 * UP, 20 * UP**2])
    assert rate.confirmed
    assert rate.value == pytest.approx(20 * UP)


async def test_a_clean_step_stands_when_there_is_no_time_for_another() -> None:
    hotline = Hotline(bears=22.0)
    rate = await searched(search(until=150.0), hotline.step, lambda: hotline.now)
    assert (rate.value, rate.confirmed, len(hotline.steps)) == (20, True, 1)
    assert rate.taken_on == "a clean step of 2,000 calls, none above was tried"


async def test_until_a_step_is_clean_there_is_more_time() -> None:
    hotline = Hotline(bears=18.0)
    rate = await searched(search(until=60.0, at_latest=200.0), hotline.step, lambda: hotline.now)
    assert rate.confirmed
    assert len(hotline.steps) == 2


async def test_a_step_of_fewer_calls_says_so_and_does_not_count_as_whole() -> None:
    hotline = Hotline(bears=18.0)
    rate = await searched(search(at_latest=60.0), hotline.step, lambda: hotline.now)
    assert not rate.confirmed
    assert rate.value == pytest.approx(20 * DOWN)
    assert "2,000" not in rate.taken_on


async def test_where_nothing_is_clean_no_rate_is_claimed_to_be() -> None:
    hotline = Hotline(bears=1.0)
    rate = await searched(search(at_latest=100.0), hotline.step, lambda: hotline.now)
    assert (rate.confirmed, rate.taken_on) == (False, "no clean step")


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
