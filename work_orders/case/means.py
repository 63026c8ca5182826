"""What acting on an order needs besides the database: the loop in force, whose hours count, the vault, who is told."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

from notices.hooks.switchboard import Publish, publish_nothing
from storage.database import Transaction
from storage.ids import LineId, PersonId
from storage.vault import Vault
from work_orders.clock.hours import HoursOf
from work_orders.loop.loop import FieldId, Loop

from .case import Case, Entry
from .form import Private
from .inputs import Known

Herald = Callable[[Transaction, Case | None, Case, Entry], Awaitable[None]]
"""Writes what people are told of a deed, in the transaction of the deed: order before and after, and its row."""


async def tell_nobody(_tx: Transaction, _before: Case | None, _after: Case, _entry: Entry) -> None:
    """A herald for where nobody is told."""


@dataclass(frozen=True, slots=True)
class Means:
    loop: Loop
    hours: HoursOf
    vault: Vault
    agents: Collection[PersonId]
    """Everybody who can own an order or follow it up."""
    line_codes: Mapping[LineId, str]
    """Of the order numbers."""
    tell: Herald = tell_nobody
    publish: Publish = publish_nothing
    """Tells other systems of it."""
    people: Collection[PersonId] = ()
    """Everybody who can own a measure."""

    def known(self, case: Case) -> Known:
        return Known(self.agents, frozenset(self.private_of(case)), self.people)

    def private_of(self, case: Case) -> Private:
        """The private fields in clear, for deciding alone; what was sealed with a lost secret counts as empty."""
        return unsealed(self.vault, case)

    def sealed(self, private: Private) -> bytes | None:
        return self.vault.seal(json.dumps(dict(private), ensure_ascii=False)) if private else None


def unsealed(vault: Vault, case: Case) -> Private:
    text = vault.opened(case.sealed_form) if case.sealed_form else None
    return {FieldId(name): value for name, value in json.loads(text).items()} if text else {}
