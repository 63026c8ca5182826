"""Two runs side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.compare import Change, Doubt, Verdict, compared
from benchmarks.figures import Better, Count, Figure
from benchmarks.machine import Machine
from benchmarks.record import Run

Make = Callable[..., Run]


def test_the_biggest_change_comes_first_whichever_way_it_went(a_run: Make, took: Figure) -> None:
    figures = [replace(took, key=key) for key in ("a", "b", "c")]
    after = [replace(one, value=took.value * times) for one, times in zip(figures, (1.5, 0.25, 3), strict=True)]
    found = compared(a_run(*figures), a_run(*after))
    assert [change.after.key for change in found.times] == ["b", "c", "a"]


def test_ratios_stand_apart_from_times(a_run: Make, ratio: Figure, took: Figure) -> None:
    found = compared(a_run(ratio, took), a_run(took, ratio))
    assert [change.after.key for change in found.ratios] == [ratio.key]
    assert [change.after.key for change in found.times] == [took.key]


def test_times_of_another_machine_are_not_compared(a_run: Make, ratio: Figure, took: Figure, machine: Machine) -> None:
    found = compared(a_run(ratio, took), a_run(ratio, took, machine=replace(machine, cpu="Model A")))
    assert [change.after.key for change in found.ratios] == [ratio.key]
    assert found.times == ()
    assert Doubt.MACHINE in found.doubts


def test_another_commit_or_a_little_less_memory_is_the_same_machine(machine: Machine) -> None:
    assert machine.same_as(replace(machine, commit="other", memory_mib=machine.memory_mib - 3, load=1.9))
    assert not machine.same_as(replace(machine, cores=4))


@pytest.mark.parametrize(
    ("better", "after", "verdict"),
    [
        (Better.LESS, 3.0, Verdict.BETTER),
        (Better.LESS, 5.0, Verdict.WORSE),
        (Better.MORE, 5.0, Verdict.BETTER),
        (Better.MORE, 3.0, Verdict.WORSE),
        (Better.LESS, 4.1, Verdict.SAME),
        (Better.LESS, 3.9, Verdict.SAME),
        (Better.NEITHER, 8.0, Verdict.NEITHER),
    ],
)
def test_which_way_is_good_is_the_figures_own(took: Figure, better: Better, after: float, verdict: Verdict) -> None:
    before = replace(took, better=better)
    assert Change(before, replace(before, value=after)).verdict is verdict


def test_twice_as_much_is_as_big_a_change_as_half_as_much(took: Figure) -> None:
    double, half = (Change(took, replace(took, value=took.value * times)) for times in (2, 0.5))
    assert math.isclose(double.size, half.size)
    assert (double.share, half.share) == (1.0, -0.5)


def test_from_nothing_to_something_is_the_biggest_change(took: Figure) -> None:
    nothing = replace(took, value=0.0)
    assert Change(nothing, took).size == math.inf
    assert Change(nothing, took).verdict is Verdict.WORSE
    assert (Change(nothing, nothing).size, Change(nothing, nothing).share) == (0.0, 0.0)


def test_what_one_run_alone_measured_is_named(a_run: Make, ratio: Figure, took: Figure, lost: Count) -> None:
    found = compared(a_run(ratio, lost), a_run(ratio, took))
    assert (found.gone, found.new) == ((lost.key,), (took.key,))


def test_a_figure_that_changed_its_unit_is_not_compared(a_run: Make, took: Figure) -> None:
    assert compared(a_run(took), a_run(replace(took, unit="s"))).times == ()


def test_only_wrong_counts_are_told(a_run: Make, lost: Count) -> None:
    wrong = replace(lost, value=2)
    assert compared(a_run(lost), a_run(lost)).counts == ()
    assert compared(a_run(wrong), a_run(lost)).counts == ((wrong, lost),)


def test_what_makes_a_difference_doubtful_is_said(a_run: Make, took: Figure, machine: Machine) -> None:
    busy, edited = replace(machine, load=3.0), replace(machine, dirty=True)
    assert compared(a_run(took), a_run(took)).doubts == ()
    assert compared(a_run(took, machine=busy), a_run(took)).doubts == (Doubt.LOAD_BEFORE,)
    assert compared(a_run(took), a_run(took, machine=edited, mode="quick", failed="x")).doubts == (
        Doubt.MODE,
        Doubt.SOURCES,
        Doubt.INCOMPLETE,
    )
