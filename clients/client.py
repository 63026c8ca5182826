"""A client system and what one of its tokens lets it do: values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from storage.ids import LineId, PersonId, UnitId

ClientName = NewType("ClientName", str)
"""What operators call a system, e.g. ``crm``; several tokens may be of one, as while one takes over from another."""

NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")


class Scope(StrEnum):
    """What a token may be used for. None of them includes another."""

    READ_ORDERS = "read_orders"
    WRITE_ORDERS = "write_orders"  # enter orders; and, with a role, do what the loop gives that role to do
    READ_EVENTS = "read_events"  # important and urgent events
    PARTICIPANTS = "participants"  # bring the participant register in step with a list; never to look anybody up
    PRIVATE = "private"  # private fields, one by one, with a reason, recorded


class ClientRole(StrEnum):
    """As what a system acts on orders. Without one it enters orders and does nothing else to them."""

    DISPATCHER = "dispatcher"
    DEPARTMENT = "department"  # sees nothing but what lies or lay with its units


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token gives to whoever shows it."""

    client: ClientName
    scopes: frozenset[Scope]
    lines: frozenset[LineId]
    """Whose orders and events it may see, and enter; empty: those of all lines."""
    role: ClientRole | None
    units: frozenset[UnitId]
    per_minute: int
    """How many requests are answered within a minute."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was made; itself it is nowhere kept."""

    id: int
    grant: Grant
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    uses: int = 0
    last_used_at: datetime | None = None

    def lets_in(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.grant.expires_at

    @property
    def who(self) -> PersonId:
        """How the system is called in histories and in the audit log; no person's id has a colon."""
        return PersonId(f"api:{self.grant.client}")

    def sees_line(self, line: LineId) -> bool:
        return not self.grant.lines or line in self.grant.lines
