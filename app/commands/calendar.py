"""``hotline calendar WHAT``: which days are worked, and entering a new year."""

from __future__ import annotations

from app.roster import calendar_import, calendar_show

SEVERAL = {"show": calendar_show, "import": calendar_import}
