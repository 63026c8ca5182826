"""The routing section of ``config/hotline.yaml``: how long to ring, and whom when the calendar cannot say."""

from __future__ import annotations

from dataclasses import dataclass

from storage.ids import GroupId


@dataclass(frozen=True, slots=True)
class RoutingRules:
    ring_seconds: int
    """How long a group rings while another stands behind it."""
    last_group_seconds: int
    """The longest wait with the last group; then the caller is offered a callback or a message."""
    when_undecided: GroupId | None
    """Who answers when the duty calendar cannot say; None: the offer of a message."""
