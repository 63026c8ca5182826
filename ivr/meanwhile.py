"""What becomes of the callers who wait already when a line is closed by order: what they hear, and where they go.

Closing time itself is no order: it is known when a call is routed, and the dialplan acts on it alone. This is for what
nobody knew then: an emergency closing, or a version that closes the line on the spot.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from dialplan.prompts_used import Prompt
from dialplan.words import STAYS
from routing.decision import Step
from routing.duty import Duty
from schedules.answer import DutyAnswer, DutyState
from schedules.ask import ask
from schedules.language.group import Closing
from storage.ids import LineId, VersionHash

from .answers import plan_text, say_text
from .saying import ordered


@dataclass(frozen=True, slots=True)
class Told:
    """What the callers of one line hear when they are taken out of the queue, and the plan from then on."""

    plan: str
    say: tuple[str, ...]

    def in_place(self, place: int) -> str:
        """As the dialplan takes it apart: ``plan|prompts|place``."""
        return f"{self.plan}|{say_text(self.say)}|{place}"


@dataclass(frozen=True, slots=True)
class Seen:
    """How the lines stood at one look."""

    version: VersionHash
    states: Mapping[LineId, DutyAnswer]


def see(duty: Duty, at: datetime) -> Seen:
    return Seen(duty.book.version, {line: ask(duty.book, line, at) for line in duty.book.lines})


def newly_closed(before: Seen | None, now: Seen) -> frozenset[LineId]:
    """Lines that closed since the look before otherwise than by their hours; at the first look, those closed by order,
    for nobody was there to tell their callers."""
    return frozenset(line for line, answer in now.states.items() if _closed_anew(before, now, answer))


def _closed_anew(before: Seen | None, now: Seen, answer: DutyAnswer) -> bool:
    if answer.state is not DutyState.CLOSED:
        return False
    earlier = before.states.get(answer.line) if before else None
    if ordered(answer.rule):
        return earlier is None or earlier.rule != answer.rule
    was_open = earlier is not None and earlier.state is DutyState.OPEN
    return was_open and before is not None and before.version != now.version


def told(duty: Duty, answer: DutyAnswer, playable: Collection[str]) -> Told:
    """By the line's ``at_closing``: served all the same, the offer, or another group."""
    line = duty.book.lines[answer.line]
    announced = tuple(name for name in answer.say if name in playable) or (Prompt.CLOSED_BY_ORDER.value,)
    match line.at_closing.what:
        case Closing.SERVE:
            return Told(STAYS, (*announced, Prompt.STILL_SERVED.value))
        case Closing.GROUP if line.at_closing.group is not None:
            step = Step(line.at_closing.group, duty.rules.last_group_seconds)
            return Told(plan_text((step,)), (*announced, Prompt.SERVED_ELSEWHERE.value))
        case _:
            return Told("", announced)
