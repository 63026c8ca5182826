"""``hotline hold WHAT``: legal holds."""

from __future__ import annotations

from app.holds import lift, listed, put

SEVERAL = {"put": put, "lift": lift, "list": listed}
