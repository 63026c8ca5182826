"""``hotline api WHAT``: the interface for other systems."""

from __future__ import annotations

from app.api import description, token

SEVERAL = {"token": token, "description": description}
