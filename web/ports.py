"""What the web is given: everything it shows or changes, and nothing it would have to reach for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry

from agent_bridge.feed import Feed
from agent_bridge.intention import PresenceState
from agent_bridge.pops import Pop
from agent_bridge.presence import GroupCount, PresenceView
from participants.rules import IdentityRules
from people.sign_in import SignIn
from schedules.answer import Because as Words
from schedules.finding import Finding
from schedules.follow import ActiveDuty
from schedules.saving import Folder
from storage.database import Database
from storage.ids import GroupId, LineId, PersonId
from storage.vault import Vault
from urgent.outlook import Outlook
from urgent.tell import Around
from work_orders.attachments.folder import Folder as AttachmentFolder
from work_orders.attachments.scan import Scan, not_scanned
from work_orders.case.means import Means


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person has to see to, in words; ``code`` stays the same as long as it lasts."""

    code: str
    zh: str
    en: str


class PresencePort(Protocol):
    """Who is ready; ``agent_bridge.presence.Presence``."""

    def view(self, person: PersonId) -> PresenceView: ...

    def counts(self, group: GroupId) -> GroupCount: ...

    def in_call(self, person: PersonId) -> bool: ...

    def at_work(self) -> frozenset[PersonId]: ...

    def talking(self) -> frozenset[PersonId]: ...

    def talked(self) -> frozenset[PersonId]: ...

    async def set(self, person: PersonId, state: PresenceState, reason: str = "") -> PresenceView: ...


class PopsPort(Protocol):
    """What stands on a person's screen now; ``agent_bridge.pops.PopBoard``."""

    def current(self, person: PersonId) -> tuple[Pop, ...]: ...


@dataclass(frozen=True, slots=True)
class WebSettings:
    hotline: str
    numbers: tuple[str, ...]
    shift: timedelta = timedelta(0)
    keys: Mapping[LineId, str] = field(default_factory=dict)
    """The menu key of each line, for the duty page."""
    pages: Path | None = None
    """The built pages; None: the API alone."""
    behind_https: bool = False
    """True where a reverse proxy speaks HTTPS to the browsers: cookies are then sent over nothing else."""
    hotline_en: str = ""
    """The name for English pages; empty: the same."""


@dataclass(frozen=True, slots=True)
class RosterServices:
    """What the supervisors' pages work on."""

    folder: Folder
    refused: Callable[[], tuple[Finding, ...]]
    """What is wrong with the files that were saved last and are not in force."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """Where recordings of calls and messages of callers lie."""

    recordings: Path
    messages: Path


@dataclass(frozen=True, slots=True)
class WorkServices:
    """What work on orders takes."""

    means: Callable[[], Means | None]
    """What acting takes now; None while there is no duty version, or no good loop."""
    loop_seq: Callable[[], int]
    """Changes when the loop does."""
    folder: AttachmentFolder
    scan: Scan = not_scanned
    sounds: Sounds | None = None
    """None: there is nothing to be heard."""


@dataclass(frozen=True, slots=True)
class UrgentServices:
    """What important and urgent events take."""

    around: Callable[[], Around | None]
    """By what they are decided and told now; None while there is no duty version, or no good loop."""
    outlooks: Callable[[], Awaitable[Sequence[Outlook]]]
    """Today's calls against what is usual."""
    line_name: Callable[[LineId], Words]


@dataclass(frozen=True, slots=True)
class WebServices:
    """The ports. ``alarms`` and ``checks`` are asked often and answer at once."""

    db: Database
    vault: Vault
    sign_in: SignIn
    presence: PresencePort
    pops: PopsPort
    feed: Feed
    duty: Callable[[], ActiveDuty | None]
    now: Callable[[], datetime]
    alarms: Callable[[], tuple[Alarm, ...]]
    checks: Callable[[], Mapping[str, bool]]
    """What must hold for the desk to be of use, e.g. ``{"asterisk": True}``; the database is asked besides."""
    metrics: CollectorRegistry
    settings: WebSettings
    roster: RosterServices
    identity: IdentityRules
    """What the participant register holds, and what callers are asked."""
    work: WorkServices
    urgent: UrgentServices
