"""What the duty parts are measured on is what they say."""

from __future__ import annotations

from pathlib import Path

from benchmarks.big_roster import RULES, with_many_rules
from schedules.bundle import OVERRIDES, read_bundle
from schedules.compile import compile_bundle

CONFIG = Path(__file__).parents[2] / "config"


def test_the_big_roster_is_right_and_has_as_many_rules_as_it_says() -> None:
    bundle = with_many_rules(read_bundle(CONFIG))
    book = compile_bundle(bundle)
    rules = sum(bundle.files[name].count("  - at:") for name in bundle.rosters.values())
    closings = bundle.files[OVERRIDES].count("  - lines:")
    assert rules + closings == RULES
    assert set(book.lines) == set(bundle.rosters)
