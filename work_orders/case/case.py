"""The order as the desk works on it, its history, and who acts: values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from storage.ids import LineId, OrderNumber, PersonId, UnitId
from work_orders.loop.loop import ActionId, CategoryId, FieldId, Mark, MatterId, SourceId, StepId
from work_orders.loop.risk import RiskId

LOWEST = RiskId("low")
"""The level of an order of which nobody said one, where the loop has it by this name."""


@dataclass(frozen=True, slots=True)
class Case:
    """Where an order stands in its loop. Every change is a new revision; nobody writes over one they did not see."""

    number: OrderNumber
    revision: int
    line: LineId
    step: StepId
    entered_at: datetime
    """When it came to this step."""
    opened_at: datetime
    """From where the whole order counts: the answer, the next duty opening, or the entering of an order by hand."""
    source: SourceId
    talk_ended_at: datetime | None = None
    """The end of the conversation; None: it goes on, or there was none."""
    owner: PersonId | None = None
    """First contact (首问负责人); None: nobody answered, whoever of the line's agents takes it up owns it."""
    follower: PersonId | None = None
    """Who makes the follow-up call."""
    unit: UnitId | None = None
    """The lead unit (主办) that the dispatcher chose."""
    holder: UnitId | None = None
    """Where it lies within that unit's tree: the unit itself, or one below to which it was sub-assigned."""
    co_units: tuple[UnitId, ...] = ()
    category: CategoryId | None = None
    matter: MatterId | None = None
    outside_number: str = ""
    participant: str | None = None
    """The participant register's id."""
    form: Mapping[FieldId, str] = field(default_factory=dict)
    """Fields that are not private, as texts: dates and instants in ISO 8601, flags ``yes``/``no``, choices by name."""
    sealed_form: bytes | None = field(default=None, repr=False)
    """The private fields: JSON, sealed by the vault."""
    marks: Mapping[Mark, str] = field(default_factory=dict)
    """What actions set; counting marks as digits. A mark that is not there is ``none``, or 0."""
    risk: RiskId = LOWEST
    result: str = ""
    """What the participant was answered when the order last moved on with a result."""
    reply: str = ""
    """The lead unit's reply, the contributions of co-handling units in it."""
    not_accepted: str = ""
    """Which of the file's reasons; empty: accepted, or not decided."""
    confidential: bool = False
    parent: OrderNumber | None = None
    """Merged into this order: the child follows the parent, its clocks stand still."""
    archived_at: datetime | None = None
    contributions: Mapping[UnitId, str] = field(default_factory=dict)
    """What co-handling units replied in this round."""
    rounds: int = 0
    """How often it came back to an earlier step."""
    came_back: bool = False
    """True while it stands where it was sent back to (退回)."""
    lay_with: frozenset[UnitId] = frozenset()
    """Every unit that it lies or ever lay with: their people go on seeing it."""

    def count(self, mark: Mark) -> int:
        return int(self.marks.get(mark, "0"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the append-only history: who did what, when, why, and what it changed."""

    number: OrderNumber
    revision: int
    """The revision that it led to."""
    at: datetime
    who: PersonId | None
    """None: the engine itself."""
    what: str
    """An action's id, or one of ``words.ENGINE_DEEDS`` (taken in, form saved, merged, a clock warned, …)."""
    step_before: StepId | None
    step_after: StepId
    inputs: Mapping[str, str] = field(default_factory=dict)
    """What was said with it: reason, note, unit, scores. Never a private field's value."""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Field → before and after; of a private field ``***`` on both sides."""


@dataclass(frozen=True, slots=True)
class Acting:
    """A person as an order sees them."""

    id: PersonId
    lines: frozenset[LineId]
    """The lines of whose groups they are an agent; empty for whoever is no agent."""
    units: frozenset[UnitId]
    is_agent: bool = False
    is_dispatcher: bool = False
    is_head: bool = False
    is_manager: bool = False
    is_supervisor: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody wants to take an action on the revision that they saw."""

    action: ActionId
    by: Acting
    at: datetime
    inputs: Mapping[str, str]
    """By ``Input`` value, as text; ``co_units`` separated by commas."""
