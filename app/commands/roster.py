"""``hotline roster WHAT``: the duty files from a draft to the version in force, and back."""

from __future__ import annotations

from app.roster import check, diff, explain, log, publish, rollback, show, versions

SEVERAL = {
    "check": check,
    "show": show,
    "diff": diff,
    "publish": publish,
    "rollback": rollback,
    "log": log,
    "versions": versions,
    "explain": explain,
}
