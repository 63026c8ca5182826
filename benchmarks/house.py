"""The house that is measured: an ordinary one, in the part's folder, on a Monday morning when every line is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.clock import SHANGHAI
from app.rehearsal.loopback import house_of_its_own
from app.settings import Settings
from benchmarks.bench import Bench

MONDAY_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def house_settings(bench: Bench, changes: Mapping[str, str] | None = None) -> Settings:
    """For ``async with House(house_settings(bench)) as house``; ``changes`` in its ``hotline.yaml``, by key."""
    return house_of_its_own(bench.root, bench.folder / "house", MONDAY_MORNING, changes or {})
