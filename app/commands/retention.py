"""``hotline retention WHAT``: the end of records."""

from __future__ import annotations

from app.retention import plan, run

SEVERAL = {"plan": plan, "run": run}
