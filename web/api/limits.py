"""How often somebody may ask: a bucket each, which fills again evenly over the minute."""

from __future__ import annotations

import math
from collections import OrderedDict
from datetime import datetime

MOST_BUCKETS = 10_000


class Buckets:
    def __init__(self, most: int = MOST_BUCKETS) -> None:
        self._most = most
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, whose: str, per_minute: int, now: datetime) -> int:
        """0 where there was one left, and it is taken; else in how many seconds there will be one."""
        left, since = self._left.pop(whose, (float(per_minute), now))
        passed = max((now - since).total_seconds(), 0.0)
        left = min(left + passed * per_minute / 60, float(per_minute))
        allowed = left >= 1
        self._left[whose] = (left - 1 if allowed else left, now)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
        return 0 if allowed else math.ceil((1 - left) * 60 / per_minute)
