"""Files of the loop with one fault put in."""

from __future__ import annotations

import pytest

from schedules.finding import BadFiles
from work_orders.loop.read import loop_of


def lines_at_fault(good: str, old: str, new: str, problem: str) -> str:
    """With ``new`` in the place of ``old`` this problem is found, with its remedy; the lines that lead to its place."""
    assert old in good
    text = good.replace(old, new, 1)
    with pytest.raises(BadFiles) as caught:
        loop_of(text)
    found = [finding for finding in caught.value.findings if problem in finding.problem.zh]
    assert found, str(caught.value)
    assert all(finding.remedy.zh and finding.remedy.en for finding in caught.value.findings)
    return "\n".join(text.splitlines()[max(found[0].line - 5, 0) : found[0].line])
