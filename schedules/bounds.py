"""How much one file may hold: more than any hotline needs, and so little that it is read, or refused, at once.

YAML is read at some thousand values a second and blocks everything else in the process meanwhile: what is too much is
counted before it is read where that is possible, and else left at the first entry too many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_RULES = 100  # of `answer`: a rule for every quarter of an hour of a day
MOST_SLOTS = 200  # of `named`
MOST_EXCEPTIONS = 300  # entries, each a date or a range of dates; what is past can be removed
MOST_EXCEPTION_DAYS = 2_000  # of all these ranges together
MOST_COVERS = 500  # of each kind in overrides.yaml; what is past can be removed
MOST_LEAVE = 2_000  # two years of a hundred people; what is past can be removed


@dataclass(frozen=True, slots=True)
class Bounds:
    """``values``: commas, colons and ends of lines in the file; ``entries``: those of a top-level key."""

    values: int
    entries: Mapping[str, int]


_ROSTER = Bounds(8_000, {"answer": MOST_RULES, "named": MOST_SLOTS, "exceptions": MOST_EXCEPTIONS})
_BY_NAME = {
    "overrides.yaml": Bounds(16_000, {"closings": MOST_COVERS, "overrides": MOST_COVERS}),
    "leave.yaml": Bounds(30_000, {"leave": MOST_LEAVE, "swaps": MOST_LEAVE}),
}
_OTHER = Bounds(20_000, {})


def bounds_of(file: str) -> Bounds:
    """By the file's name in a version."""
    return _ROSTER if file.startswith("rosters/") else _BY_NAME.get(file, _OTHER)
