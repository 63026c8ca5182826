"""The closing table says everything at every width, and what lacks is in it."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from app.language import speaker
from app.rehearsal.closing import show
from app.rehearsal.performance import Performance
from app.rehearsal.programme import PROGRAMME
from app.rehearsal.staff import SeenCall, SeenOrder
from app.rehearsal.verdict import Evidence
from schedules.finding import Bilingual

PART = PROGRAMME[0]
ORDER = "CAN-20261123-0001"
WORDS = ("13900000009", ORDER, "Spot", "Market", "experts", "12", "34", "message,", "because", "noon", "no", "order")


def shown(width: int, *, terminal: bool) -> str:
    seen = SeenCall(
        *("n1-1.0", "139****0009", "0", "spot", "Spot Market", "spot-experts", "experts", "because of noon"),
        *(ORDER, "answered", "xh-expert-1", 12, 34, None),
    )
    order = SeenOrder(ORDER, "answered", None, callback_wanted=False, message_seconds=4, rang_at=None)  # type: ignore[arg-type] # no instant is shown
    evidence = Evidence(Performance(PART, 200, (), ""), seen, order, replays=True)
    paper = StringIO()
    console = Console(file=paper, width=width, force_terminal=terminal, color_system=None)
    show(console, [(evidence, [Bilingual("没有工单", "no work order")])], speaker("en"))
    return paper.getvalue()


@pytest.mark.parametrize(("width", "terminal"), [(80, True), (200, True), (80, False)])
def test_everything_is_shown_at_every_width(width: int, terminal: bool) -> None:
    text = shown(width, terminal=terminal)
    assert [word for word in WORDS if word not in text] == []
    assert "…" not in text
