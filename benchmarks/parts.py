"""What is measured, in this order. Each part is a module of its own and can be run alone: ``./bench --only duty``."""

from __future__ import annotations

from benchmarks.bench import Part
from benchmarks.duty import measure_duty

PARTS: tuple[Part, ...] = (Part("duty", "值班判断", "duty decisions", measure_duty, quick_s=10, full_s=30),)
