"""``hotline audit WHAT``: the audit log."""

from __future__ import annotations

from app.audit import show, verify

SEVERAL = {"verify": verify, "show": show}
