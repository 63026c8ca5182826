"""What Asterisk tells the desk, as frozen values; ``parse.py`` makes them from AMI messages.

``call`` is always the UNIQUEID of the caller's first channel.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent_bridge.device import PhoneState
from storage.ids import CallId, GroupId, PersonId


@dataclass(frozen=True, slots=True)
class FullyBooted:
    """Asterisk has loaded everything and will answer our questions."""


@dataclass(frozen=True, slots=True)
class QueueCallerJoin:
    call: CallId
    group: GroupId
    position: int


@dataclass(frozen=True, slots=True)
class QueueCallerAbandon:
    """The caller is out of the queue unanswered: gone, or only this queue's time is up (see ``HangupRequest``)."""

    call: CallId
    group: GroupId
    waited_s: int


@dataclass(frozen=True, slots=True)
class CallContext:
    """What the caller's channel carries about the decision; an empty text where it carries nothing."""

    line: str = ""
    group: str = ""
    """The group the decision named, the call may have overflowed to another since; events do not tell it."""
    order: str = ""


@dataclass(frozen=True, slots=True)
class AgentCalled:
    call: CallId
    group: GroupId
    person: PersonId
    agent_channel: str
    number: str
    context: CallContext


@dataclass(frozen=True, slots=True)
class AgentConnect:
    call: CallId
    group: GroupId
    person: PersonId
    agent_channel: str
    waited_s: int


@dataclass(frozen=True, slots=True)
class AgentComplete:
    call: CallId
    group: GroupId
    person: PersonId
    agent_channel: str
    waited_s: int
    talked_s: int
    by: str
    """Who ended it: ``caller``, ``agent`` or ``transfer``."""


@dataclass(frozen=True, slots=True)
class AgentRingNoAnswer:
    call: CallId
    group: GroupId
    person: PersonId
    agent_channel: str
    rang_ms: int


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """A queue's member as it is now; from QueueMember, QueueMemberAdded and QueueMemberPause. Its telephone
    alone is told by DeviceChanged."""

    group: GroupId
    person: PersonId
    paused: bool
    in_call: bool
    phone: PhoneState


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    group: GroupId
    person: PersonId


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    person: PersonId
    phone: PhoneState


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """A telephone registered, or stopped answering."""

    person: PersonId
    reachable: bool


@dataclass(frozen=True, slots=True)
class HangupRequest:
    """The far end of this channel hung up."""

    channel: str


@dataclass(frozen=True, slots=True)
class Hangup:
    """This channel is no more; ``channel`` is its UNIQUEID."""

    channel: str


Event = (
    FullyBooted
    | QueueCallerJoin
    | QueueCallerAbandon
    | AgentCalled
    | AgentConnect
    | AgentComplete
    | AgentRingNoAnswer
    | MemberChanged
    | MemberRemoved
    | DeviceChanged
    | ContactChanged
    | HangupRequest
    | Hangup
)
