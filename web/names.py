"""What lines, groups and people are called, and the numbers behind what is sealed."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from agent_bridge.directory import Names
from people import store as people
from routing.call import CallRecord
from schedules.book import DutyBook
from storage.database import Transaction
from storage.ids import GroupId, LineId, PersonId
from storage.masked import PhoneNumber
from storage.vault import Caller, Vault
from work_orders.order import WorkOrder

log = logging.getLogger(__name__)

NOTHING = Names("", "")


class NameBook:
    def __init__(self, book: DutyBook | None, people_names: Mapping[PersonId, str]) -> None:
        self._book = book
        self._people = people_names

    @classmethod
    async def read(cls, tx: Transaction, book: DutyBook | None) -> NameBook:
        return cls(book, {one.id: one.name for one in await people.everyone(tx)})

    def line(self, line: LineId | None) -> Names:
        """The line's names in the version in force; its id where that knows it no more."""
        known = self._book.lines.get(line) if self._book and line else None
        return Names(known.name_zh, known.name_en) if known else Names(line or "", line or "")

    def group(self, group: GroupId | None) -> Names:
        known = self._book.groups.get(group) if self._book and group else None
        return Names(known.name_zh, known.name_en) if known else Names(group or "", group or "")

    def person(self, person: PersonId | None) -> str | None:
        return None if person is None else self._people.get(person, person)

    def known_person(self, who: str) -> str | None:
        """The name of a person; None where it is no person of ours, as when a saved file published a version."""
        return self._people.get(PersonId(who))


class NumberBook:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of_call(self, call: CallRecord) -> PhoneNumber:
        return self._opened(call.caller, call.call)

    def of_order(self, order: WorkOrder) -> PhoneNumber:
        return self._opened(order.caller, order.number)

    def _opened(self, caller: Caller | None, of: str) -> PhoneNumber:
        if caller is None:
            return PhoneNumber("")
        digits = self._vault.opened(caller.sealed)
        if digits is None:
            log.warning("%s: its number was sealed with another secret", of)
        return PhoneNumber(digits or "")
