"""What a closed loop consists of: steps, actions, clocks, categories, forms, units. Values, read from one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NewType

from schedules.answer import Because as Words  # a sentence or a name in Chinese and English
from schedules.times import Span
from storage.ids import LineId, UnitId

from .terms import TermRule

if TYPE_CHECKING:
    from .follow_up import FollowUp
    from .risk import Risk, RiskId

StepId = NewType("StepId", str)
ActionId = NewType("ActionId", str)
ClockId = NewType("ClockId", str)
CategoryId = NewType("CategoryId", str)
MatterId = NewType("MatterId", str)
SourceId = NewType("SourceId", str)
FieldId = NewType("FieldId", str)


class Actor(StrEnum):
    """Whose turn it may be, as a relation between a person and an order. Names in words: the file's ``actors``."""

    OWNER = "owner"  # 首问负责人
    AGENT = "agent"  # 本专线坐席
    FOLLOWER = "follower"  # 回访坐席：受派回访的人
    DISPATCHER = "dispatcher"  # 服务调度
    UNIT = "unit"  # 主办部门（含再派的下级）
    CO_UNIT = "co_unit"  # 协办部门
    HEAD = "head"  # 主办部门负责人
    MANAGER = "manager"  # 市场管理部
    SUPERVISOR = "supervisor"  # 值班长


class Input(StrEnum):
    """What an action may ask of whoever takes it; the kinds of values stand in ``work_orders/case/inputs.py``."""

    FORM = "form"  # all required fields of the category, complete
    REASON = "reason"  # a text, never empty
    NOTE = "note"  # a text that may stay empty
    RESULT = "result"  # what was answered: a text, never empty
    REPLY = "reply"  # the department's reply: a text, never empty
    UNIT = "unit"  # the lead unit (主办)
    CO_UNITS = "co_units"  # co-handling units (协办), may be empty
    SUB_UNIT = "sub_unit"  # a unit below the one that holds the order
    PERSON = "person"  # an agent of the hotline
    NOT_ACCEPTED = "not_accepted"  # one of the file's reasons for not accepting a matter
    TOLD = "told"  # the wording (020-36623007) was said: true
    OUTCOME = "outcome"  # of an attempt to reach the participant
    SERVICE_SCORE = "service_score"  # satisfaction with the service, 1 best … 5
    HANDLING_SCORE = "handling_score"  # satisfaction with the handling, 1 best … 5
    NPS = "nps"  # 0 … 10
    OTHER_ORDER = "other_order"  # the number of another order
    RISK = "risk"  # one of the file's levels; left empty, the level stays
    NEW_RISK = "new_risk"  # another level than the order has
    HIGHER_RISK = "higher_risk"  # a level above the order's, for somebody else to decide on
    CAUSE = "cause"  # of the review afterwards (事后评估): why it came to this; a text, never empty
    EVALUATION = "evaluation"  # how it was responded to: a text, never empty
    MEASURES = "measures"  # what is done so that it does not happen again: who owns each, and until which day


class Mark(StrEnum):
    """What an action may set on an order besides its step: name → value in the file's ``sets``."""

    ACCEPTED = "accepted"  # yes | no
    MAJOR = "major"  # asked | confirmed | declined
    LISTED = "listed"  # yes | no: 挂牌督办
    WRONG_DISPATCH = "wrong_dispatch"  # counts one more (派发准确率)
    DIRECT = "direct"  # yes: 直接办结
    REACHED = "reached"  # yes | no: the participant was reached at the follow-up
    DISSATISFIED = "dissatisfied"  # counts one more
    MISCONDUCT_TOLD = "misconduct_told"  # yes
    RAISE_RISK = "raise_risk"  # asked | confirmed | declined
    # The engine's own, never in a file: of the follow-up that is going on (``follow_up/attempts.py``).
    ATTEMPTS = "attempts"  # how many attempts count
    LAST_ATTEMPT = "last_attempt"  # when the last of these was, ISO 8601
    LAST_OUTCOME = "last_outcome"  # why the last attempt of all reached nobody
    PROPOSED_RISK = "proposed_risk"  # to which level, while ``raise_risk`` is asked


@dataclass(frozen=True, slots=True)
class Step:
    id: StepId
    names: Words
    by: Actor | None
    """Who must act; None for the end of the loop."""
    calendar: str
    """Whose time its clock counts: a name of ``Loop.calendars``, or ``line``."""

    @property
    def is_end(self) -> bool:
        return self.by is None


@dataclass(frozen=True, slots=True)
class Condition:
    """When an action is there at all; every part that is given must hold."""

    categories: frozenset[CategoryId] = frozenset()
    """Empty: any."""
    marks: Mapping[Mark, str] = field(default_factory=dict)
    at_least: Mapping[Mark, int] = field(default_factory=dict)  # of marks that count
    below: Mapping[Mark, int] = field(default_factory=dict)
    risks: frozenset[RiskId] = frozenset()  # empty: any level


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done to an order, by whom, at which steps, and where it leads."""

    id: ActionId
    names: Words
    by: frozenset[Actor]
    at: frozenset[StepId]  # the steps at which it can be done
    to: StepId | None  # None: the order stays where it is
    asks: tuple[Input, ...]
    when: Condition
    sets: Mapping[Mark, str]
    stops: frozenset[ClockId]
    """Clocks that end with it besides those of a step that is left."""
    extends: Mapping[ClockId, TermRule]
    suspends: frozenset[ClockId]
    resumes: frozenset[ClockId]
    tone: str = "plain"
    """How its button looks: ``main``, ``plain`` or ``grave`` (asked twice)."""
    labels: Mapping[Input, Words] = field(default_factory=dict)
    """What is asked, where this action has a word of its own for it: of a report of progress ``result`` is that."""
    takes_back: bool = False
    """A dispatch is taken back (收回): no department has the order any more, nor was it one's to do in time."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who else hears of a clock that ran out, and how long after."""

    after: timedelta
    to: frozenset[Actor]


