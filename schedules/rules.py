"""The routing section of ``config/hotline.yaml``: how long to ring, and whom when the calendar cannot say.

It belongs to the duty version: who answers and for how long they are rung takes effect, and rolls back, together.
"""

from __future__ import annotations

from dataclasses import dataclass

from schedules.document import Section
from storage.ids import GroupId, LineId

SHORTEST_RING, LONGEST_RING = 5, 120  # seconds; nobody listens longer to one group ringing
LONGEST_WAIT = 3_600  # seconds


@dataclass(frozen=True, slots=True)
class RoutingRules:
    ring_seconds: int
    """How long a group rings while another stands behind it."""
    last_group_seconds: int
    """The longest wait with the last group; then the caller is offered a callback or a message."""
    when_undecided: GroupId | None
    """Who answers when the duty calendar cannot say; None: the offer of a message."""
    default_line: LineId | None = None
    """Where callers go who press nothing that means anything; the menu's, but it must have a roster."""


def read_rules(section: Section) -> RoutingRules:
    """The section's values; what is wrong with them becomes its findings."""
    group = section.text("when_undecided", "")
    return RoutingRules(
        ring_seconds=section.integer("ring_seconds", at_least=SHORTEST_RING, at_most=LONGEST_RING),
        last_group_seconds=section.integer("last_group_seconds", at_least=10, at_most=LONGEST_WAIT),
        when_undecided=GroupId(group) if group else None,
    )
