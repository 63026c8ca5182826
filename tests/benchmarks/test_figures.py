"""What a measurement is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bench import Bench, Mode
from benchmarks.figures import Bar, Better, Count, Figure, percentile


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0], 0.5, 3.0),
        ([1, 2, 3, 4], 0.5, 2),
        (range(1, 101), 0.99, 99),
        (range(1, 101), 1.0, 100),
        ([5, 1], 0.01, 1),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], share: float, expected: float) -> None:
    assert percentile(list(values), share) == expected


@given(st.lists(st.floats(allow_nan=False), min_size=1), st.floats(0.01, 1.0))
def test_so_large_a_share_is_no_larger_than_the_percentile(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def test_nothing_measured_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


@pytest.mark.parametrize(
    ("value", "better", "floor", "aim"),
    [
        (1.04, Better.LESS, True, True),
        (1.10, Better.LESS, True, False),
        (1.16, Better.LESS, False, False),
        (1.16, Better.MORE, True, True),
        (1.01, Better.MORE, False, False),
        (1.16, Better.NEITHER, None, None),
    ],
)
def test_a_figure_is_shown_beside_its_bar(value: float, better: Better, floor: bool | None, aim: bool | None) -> None:
    limits = Bar("P1", 1.05, 1.15) if better is Better.MORE else Bar("P1", 1.15, 1.05)
    figure = Figure("k", "", "", value, "×", better, limits)
    assert (figure.meets_floor, figure.meets_aim) == (floor, aim)


def test_without_a_bar_nothing_is_met_or_missed(took: Figure) -> None:
    assert (took.meets_floor, took.meets_aim) == (None, None)


def test_only_one_thing_beside_another_is_a_ratio(ratio: Figure, took: Figure) -> None:
    assert (ratio.is_ratio, took.is_ratio) == (True, False)


def test_a_count_is_right_or_wrong(lost: Count) -> None:
    assert (lost.right, replace(lost, value=1).right) == (True, False)


def test_a_run_measures_a_thing_once(tmp_path: Path) -> None:
    bench = Bench(Mode.QUICK, tmp_path, tmp_path, print)
    bench.figure("k", ("值", "value"), 1.0, "ms")
    assert (bench.value("k"), bench.value("unknown")) == (1.0, None)
    with pytest.raises(ValueError, match="twice"):
        bench.count("k", ("数", "count"), 0, out_of=3)