class StartOf(StrEnum):
    """From where a clock counts."""

    STEP = "step"  # the entering of its step
    WHOLE = "whole"  # the answer; an order nobody answered: the next duty opening
    CONVERSATION_END = "conversation_end"  # 通话结束；无通话的工单：登记时
    ACTION = "action"  # the first time its ``starts_with`` is taken


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that runs: from where, until when, how long for which category, whom it warns."""

    id: ClockId
    names: Words
    starts: StartOf
    steps: frozenset[StepId]
    """The steps that it belongs to: it starts when the first of them is entered, and ends when all are left. Empty: the
    whole loop."""
    starts_with: ActionId | None
    once: bool
    """True: having ended once, it does not start again when the order comes back."""
    whose: Actor
    """Who is late when it runs out."""
    calendar: str
    terms: Mapping[CategoryId, TermRule]
    """Categories that are not there have no such clock. Empty: runs only at the risk levels that give it a term."""
    major_terms: Mapping[CategoryId, TermRule]
    """In place of ``terms`` once the order is confirmed as major."""
    warn_before: timedelta | None
    escalations: tuple[Escalation, ...]
    caps: bool = False
    """True for the whole order's clock: no step's is due later."""
    anew_with: frozenset[ActionId] = frozenset()
    """Each of these ends its round and begins the next: what has to be done again and again."""
    waits: bool = True  # for the next opening, when a term is asked for off duty


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form. ``kind``: text, long_text, choice, phone, date, instant, number, flag."""

    id: FieldId
    names: Words
    kind: str
    choices: Mapping[str, Words] = field(default_factory=dict)
    private: bool = False
    """True: sealed in the database, masked on pages until somebody who may asks to see it."""
    longest: int = 2000  # characters


@dataclass(frozen=True, slots=True)
class Category:
    id: CategoryId
    names: Words
    required: tuple[FieldId, ...]
    optional: tuple[FieldId, ...]
    matters: bool
    """Whether a matter has to be chosen."""
    confidential: bool = False
    """Seen only by its owner, dispatchers, its units and supervisors."""
    followed: str = "all"
    """``all``, ``sample`` or ``none``: which of those that were not closed directly are followed up."""
    template: Mapping[FieldId, str] = field(default_factory=dict)
    """What stands in the form to begin with."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What an order is about (事项), a tree by ``parent``."""

    id: MatterId
    names: Words
    parent: MatterId | None
    new_until: date | None
    """Until this day (inclusive) it counts as a new rule or function, which is no important event by its number."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where orders come from: phone, counter, letter, a body that refers them and perhaps wants the result."""

    id: SourceId
    names: Words
    outside_number: bool
    returns_result: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or crew; ``parent`` makes the tree of a dispatch over several levels (分级派单)."""

    id: UnitId
    names: Words
    parent: UnitId | None
    lines: frozenset[LineId]
    """Whose orders it may be given; empty: all."""


@dataclass(frozen=True)
class Loop:
    """A hotline's whole loop."""

    names: Words
    first: StepId
    steps: Mapping[StepId, Step]
    actions: Mapping[ActionId, Action]
    clocks: Mapping[ClockId, Clock]
    actors: Mapping[Actor, Words]
    calendars: Mapping[str, tuple[Span, ...]]
    """Office hours by name; ``line`` is the duty time of the order's line and needs no entry."""
    categories: Mapping[CategoryId, Category]
    fields: Mapping[FieldId, Field]
    matters: Mapping[MatterId, Matter]
    sources: Mapping[SourceId, Source]
    phone: SourceId
    """The source of an order that a call opened."""
    not_accepted: Mapping[str, Words]
    """Reasons for not accepting a matter (不受理)."""
    units: Mapping[UnitId, Unit]
    follow_up: FollowUp | None
    misconduct_wording: Words
    """What an agent says to whoever wants to report misconduct."""
    risks: Mapping[RiskId, Risk]
    """From the lowest, at which every order begins, to the highest."""

    @cached_property
    def end(self) -> StepId:
        """The step at which an order is archived."""
        return next(step.id for step in self.steps.values() if step.is_end)

    def under(self, unit: UnitId) -> frozenset[UnitId]:
        """The unit and all below it."""
        below = {unit}
        for one in self.units.values():  # parents stand before children in the file
            if one.parent in below:
                below.add(one.id)
        return frozenset(below)

    @cached_property
    def review_steps(self) -> frozenset[StepId]:
        """Where the response to a risk is looked at afterwards."""
        return frozenset(risk.review for risk in self.risks.values() if risk.review is not None)

    def risk(self, id_: RiskId) -> Risk:
        """The level; one that the file does not know any more is the lowest."""
        return self.risks.get(id_) or next(iter(self.risks.values()))

    def rank(self, id_: RiskId) -> int:
        """How high it is: 0 for the lowest."""
        return list(self.risks).index(self.risk(id_).id)
