"""Who is meant by an actor of the loop, of one order: the persons to be told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from people.person import Person, Role
from schedules.book import DutyBook
from storage.ids import PersonId
from work_orders.case.case import Acting, Case
from work_orders.case.relation import relations
from work_orders.loop.loop import Actor, Loop


def people_of(loop: Loop, staff: Sequence[Acting], actors: Iterable[Actor], case: Case) -> frozenset[PersonId]:
    """Everybody who is one of these actors to this order.

    Where an actor is nobody (an order without an owner, a department without people), it is the line's agents for an
    owner and the supervisors for any other: something that has to be heard is told to somebody.
    """
    found: set[PersonId] = set()
    for actor in actors:
        found |= _those(loop, staff, actor, case) or _those(loop, staff, _instead(actor), case)
    return frozenset(found)


def staff_of(book: DutyBook) -> tuple[Acting, ...]:
    """The staff of a duty version, as orders see them."""
    return tuple(_acting(person, book) for person in book.people.values())


def _acting(person: Person, book: DutyBook) -> Acting:
    return Acting(
        id=person.id,
        lines=frozenset(book.groups[group].line for group in person.groups if group in book.groups),
        units=frozenset(person.units),
        is_agent=Role.AGENT in person.roles,
        is_dispatcher=Role.DISPATCHER in person.roles,
        is_head=Role.HEAD in person.roles,
        is_manager=Role.MANAGER in person.roles,
        is_supervisor=Role.SUPERVISOR in person.roles,
    )


def _those(loop: Loop, staff: Sequence[Acting], actor: Actor, case: Case) -> frozenset[PersonId]:
    return frozenset(acting.id for acting in staff if actor in relations(loop, case, acting))


def _instead(actor: Actor) -> Actor:
    return Actor.AGENT if actor is Actor.OWNER else Actor.SUPERVISOR
