"""What all doors share: the ports, the open sockets, the measures, the versions looked at again."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from routing.shelf import Shelf
from web.measures import Measures
from web.ports import WebServices
from web.sockets import Sockets

MOST_PAINTED = 1000


@dataclass(frozen=True, slots=True)
class House:
    services: WebServices
    sockets: Sockets
    measures: Measures
    shelf: Shelf
    _painted: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def first_paint(self, agent_channel: str) -> bool:
        """True once for each ringing: a pop that is filled in later is painted again."""
        if agent_channel in self._painted:
            return False
        self._painted[agent_channel] = None
        if len(self._painted) > MOST_PAINTED:
            self._painted.popitem(last=False)
        return True
