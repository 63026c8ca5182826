"""Asterisk's log as a test writes it, and the decisions that stand in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ivr.answers import plan_text
from routing.decide import decide
from routing.decision import Choice, Decision, Facts
from routing.duty import Duty
from schedules.times import ZONE
from storage.ids import CallId, LineId

CALL = "n1-1795304994.0"
At = Callable[[str], datetime]
NOON = datetime(2026, 11, 23, 12, 30, tzinfo=ZONE)


@dataclass
class Log:
    """Asterisk's log, written as Asterisk writes it."""

    path: Path
    at: datetime = NOON
    call: str = CALL

    def write(self, queue: str, agent: str, event: str, *data: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write("|".join((str(int(self.at.timestamp())), self.call, queue, agent, event, *data)) + "\n")

    def ours(self, event: str, *data: str) -> None:
        self.write("HOTLINE", "NONE", event, *data)

    def later(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    def arrived(self, number: str = "13800138000") -> None:
        self.ours("ARRIVED", number, "4001595598")

    def routed(self, decision: Decision, by: str = "native") -> None:
        plan = plan_text(decision.plan)
        self.ours(
            *("ROUTED", decision.line, "3", "pressed", by, decision.state.value, plan),
            *(decision.reason.value, decision.rule, decision.version or ""),
        )

    def ended(self, reached: str = "served") -> None:
        self.ours("ENDED", "16", reached)


def decided(duty: Duty, at: datetime, line: str = "yunnan") -> Decision:
    """As the native table decides: nobody was counted."""
    answer, because = duty.answer(LineId(line), at)
    names = duty.names(LineId(line))
    facts = Facts(CallId(CALL), LineId(line), Choice.PRESSED, "3", at, answer, because, names, None)
    return decide(facts, duty.rules)
