"""``hotline orders WHAT``: the closed loop of work orders."""

from __future__ import annotations

from app.orders import loop, sample

SEVERAL = {"loop": loop, "sample": sample}
