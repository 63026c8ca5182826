"""An order in the hands of one request: found where the system may know of it, as if not there otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from clients.answers import Answer
from storage.database import Transaction
from storage.ids import OrderNumber
from web.api.asked import Asked
from web.api.etag import etag
from web.api.once import answer
from web.api.orders.shapes import address, order
from web.api.problem import not_there
from web.names import NameBook
from web.shapes import Json
from web.work.empty import sent_to_nobody, warn_of_empty
from web.work.measure import with_owners
from web.work.shapes import action
from work_orders.case import store
from work_orders.case.case import Case
from work_orders.case.means import Means
from work_orders.case.relation import may
from work_orders.case.told import Teller
from work_orders.clock.people_of import staff_of
from work_orders.loop.loop import Input
from work_orders.outside.system import System, visible


@dataclass(frozen=True, slots=True)
class OpenOrder:
    asked: Asked
    tx: Transaction
    means: Means
    system: System
    names: NameBook
    case: Case

    @classmethod
    async def found(cls, asked: Asked, tx: Transaction, *, lock: bool = False) -> OpenOrder:
        """Raises the same refusal where there is none as where it is not for this system."""
        means, system, number = asked.means, asked.system, asked.number
        case = (await store.locked(tx, number)).get(number) if lock else await store.by_number(tx, number)
        if case is None or not visible(means.loop, case, system):
            raise not_there()
        return cls(asked, tx, means, system, await asked.names(tx), case)

    @property
    def teller(self) -> Teller:
        return Teller(self.means.loop, lambda who: self.names.person(who) or who)

    def whole(self, case: Case) -> Json:
        """The order, with what this system may do to it now."""
        loop, by = self.means.loop, self.system.acting
        private = sorted(self.means.private_of(case))
        offered = [self._with_people(action(loop, one, case, by)) for one in may(loop, case, by)]
        warn_of_empty(loop, staff_of(self.asked.book), offered)
        return {**order(loop, case, self.names), "private_fields": private, "actions": offered}

    def _with_people(self, offered: Json) -> Json:
        """Where a person is asked for, those who can be named: another system does not know our staff."""
        for ask in offered["asks"]:
            if ask["input"] == Input.PERSON:
                names = {agent: self.names.person(agent) or agent for agent in sorted(self.means.agents)}
                ask["choices"] = [{"value": agent, "zh": name, "en": name} for agent, name in names.items()]
        with_owners([offered], self.means, self.names)
        return offered

    async def known(self, numbers: Collection[OrderNumber]) -> frozenset[OrderNumber]:
        """Which of these this system may know of."""
        found = await store.by_numbers(self.tx, numbers)
        return frozenset(one.number for one in found.values() if visible(self.means.loop, one, self.system))

    def told(self, case: Case, status: int = 200) -> Answer:
        """As the answer to what was done to it."""
        headers = {"ETag": etag(case.revision)} | ({"Location": address(case)} if status == 201 else {})
        return answer(self.whole(case), status, **headers)

    def acted(self, case: Case, given: Iterable[str]) -> Answer:
        """As the answer to an action, with what whoever took it may not have known."""
        warnings = list(sent_to_nobody(self.means.loop, staff_of(self.asked.book), case, given))
        return answer({**self.whole(case), "warnings": warnings}, ETag=etag(case.revision))
