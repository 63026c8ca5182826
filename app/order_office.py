"""What working on orders goes by at this moment: the loop in force, the duty version, who is told and how."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from notices.hooks.switchboard import Publish, publish_nothing
from people.person import Action, Role, may
from schedules.book import DutyBook
from schedules.document import BadFiles, Finding
from storage.ids import PersonId
from storage.vault import Vault
from work_orders.case.case import Acting
from work_orders.case.means import Means
from work_orders.clock.bell import Ground
from work_orders.clock.hours import DutyHours
from work_orders.clock.people_of import staff_of
from work_orders.herald import Herald
from work_orders.loop.in_force import LoopInForce
from work_orders.loop.loop import Loop

from .notices_in_force import NoticesInForce

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0  # between two looks at the files that are saved


@dataclass(frozen=True, slots=True)
class _Basis:
    """What follows from a loop and a duty version together."""

    loop: Loop
    book: DutyBook
    hours: DutyHours
    staff: tuple[Acting, ...]
    agents: frozenset[PersonId]
    people: frozenset[PersonId]
    """Who works on orders at all."""


class OrderOffice:
    """``book`` is the duty version in force, None while there is none."""

    def __init__(
        self,
        loops: LoopInForce,
        notices: NoticesInForce,
        vault: Vault,
        book: Callable[[], DutyBook | None],
        publish: Publish = publish_nothing,
    ) -> None:
        self._loops = loops
        self._notices = notices
        self._vault = vault
        self._book = book
        self._publish = publish
        self._basis: _Basis | None = None
        self._herald = Herald(self.ground)

    async def start(self) -> None:
        """Read the files. Without a good loop orders are still opened by calls; nobody can work on them."""
        try:
            await self._loops.start()
        except BadFiles as bad:
            log.error("no loop is in force: %s", bad.findings[0])  # noqa: TRY400 the finding says it all
        await asyncio.to_thread(self._notices.look)

    async def run(self) -> None:
        """Take up what is saved, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._loops.look()
                await asyncio.to_thread(self._notices.look)
            except Exception as error:  # the border of one look: the last good files stay in force
                log.warning("the files of the orders were not looked at: %s", error)

    @property
    def loop_seq(self) -> int:
        """Changes with the loop; 0 while none is in force."""
        return self._loops.seq

    @property
    def version(self) -> tuple[str, int] | None:
        """Changes with the duty version and with the loop; None while one of them is missing."""
        basis = self._now()
        return (basis.book.version, self._loops.seq) if basis else None

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with files that were saved and are not in force."""
        return (*self._loops.findings, *self._notices.findings())

    def ground(self) -> Ground | None:
        """By what is told what is due; None while there is no loop or no duty version."""
        basis = self._now()
        if basis is None:
            return None
        return Ground(basis.loop, basis.hours, basis.staff, self._notices.settings(), self._publish)

    def means(self) -> Means | None:
        """By what orders are worked on; None likewise."""
        basis = self._now()
        if basis is None:
            return None
        codes = {line.id: line.code for line in basis.book.lines.values()}
        told = (self._herald, self._publish)
        return Means(basis.loop, basis.hours, self._vault, basis.agents, codes, *told, basis.people)

    def _now(self) -> _Basis | None:
        book = self._book()
        if book is None or self._loops.seq == 0:
            return None
        loop, basis = self._loops.loop, self._basis
        if basis is None or basis.loop is not loop or basis.book is not book:
            agents = frozenset(person.id for person in book.people.values() if Role.AGENT in person.roles)
            people = frozenset(person.id for person in book.people.values() if may(person, Action.HANDLE_ORDER))
            basis = _Basis(loop, book, DutyHours(book, loop.calendars), staff_of(book), agents, people)
            self._basis = basis
        return basis
