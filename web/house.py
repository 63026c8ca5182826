"""What all doors share: the ports, the open sockets, the measures, the versions looked at again."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from routing.shelf import Shelf
from storage.ids import CallId, PersonId
from web.measures import Measures
from web.ports import WebServices
from web.sockets import Sockets
from work_orders.board.shared import SharedCounts

MOST_PAINTED = 1000
MOST_LOOKS = 10_000  # whoever was forgotten and asks again is recorded again


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
    _looks: OrderedDict[tuple[PersonId, CallId], None] = field(default_factory=OrderedDict)

    def first_paint(self, agent_channel: str) -> bool:
        """True once for each ringing: a pop that is filled in later is painted again."""
        if agent_channel in self._painted:
            return False
        self._painted[agent_channel] = None
        if len(self._painted) > MOST_PAINTED:
            self._painted.popitem(last=False)
        return True

    def looked(self, person: PersonId, call: CallId) -> bool:
        """True when this person's look at the number of the call is in the audit log."""
        return (person, call) in self._looks

    def note_look(self, person: PersonId, call: CallId) -> None:
        self._looks[person, call] = None
        if len(self._looks) > MOST_LOOKS:
            self._looks.popitem(last=False)
