"""The port to Asterisk: what the desk asks of it, and what arrives from it, with no word of AMI.

``ami.AmiLink`` is the real thing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from agent_bridge.device import PhoneState
from agent_bridge.events import CallContext, Event, MemberChanged
from storage.ids import CallId, GroupId, PersonId


class LinkFault(StrEnum):
    """Why there is no link to Asterisk, for an alarm that says what to do."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # user or secret
    NOT_BOOTED = "not_booted"
    SILENT = "silent"  # connected, but it answers nothing
    LOST = "lost"
    NOT_ASTERISK = "not_asterisk"


@dataclass(frozen=True, slots=True)
class LinkUp:
    """Logged in, or events were lost: whatever was believed before must be checked against Asterisk's own state."""


@dataclass(frozen=True, slots=True)
class LinkDown:
    fault: LinkFault
    detail: str


@dataclass(frozen=True, slots=True)
class Received:
    """One thing from Asterisk, in the order in which it came, and when."""

    what: Event | LinkUp | LinkDown
    at: datetime


@dataclass(frozen=True, slots=True)
class LiveChannel:
    """A channel that exists now. ``call`` is the caller's channel that it belongs to, which may be itself."""

    channel: str
    call: CallId
    person: PersonId | None
    """Whose telephone, where it is a SIP device's channel; the caller decides whether that person is one of ours."""
    up: bool
    number: str
    context: CallContext


class AsteriskError(Exception):
    """Asterisk could not be asked, or did not do what it was asked."""


class Refused(AsteriskError):
    """Asterisk said no, and why."""


class Unanswered(AsteriskError):
    """No answer in time, or the link was lost meanwhile. The action may have been done; it is never sent again."""


class Asterisk(Protocol):
    """Everything the desk asks of Asterisk. Each call has a deadline and raises :class:`AsteriskError`."""

    def received(self) -> AsyncIterator[Received]: ...

    async def members(self) -> tuple[MemberChanged, ...]: ...

    async def channels(self) -> tuple[LiveChannel, ...]: ...

    async def phones(self) -> Mapping[PersonId, PhoneState]: ...

    async def add_member(self, group: GroupId, person: PersonId, *, paused: bool) -> None: ...

    async def remove_member(self, group: GroupId, person: PersonId) -> None: ...

    async def pause_member(self, group: GroupId, person: PersonId, *, paused: bool, reason: str) -> None: ...
