"""An important or urgent event: what kind, on what evidence, how far it has come. Values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from schedules.answer import Because as Words
from storage.ids import LineId, OrderNumber, PersonId, UnitId

EventId = NewType("EventId", str)
"""``UE-20261123-001``: day (Asia/Shanghai) and counter."""


class Kind(StrEnum):
    """The eight kinds of the service guide, part two (2), and what its definition names besides."""

    REFERRED = "referred"
    OFFICIAL_MEDIA = "official_media"
    COLLECTIVE = "collective"
    SENSITIVE = "sensitive"
    REPEATED = "repeated"
    SYSTEM_FAULT = "system_fault"
    SURGE = "surge"
    FEW_CALLS = "few_calls"
    OTHER = "other"


KINDS: Mapping[Kind, Words] = {
    Kind.REFERRED: Words("政府主管部门、能源监管机构转办或督办", "referred or supervised by government or regulator"),
    Kind.OFFICIAL_MEDIA: Words("官方媒体、网站关注或介入", "official media or websites"),
    Kind.COLLECTIVE: Words("一周内多家主体集中反映同一问题", "many participants with the same matter within a week"),
    Kind.SENSITIVE: Words("敏感问题，表示要向政府、监管或媒体反映", "sensitive, with the intent to go outside"),
    Kind.REPEATED: Words("同一主体半年内多次反映同一问题", "the same matter again and again from one participant"),
    Kind.SYSTEM_FAULT: Words("系统故障或不可抗力严重影响服务", "a fault or force majeure that disturbs the service"),
    Kind.SURGE: Words("话务突增", "a surge in calls"),
    Kind.FEW_CALLS: Words("来电异常减少", "abnormally few calls"),
    Kind.OTHER: Words("其他需要报告的事件", "others that need to be reported"),
}

DETECTED = frozenset({Kind.COLLECTIVE, Kind.REPEATED, Kind.SYSTEM_FAULT, Kind.SURGE, Kind.FEW_CALLS})
"""What software proposes; everything may be marked by hand as well."""


class State(StrEnum):
    PROPOSED = "proposed"  # 待确认
    OPEN = "open"  # 处置中：已确认，或由服务调度、值班长标记
    DISMISSED = "dismissed"  # 不认定，有理由
    CLOSED = "closed"  # 已办结，有小结


ENDED = frozenset({State.DISMISSED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Bar:
    """One half-hour of a plot: what came, what usually comes, and the band in which nearly all such counts lie."""

    start: datetime
    count: int | None
    """None: not over yet."""
    usual: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: a sentence, the orders it rests on, figures for a table, and a plot."""

    words: Words
    orders: tuple[OrderNumber, ...] = ()
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    plot: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a detector found. Of one ``subject`` one event at a time is followed, however often found."""

    kind: Kind
    subject: str
    """What it is about, e.g. ``collective/settlement``, ``surge/yunnan/2026-11-23``."""
    evidence: Evidence
    line: LineId | None = None
    matter: str | None = None
    participant: str | None = None


@dataclass(frozen=True, slots=True)
class UrgentEvent:
    """An event and how far it has come. What people decide is a new revision each."""

    id: EventId
    kind: Kind
    state: State
    subject: str
    round: int
    """The how-manieth event of this subject; two who find it at once find one."""
    at: datetime
    """Detected or marked; the clocks of notification run from here, not from the confirmation."""
    evidence: Evidence
    line: LineId | None = None
    matter: str | None = None
    participant: str | None = None
    marked_by: PersonId | None = None
    """None: detected."""
    units: tuple[UnitId, ...] = ()
    """The departments concerned: proposed by the evidence, settled when it is confirmed."""
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    escalated_at: datetime | None = None
    """When the other dispatchers and the supervisors were told that nobody had decided."""
    notified_at: datetime | None = None
    """When market management and the departments had all been told, each contact in person."""
    notice_late_at: datetime | None = None
    """When it was told that not all of them had been told in time."""
    reminder_proposed_at: datetime | None = None
    reminded_at: datetime | None = None
    """When the last of the departments had been reminded."""
    remind_late_at: datetime | None = None
    talker: PersonId | None = None
    """The agent who talks with the participant."""
    closed_at: datetime | None = None
    """When it was settled or dismissed."""
    summary: str = ""
    """How it was settled; of a dismissed event, why it was none."""
    revision: int = 1


class Deed(StrEnum):
    """What happens to an event, as its history says it."""

    PROPOSED = "proposed"
    MARKED = "marked"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    TOLD = "told"
    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    REMIND = "remind"
    ASSIGN_TALK = "assign_talk"
    TALKED = "talked"
    NOTE = "note"
    CLOSE = "close"
    ESCALATED = "escalated"
    NOTICE_LATE = "notice_late"
    REMINDER_PROPOSED = "reminder_proposed"
    REMIND_LATE = "remind_late"


@dataclass(frozen=True, slots=True)
class UrgentEntry:
    """One row of the history; nothing is ever taken out of it."""

    event: EventId
    revision: int
    at: datetime
    who: PersonId | None
    """None: the house itself."""
    what: Deed
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What a department reports: when and where it happened, its first cause, what it may lead to."""

    event: EventId
    unit: UnitId
    who: PersonId
    at: datetime
    happened: str
    place: str
    cause: str
    effect: str


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That a named contact knows of the event, or could not be reached when somebody tried."""

    event: EventId
    contact: str
    """``market_management/沈立群``, ``settlement/钟卫东``."""
    how: str
    """``phone``: told by telephone · ``screen``: confirmed it themselves · ``unreached``: tried in vain."""
    who: PersonId
    at: datetime
    note: str = ""
