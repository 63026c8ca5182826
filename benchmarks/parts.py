"""What is measured, in this order. Each part is a module of its own and can be run alone: ``./bench --only duty``."""

from __future__ import annotations

from benchmarks.bench import Part

PARTS: tuple[Part, ...] = ()
