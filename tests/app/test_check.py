"""What is looked at before a house opens."""

from __future__ import annotations

from pathlib import Path

from app.check import announced
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle


def test_announcements_of_exceptions_and_orders_count_among_the_prompts_that_must_be_spoken(config: Path) -> None:
    files = dict(read_bundle(config).files)
    files["rosters/hainan.yaml"] += "\nexceptions:\n  2026-12-01: {closed: true, why: 停, say: storm}\n"
    files["overrides.yaml"] = (
        "closings:\n"
        "  - {lines: spot, from: 2026-11-24 08:00, until: 2026-11-24 12:00, who: a, why: b, say: [fire, welcome]}\n"
    )
    assert announced(compile_bundle(Bundle(files))) == {"storm", "fire", "welcome"}
