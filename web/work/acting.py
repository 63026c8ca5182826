"""The person who is signed in, as an order sees them; and what acting takes besides the database."""

from __future__ import annotations

from people.person import Person, Role
from schedules.book import DutyBook
from storage.ids import GroupId
from web.errors import Refusal
from web.house import House
from work_orders.case.case import Acting
from work_orders.case.means import Means


def acting(person: Person, book: DutyBook | None) -> Acting:
    """Lines are those of the groups that the duty version in force knows."""
    groups = book.groups if book else {}
    roles = person.roles
    return Acting(
        id=person.id,
        lines=frozenset(groups[GroupId(group)].line for group in person.groups if group in groups),
        units=frozenset(person.units),
        is_agent=Role.AGENT in roles,
        is_dispatcher=Role.DISPATCHER in roles,
        is_head=Role.HEAD in roles,
        is_manager=Role.MANAGER in roles,
        is_supervisor=Role.SUPERVISOR in roles,
    )


def means(house: House) -> Means:
    """What acting takes now; raises a refusal while nobody could say when anything is due."""
    found = house.services.work.means()
    if found is None:
        raise Refusal(503, "no_loop", "尚无生效的值班版本或工单闭环。", "No duty version, or no loop, is in force.")
    return found


def required_book(house: House) -> DutyBook:
    active = house.services.duty()
    if active is None:
        raise Refusal(503, "no_duty", "尚无生效的值班版本。", "No duty version is in force.")
    return active.book
