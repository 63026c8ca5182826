"""What two revisions of an order differ in, as its history keeps it: name → before and after, as texts."""

from __future__ import annotations

from collections.abc import Mapping

from work_orders.loop.loop import Mark

from .case import Case

HIDDEN = "***"
UNTOLD = frozenset({Mark.LAST_ATTEMPT, Mark.LAST_OUTCOME, Mark.PROPOSED_RISK})
"""What the entry of an attempt, or of a proposal, says itself."""
_PLAIN = (
    *("owner", "follower", "unit", "holder", "category", "matter", "source", "outside_number"),
    *("participant", "risk", "not_accepted", "parent"),
)

Change = tuple[str, str]


def differences(before: Case, after: Case) -> Mapping[str, Change]:
    """Without what the entry itself says (step, result, reply). Marks as ``mark.…``, form fields as ``form.…``."""
    pairs = {name: (getattr(before, name) or "", getattr(after, name) or "") for name in _PLAIN}
    pairs["co_units"] = (",".join(before.co_units), ",".join(after.co_units))
    pairs["confidential"] = (_flag(before.confidential), _flag(after.confidential))
    for mark in {**before.marks, **after.marks}.keys() - UNTOLD:
        pairs[f"mark.{mark.value}"] = (before.marks.get(mark, "none"), after.marks.get(mark, "none"))
    for field in {**before.form, **after.form}:
        pairs[f"form.{field}"] = (before.form.get(field, ""), after.form.get(field, ""))
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def _flag(value: bool) -> str:
    return "yes" if value else "no"
