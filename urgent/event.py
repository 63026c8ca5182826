"""An important or urgent event: what kind, on what evidence, how far it has come. Values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from schedules.answer import Because as Words
from storage.ids import LineId, OrderNumber, PersonId

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
    OPEN = "open"  # 处置中：已确认，或由人标记
    DISMISSED = "dismissed"  # 不认定，有理由
    CLOSED = "closed"  # 已办结，有小结


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why: a sentence, the orders it rests on, and figures for a plot or a table."""

    words: Words
    orders: tuple[OrderNumber, ...] = ()
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a detector found. Of one ``key`` there is one event, however often it is found again."""

    kind: Kind
    key: str
    evidence: Evidence
    line: LineId | None = None
    matter: str | None = None
    participant: str | None = None


@dataclass(frozen=True, slots=True)
class UrgentEvent:
    id: EventId
    kind: Kind
    state: State
    key: str
    at: datetime
    """Detected or marked; the clocks of notification run from here, not from the confirmation."""
    evidence: Evidence
    line: LineId | None
    matter: str | None
    participant: str | None
    marked_by: PersonId | None
    """None: detected."""
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    decided_why: str = ""
    escalated_at: datetime | None = None
    """When deputy and supervisor were told that nobody had decided."""
    notified_at: datetime | None = None
    """When market management and the departments had all been told."""
    reminded_at: datetime | None = None
    closed_at: datetime | None = None
    summary: str = ""
    revision: int = 1
