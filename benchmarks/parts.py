"""What is measured, in this order. Each part is a module of its own and can be run alone: ``./bench --only duty``."""

from __future__ import annotations

from benchmarks.bench import Part
from benchmarks.duty import measure_duty
from benchmarks.orders import measure_orders
from benchmarks.publishing import measure_publishing

PARTS: tuple[Part, ...] = (
    Part("duty", "值班判断", "duty decisions", measure_duty, quick_s=10, full_s=30),
    Part("publishing", "值班表发布", "publishing of rosters", measure_publishing, quick_s=25, full_s=90),
    Part("orders", "工单开立与查找", "opening and finding orders", measure_orders, quick_s=40, full_s=420),
)
