"""Two runs side by side: what changed, by how much, and whether that is good. Pure.

Times of different machines say nothing about our code: then only ratios, taken inside one run each, are compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.figures import Better, Count, Figure
from benchmarks.record import Run

STEADY = 0.05  # a change by less than this share is called none
BUSY = 0.5  # processes that wanted a core before the run began, per core
STOLEN = 0.02  # of a part's processor time, taken by the host for other machines


class Verdict(StrEnum):
    """What a change means."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NEITHER = ""  # context, neither good nor bad


class Doubt(StrEnum):
    """Why a difference may not be ours."""

    MACHINE = "machine"
    MODE = "mode"
    LOAD_BEFORE = "load before"
    LOAD_AFTER = "load after"
    STOLEN = "stolen"
    SOURCES = "sources"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in both runs."""

    before: Figure
    after: Figure

    @property
    def share(self) -> float:
        """How much more: 0.1 is a tenth more; infinite where it was nothing before."""
        if self.before.value == self.after.value:
            return 0.0
        return self.after.value / self.before.value - 1 if self.before.value else math.inf

    @property
    def size(self) -> float:
        """For sorting: twice as much is as big a change as half as much."""
        if self.before.value == self.after.value:
            return 0.0
        if self.before.value <= 0 or self.after.value <= 0:
            return math.inf
        return abs(math.log(self.after.value / self.before.value))

    @property
    def verdict(self) -> Verdict:
        if self.after.better is Better.NEITHER:
            return Verdict.NEITHER
        if self.size < math.log(1 + STEADY):
            return Verdict.SAME
        less = self.after.value < self.before.value
        return Verdict.BETTER if less == (self.after.better is Better.LESS) else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ratios and times apart, the biggest change first; ``times`` is empty where the machines differ."""

    ratios: tuple[Change, ...]
    times: tuple[Change, ...]
    counts: tuple[tuple[Count, Count], ...]
    """Counts that were or are wrong."""
    gone: tuple[str, ...]
    new: tuple[str, ...]
    doubts: tuple[Doubt, ...]


def compared(before: Run, after: Run) -> Comparison:
    """What the later run says that the earlier one did not."""
    changes = _changes(before, after)
    counted = {count.key: count for count in before.counts}
    pairs = [(counted[count.key], count) for count in after.counts if count.key in counted]
    keys_before, keys_after = ([one.key for one in run.measured] for run in (before, after))
    alike = before.machine.same_as(after.machine)
    return Comparison(
        ratios=tuple(change for change in changes if change.after.is_ratio),
        times=tuple(change for change in changes if not change.after.is_ratio and alike),
        counts=tuple((old, new) for old, new in pairs if not (old.right and new.right)),
        gone=tuple(key for key in keys_before if key not in keys_after),
        new=tuple(key for key in keys_after if key not in keys_before),
        doubts=tuple(_doubts(before, after)),
    )


def _changes(before: Run, after: Run) -> list[Change]:
    """Of what both runs measured in the same unit."""
    earlier = {figure.key: figure for figure in before.figures}
    both = (Change(earlier[figure.key], figure) for figure in after.figures if figure.key in earlier)
    same_unit = [change for change in both if change.before.unit == change.after.unit]
    return sorted(same_unit, key=lambda change: -change.size)


def _doubts(before: Run, after: Run) -> list[Doubt]:
    found = {
        Doubt.MACHINE: not before.machine.same_as(after.machine),
        Doubt.MODE: before.mode != after.mode,
        Doubt.LOAD_BEFORE: before.machine.load > BUSY * before.machine.cores,
        Doubt.LOAD_AFTER: after.machine.load > BUSY * after.machine.cores,
        Doubt.STOLEN: any(part.stolen > STOLEN for run in (before, after) for part in run.parts),
        Doubt.SOURCES: before.machine.dirty or after.machine.dirty,
        Doubt.INCOMPLETE: any(run.interrupted or any(part.failed for part in run.parts) for run in (before, after)),
    }
    return [doubt for doubt, holds in found.items() if holds]
