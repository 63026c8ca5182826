"""What is measured, in this order. Each part is a module of its own and can be run alone: ``./bench --only duty``.

The ways take what time is left, so the others come first, but for the keys, which ask for half of a rate found there.
"""

from __future__ import annotations

from benchmarks.bench import Part
from benchmarks.duty import measure_duty
from benchmarks.keys.latency import measure_keys
from benchmarks.orders import measure_orders
from benchmarks.pops.measure import measure_pops
from benchmarks.publishing import measure_publishing
from benchmarks.talking.measure import measure_talking
from benchmarks.ways.measure import measure_ways

PARTS: tuple[Part, ...] = (
    Part("orders", "工单开立与查找", "opening and finding orders", measure_orders, quick_s=16, full_s=150),
    Part("duty", "值班判断", "duty decisions", measure_duty, quick_s=8, full_s=20),
    Part("publishing", "值班表发布", "publishing of rosters", measure_publishing, quick_s=8, full_s=30),
    Part("talking", "同时通话", "agents talking at once", measure_talking, quick_s=21, full_s=180),
    Part("pops", "弹屏", "screen-pops", measure_pops, quick_s=25, full_s=66),
    Part("ways", "三种做法对照", "three ways compared", measure_ways, quick_s=64, full_s=930),
    Part("keys", "按键到振铃", "from the key to the ringing", measure_keys, quick_s=21, full_s=118),
)
