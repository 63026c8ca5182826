"""What a person is to an order, what they see of orders, and which actions are theirs at this moment. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from storage.ids import UnitId
from work_orders.follow_up.attempts import gives_up, may_give_up
from work_orders.loop.loop import Action, Actor, Condition, Input, Loop, Mark, StepId
from work_orders.loop.risk import Risk

from .case import Acting, Case


def relations(loop: Loop, case: Case, acting: Acting) -> frozenset[Actor]:
    """Everything that this person is to this order."""
    own_line = acting.is_agent and case.line in acting.lines
    held = way_down(loop, case)
    tests = {
        Actor.OWNER: case.owner == acting.id,
        Actor.AGENT: own_line,
        # Whom nobody was named for, any agent of the line follows up.
        Actor.FOLLOWER: case.follower == acting.id or (case.follower is None and own_line),
        Actor.DISPATCHER: acting.is_dispatcher,
        Actor.UNIT: not acting.units.isdisjoint(held),
        Actor.CO_UNIT: not acting.units.isdisjoint(case.co_units),
        Actor.HEAD: acting.is_head and not acting.units.isdisjoint({*held, *above(loop, case.unit)}),
        Actor.MANAGER: acting.is_manager,
        Actor.SUPERVISOR: acting.is_supervisor,
    }
    return frozenset(actor for actor, holds in tests.items() if holds)


def way_down(loop: Loop, case: Case) -> tuple[UnitId, ...]:
    """The units through whose hands it went on its way to where it lies: the lead unit first, the holder last."""
    if case.unit is None or case.holder is None:
        return ()
    way = (*above(loop, case.holder)[::-1], case.holder)
    return way[way.index(case.unit) :] if case.unit in way else (case.holder,)


def above(loop: Loop, unit: UnitId | None) -> tuple[UnitId, ...]:
    """The units above this one, the nearest first."""
    found: list[UnitId] = []
    known = loop.units.get(unit) if unit else None
    while known and known.parent:
        found.append(known.parent)
        known = loop.units.get(known.parent)
    return tuple(found)


def sees(loop: Loop, case: Case, acting: Acting) -> bool:
    """Whether this person may look at the order at all. Whose turn it is or was goes on seeing it."""
    mine = acting.id in (case.owner, case.follower)
    if mine or acting.is_dispatcher or acting.is_supervisor or lay_with(loop, case.lay_with, acting):
        return True
    if case.confidential:
        return False
    return acting.is_manager or (acting.is_agent and case.line in acting.lines)


def lay_with(loop: Loop, units: Collection[UnitId], acting: Acting) -> bool:
    """True where one of these units is the person's, or lies below theirs."""
    return not seen_units(loop, acting).isdisjoint(units)


def seen_units(loop: Loop, acting: Acting) -> frozenset[UnitId]:
    """The person's units and all below them."""
    return frozenset[UnitId]().union(*(loop.under(unit) for unit in acting.units))


def may(loop: Loop, case: Case, acting: Acting) -> tuple[Action, ...]:
    """The actions that are this person's now, in the file's order: the page shows these, the server takes no others."""
    return tuple(action for action in loop.actions.values() if why_not(loop, case, acting, action) is None)


def why_not(loop: Loop, case: Case, acting: Acting, action: Action) -> str | None:
    """The code of what forbids it (``words.REFUSALS``), None where it is allowed."""
    if not sees(loop, case, acting) or relations(loop, case, acting).isdisjoint(action.by):
        return "not_allowed"
    if case.parent is not None:
        return "merged"
    if case.step not in action.at:
        return "archived" if case.archived_at else "not_here"
    if not holds(action.when, case) or (Input.HIGHER_RISK in action.asks and not higher(loop, case)):
        return "not_now"
    return "attempts_left" if gives_up(action) and not may_give_up(loop, case) else None


def holds(condition: Condition, case: Case) -> bool:
    """Whether the order is such that the action is there at all."""
    if condition.categories and case.category not in condition.categories:
        return False
    if condition.risks and case.risk not in condition.risks:
        return False
    return (
        all(case.marks.get(mark, "none") == value for mark, value in condition.marks.items())
        and all(case.count(mark) >= least for mark, least in condition.at_least.items())
        and all(case.count(mark) < limit for mark, limit in condition.below.items())
    )


def higher(loop: Loop, case: Case) -> tuple[Risk, ...]:
    """The levels of risk above the order's."""
    return tuple(loop.risks.values())[loop.rank(case.risk) + 1 :]


def manned(loop: Loop, staff: Iterable[Acting], asked: Input) -> frozenset[UnitId]:
    """The departments in which somebody could take up what they are asked for: to contribute, or to handle an order.

    Of the latter a head from further up can see to it as well. Elsewhere an order stands still until somebody is there.
    """
    found: set[UnitId] = set()
    for one in staff:
        found |= seen_units(loop, one) if one.is_head and asked is Input.UNIT else one.units
    return frozenset(found)


def leads_to(loop: Loop, case: Case, action: Action) -> StepId | None:
    """The step to which the action brings this order; nothing where it stays.

    No department handles what was never sent to one: where the dispatcher answered an order, and the participant is not
    satisfied, it goes back to where it can be sent, in place of a department's step.
    """
    to = action.to
    if to is None or case.unit is not None or Input.UNIT in action.asks or loop.steps[to].by is not Actor.UNIT:
        return to
    sending = {step for one in loop.actions.values() if Input.UNIT in one.asks and one.to for step in one.at}
    others = [id_ for id_, step in loop.steps.items() if id_ in sending and step.by is not Actor.UNIT]
    return others[-1] if others else to


def names_follower(loop: Loop, action: Action) -> bool:
    """Whether the person whom the action names will follow up; otherwise they become the owner.

    They follow up when it leads to a follow-up, or stays at one and is there for nothing else.
    """
    at = {action.to} if action.to is not None else action.at
    return Input.PERSON in action.asks and all(loop.steps[step].by is Actor.FOLLOWER for step in at)


def listed(case: Case) -> bool:
    """Listed for supervision (挂牌督办)."""
    return case.marks.get(Mark.LISTED) == "yes"
