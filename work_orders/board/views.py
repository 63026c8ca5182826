"""What somebody looks for: one of the lists of the desk, narrowed by filters and words, a page at a time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.ids import LineId, PersonId, UnitId
from work_orders.loop.loop import Actor, CategoryId, Input, Loop, MatterId, SourceId, StepId

SOON = timedelta(minutes=15)
"""Due soon is what was warned of, and what is due within this time."""
MOST_ON_A_PAGE = 200
NEVER = 2**62
"""Later than anything is due, as ``Place.due``."""


class View(StrEnum):
    """The lists of the desk. All but ``all`` hold orders that are neither archived nor merged into others."""

    TO_REVIEW = "to_review"  # 待审核
    TO_ASSIGN = "to_assign"  # 待分配
    TO_EVALUATE = "to_evaluate"  # 待事后评估
    MAJOR = "major"  # 待认定重大
    DUE_SOON = "due_soon"  # 即将到期
    OVERDUE = "overdue"  # 已超时
    ESCALATED = "escalated"  # 超时已升级
    SENT_BACK = "sent_back"  # 被退回
    URGENT = "urgent"  # 高风险：最高等级的，及申请上调的
    TO_FILL = "to_fill"  # 待填写
    CALLBACK = "callback"  # 待回拨：尚无首问负责人
    FOLLOW_UP = "follow_up"  # 待回访
    LISTED = "listed"  # 挂牌督办
    MINE = "mine"  # 我的
    TO_ACCEPT = "to_accept"  # 待接单
    HANDLING = "handling"  # 处置中
    CO_HANDLING = "co_handling"  # 协办
    UNIT = "unit"  # 本部门
    LINE = "line"  # 本专线
    ALL = "all"  # 全部


class Sort(StrEnum):
    DUE = "due"
    """Whatever is due first; what is never due comes last."""
    NEWEST = "newest"
    """Whatever came to the desk last."""


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which order a page begins: the desk's own number of it, and what it was sorted by before that."""

    id: int
    due: int = 0
    """Microseconds after 1970; ``NEVER`` for what is not due. 0 where that does not sort."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to see. Filters that are None do not filter."""

    view: View = View.ALL
    words: str = ""
    line: LineId | None = None
    category: CategoryId | None = None
    matter: MatterId | None = None
    source: SourceId | None = None
    step: StepId | None = None
    unit: UnitId | None = None
    """The lead unit, or the one below it where the order lies."""
    owner: PersonId | None = None
    participant: str | None = None
    risk: str | None = None
    late: bool = False
    """Only what is overdue."""
    hand: PersonId | None = None
    """Whoever of the asking person's units last did something to it."""
    since: datetime | None = None
    until: datetime | None = None
    """Opened in ``[since, until)``."""
    archived: bool | None = None
    sort: Sort | None = None
    """None: as the view is sorted."""
    behind: Place | None = None
    limit: int = 50

    @property
    def sorted_by(self) -> Sort:
        """What is searched for, or all there is, comes latest first; the lists of work as it is due."""
        if self.sort is not None:
            return self.sort if self.only_open else Sort.NEWEST
        return Sort.DUE if self.only_open and not self.words else Sort.NEWEST

    @property
    def only_open(self) -> bool:
        return self.view is not View.ALL or self.archived is False


def steps_of(loop: Loop, view: View) -> tuple[StepId, ...]:
    """At which steps the orders of a view stand."""
    special = {
        View.TO_ASSIGN: _assigning,
        View.TO_REVIEW: _reviewing,
        View.TO_EVALUATE: lambda one: tuple(step for step in one.steps if step in one.review_steps),
        View.TO_ACCEPT: _accepting,
        View.HANDLING: _handling,
        View.CO_HANDLING: _handling,
    }
    if view in special:
        return special[view](loop)
    actor = _ACTORS.get(view)
    return tuple(step.id for step in loop.steps.values() if not step.is_end and actor in {None, step.by})


_ACTORS = {
    View.TO_FILL: Actor.OWNER,
    View.CALLBACK: Actor.OWNER,
    View.FOLLOW_UP: Actor.FOLLOWER,
    View.UNIT: Actor.UNIT,
    View.MAJOR: Actor.UNIT,
}
"""At whose steps the orders of a view stand; the other views hold those of all steps."""


def _assigning(loop: Loop) -> tuple[StepId, ...]:
    """Steps of dispatchers from which an order goes to a unit."""
    asking = {step for action in loop.actions.values() if Input.UNIT in action.asks for step in action.at}
    return tuple(step.id for step in loop.steps.values() if step.by is Actor.DISPATCHER and step.id in asking)


def _reviewing(loop: Loop) -> tuple[StepId, ...]:
    """The other steps of dispatchers, but for those at which a risk is looked at afterwards."""
    others = {*_assigning(loop), *loop.review_steps}
    return tuple(step.id for step in loop.steps.values() if step.by is Actor.DISPATCHER and step.id not in others)


def _accepting(loop: Loop) -> tuple[StepId, ...]:
    """Steps of units from which an order goes on to a later step of theirs."""
    mine = [step.id for step in loop.steps.values() if step.by is Actor.UNIT]
    ways = {(step, action.to) for action in loop.actions.values() for step in action.at}
    return tuple(step for at, step in enumerate(mine) if any((step, later) in ways for later in mine[at + 1 :]))


def _handling(loop: Loop) -> tuple[StepId, ...]:
    """The other steps of units."""
    accepting = _accepting(loop)
    return tuple(step.id for step in loop.steps.values() if step.by is Actor.UNIT and step.id not in accepting)
