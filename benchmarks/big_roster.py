"""A duty version far bigger than any real one: the reference hotline with four hundred rules, for P10."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from schedules.bundle import OVERRIDES, Bundle
from schedules.times import clock

RULES = 400
_SLICES = tuple(range(9 * 60, 18 * 60, 30))  # of a day on duty, each with a rule of its own, in minutes
_WEEK_BEGINS = datetime(2025, 6, 2)  # noqa: DTZ001 written into a file as Shanghai's wall clock


def with_many_rules(reference: Bundle) -> Bundle:
    """The reference files, but each line with a rule for every half hour, and closings up to ``RULES`` in all."""
    files = dict(reference.files)
    lines = sorted(reference.rosters)
    for place, line in enumerate(lines):
        name = reference.rosters[line]
        head = files[name].split("\nduty:")[0]
        days = "every_day" if place % 2 else "working_days"
        files[name] = f"{head}\nduty:\n  {days}: 09:00-18:00\nanswer:\n{''.join(_rules(_groups(head)))}"
    closings = RULES - len(lines) * len(_SLICES)
    files[OVERRIDES] = "closings:\n" + "".join(_closings(lines, closings))
    return Bundle(MappingProxyType(files))


def _rules(groups: list[str]) -> Iterator[str]:
    """Neighbours differ where a line has two groups, so that nothing merges and the table stays long."""
    for place, minute in enumerate(_SLICES):
        by = groups if place % 2 else groups[::-1]
        yield f"  - at: [{clock(minute)}-{clock(minute + 30)}]\n    by: [{', '.join(by)}]\n"


def _groups(head: str) -> list[str]:
    """The names of the groups in a roster's first half, where each has a line of its own."""
    found, _, groups = head.partition("\ngroups:")
    assert found  # noqa: S101 every roster names groups
    return [row.strip().partition(":")[0] for row in groups.splitlines() if row.startswith("  ") and "{" in row]


def _closings(lines: Sequence[str], wanted: int) -> Iterator[str]:
    """One hour each, in the middle of a day, spread over two years and all lines."""
    for place in range(wanted):
        start = _WEEK_BEGINS + timedelta(days=2 * place, hours=10, minutes=20)
        end = start + timedelta(hours=1)
        line = lines[place % len(lines)]
        yield (
            f"  - lines: [{line}]\n    from: {start:%Y-%m-%d %H:%M}\n    until: {end:%Y-%m-%d %H:%M}\n"
            f"    who: supervisor\n    why: 线路检修 {place}\n"
        )
