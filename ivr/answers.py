"""Answers to the dialplan's questions as channel variables. Pure; a visit sets them, the renderer writes them down."""

from __future__ import annotations

from collections.abc import Sequence

from dialplan.words import Variable
from routing.decision import Closing, Decision, Step
from storage.ids import OrderNumber

Answer = tuple[tuple[Variable, str], ...]
"""Variables and their values; ``HOTLINE_DONE=1`` among them says that the answer is whole."""


def plan_text(plan: Sequence[Step]) -> str:
    """``yunnan-experts:20&yunnan-staff:300``, as the dialplan walks it; empty when nobody can take the call."""
    return "&".join(f"{step.group}:{step.seconds}" for step in plan)


def closing_texts(closing: Closing | None) -> tuple[str, str]:
    """When the line closes, in seconds since 1970 by the house's clock, and the plan from then on; may be empty."""
    if closing is None:
        return "", ""
    return str(int(closing.at.timestamp())), plan_text((closing.step,) if closing.step else ())


def say_text(prompts: Sequence[str]) -> str:
    """Prompts as Playback wants them."""
    return "&".join(prompts)


def chosen(decision: Decision, order: OrderNumber | None, say: Sequence[str]) -> Answer:
    """The answer to *choose*: where the call goes. The order is empty when it follows later."""
    closes, at_closing = closing_texts(decision.closing)
    return (
        (Variable.LINE, decision.line),
        (Variable.STATE, decision.state.value),
        (Variable.PLAN, plan_text(decision.plan)),
        (Variable.GROUP, decision.group or ""),
        (Variable.CLOSES, closes),
        (Variable.AT_CLOSING, at_closing),
        (Variable.REASON, decision.reason.value),
        (Variable.RULE, decision.rule),
        (Variable.VERSION, decision.version or ""),
        (Variable.ORDER, order or ""),
        (Variable.SAY, say_text(say)),
        (Variable.DONE, "1"),
    )
