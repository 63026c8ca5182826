"""The routing section of ``config/hotline.yaml``: how long to ring, and whom when the calendar cannot say."""

from __future__ import annotations

from dataclasses import dataclass

from schedules.bundle import HOTLINE
from schedules.document import Section, parse
from storage.ids import GroupId

LONGEST_RING = 120  # seconds; longer than any caller listens to one group ringing
LONGEST_WAIT = 3_600  # seconds


@dataclass(frozen=True, slots=True)
class RoutingRules:
    ring_seconds: int
    """How long a group rings while another stands behind it."""
    last_group_seconds: int
    """The longest wait with the last group; then the caller is offered a callback or a message."""
    when_undecided: GroupId | None
    """Who answers when the duty calendar cannot say; None: the offer of a message."""


def read_rules(routing_part: str) -> RoutingRules:
    """The rules in the routing part of a duty version. Raises ``BadFiles`` with all findings."""
    top = parse(HOTLINE, routing_part)
    top.section("menu").leave()
    rules = _rules(top.section("routing"))
    top.finish()
    return rules


def _rules(section: Section) -> RoutingRules:
    group = section.text("when_undecided", "")
    return RoutingRules(
        ring_seconds=section.integer("ring_seconds", at_least=5, at_most=LONGEST_RING),
        last_group_seconds=section.integer("last_group_seconds", at_least=10, at_most=LONGEST_WAIT),
        when_undecided=GroupId(group) if group else None,
    )
