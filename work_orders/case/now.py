"""What acting takes at this moment, from the people who work here and the duty version in force."""

from __future__ import annotations

from collections.abc import Sequence

from people import store as people
from people.person import Person, Role
from schedules.book import DutyBook
from storage.database import Transaction
from storage.vault import Vault
from work_orders.clock.hours import DutyHours
from work_orders.loop.loop import Loop

from .means import Herald, Means, tell_nobody


async def means_now(tx: Transaction, loop: Loop, book: DutyBook, vault: Vault, tell: Herald = tell_nobody) -> Means:
    return Means(
        loop=loop,
        hours=DutyHours(book, loop.calendars),
        vault=vault,
        agents=frozenset(person.id for person in agents(await people.everyone(tx))),
        line_codes={line.id: line.code for line in book.lines.values()},
        tell=tell,
    )


def agents(everyone: Sequence[Person]) -> list[Person]:
    """Those who can own an order or follow it up."""
    return [person for person in everyone if Role.AGENT in person.roles]
