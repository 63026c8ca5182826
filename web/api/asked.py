"""One request of a client system, after the guard let it pass and everything sent was found as described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from clients.client import Token
from schedules.book import DutyBook
from storage.database import Transaction
from storage.ids import OrderNumber
from web.api.desk import ApiDesk
from web.errors import not_signed_in
from web.house import House
from web.names import NameBook
from web.work.acting import means, required_book
from work_orders.case.case import Acting
from work_orders.case.means import Means
from work_orders.outside.system import System


@dataclass(frozen=True, slots=True)
class Asked:
    request: web.Request
    desk: ApiDesk
    shown: Token | None
    """None at the one door that stands open."""
    query: Mapping[str, Any]
    body: Any
    """What was sent: JSON as a value, any other kind as bytes; None where the route takes nothing."""
    raw: bytes = b""

    @property
    def token(self) -> Token:
        if self.shown is None:
            raise not_signed_in()
        return self.shown

    @property
    def house(self) -> House:
        return self.desk.house

    @property
    def now(self) -> datetime:
        return self.house.services.now()

    @property
    def means(self) -> Means:
        return means(self.house)

    @property
    def book(self) -> DutyBook:
        return required_book(self.house)

    @property
    def number(self) -> OrderNumber:
        return OrderNumber(self.path("number"))

    @property
    def system(self) -> System:
        grant = self.token.grant
        role = grant.role.value if grant.role else ""
        acting = Acting(self.token.who, frozenset(), grant.units, is_dispatcher=role == "dispatcher")
        return System(acting, grant.lines)

    def path(self, name: str) -> str:
        return self.request.match_info[name]

    async def names(self, tx: Transaction) -> NameBook:
        return await NameBook.read(tx, self.book)
