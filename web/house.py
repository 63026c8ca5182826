"""What all doors share: the ports, the open sockets, the measures, the versions looked at again."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from routing.shelf import Shelf
from storage.ids import CallId, OrderNumber, PersonId
from web.measures import Measures
from web.ports import WebServices
from web.sockets import Sockets
from work_orders.board.shared import SharedCounts

MOST_PAINTED = 1000
MOST_TICKETS = 1_000
MOST_LOOKS = 10_000  # whoever was forgotten and asks again is recorded again


@dataclass(frozen=True, slots=True)
class Ticket:
    """Somebody may hear a sound for a while: they said why, and that is recorded."""

    person: PersonId
    order: OrderNumber
    path: Path
    until: datetime
    saved_as: str | None = None
    """The name under which a copy may be kept; None: it is only heard."""


@dataclass(frozen=True, slots=True)
class House:
    services: WebServices
    sockets: Sockets
    measures: Measures
    shelf: Shelf
    counts: SharedCounts = field(default_factory=SharedCounts)
    imports: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "imports"))
    """Tables of participants are compared one after another: each takes memory, and a processor from the calls."""
    _painted: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _tickets: OrderedDict[str, Ticket] = field(default_factory=OrderedDict)
    _looks: OrderedDict[tuple[PersonId, CallId], None] = field(default_factory=OrderedDict)

    def first_paint(self, agent_channel: str) -> bool:
        """True once for each ringing: a pop that is filled in later is painted again."""
        if agent_channel in self._painted:
            return False
        self._painted[agent_channel] = None
        if len(self._painted) > MOST_PAINTED:
            self._painted.popitem(last=False)
        return True

    def admit(self, ticket: Ticket) -> str:
        """A word under which its person is given the sound, part by part; it means nothing to anybody else."""
        word = secrets.token_urlsafe(24)
        self._tickets[word] = ticket
        if len(self._tickets) > MOST_TICKETS:
            self._tickets.popitem(last=False)
        return word

    def admitted(self, word: str) -> Ticket | None:
        return self._tickets.get(word)

    def looked(self, person: PersonId, call: CallId) -> bool:
        """True when this person's look at the number of the call is in the audit log."""
        return (person, call) in self._looks

    def note_look(self, person: PersonId, call: CallId) -> None:
        self._looks[person, call] = None
        if len(self._looks) > MOST_LOOKS:
            self._looks.popitem(last=False)
