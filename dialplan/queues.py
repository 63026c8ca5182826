"""One queue per line and group."""

from __future__ import annotations

from collections.abc import Mapping

from .conf import filled, name
from .values import AsteriskValues

SHORTEST_BETWEEN_POSITIONS = 15  # seconds; a moving queue would otherwise talk all the time


def queues_text(values: AsteriskValues, shipped: Mapping[str, str]) -> str:
    """``queues.conf``."""
    switches = values.switches
    every = switches.position_every
    common = {
        "RING_SECONDS": switches.ring_seconds,
        "ANNOUNCE": "yes" if every else "no",
        "EVERY": every,
        "AT_LEAST": min(every, SHORTEST_BETWEEN_POSITIONS),
    }
    queues = (filled(shipped["pieces/queue.conf"], {"NAME": name(queue), **common}) for queue in values.queues)
    return "\n".join((shipped["queues.conf"], *queues))
