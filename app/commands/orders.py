"""``hotline orders WHAT``: the closed loop of work orders."""

from __future__ import annotations

from app.orders import export, loop, sample

SEVERAL = {"export": export, "loop": loop, "sample": sample}
