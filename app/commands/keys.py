"""``hotline keys WHAT``: the keys that personal data are sealed with."""

from __future__ import annotations

from app.keys import add, retire, rotate, show

SEVERAL = {"show": show, "add": add, "rotate": rotate, "retire": retire}
