"""What other systems can be told of: events, and the JSON that each is sent as. No personal data, ever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from notices.tell import HOME
from storage.ids import LineId

EventId = NewType("EventId", str)
"""``evt_…``: stays the same however often the event is delivered or replayed."""

SCHEMA = 1
"""Of ``data``. Fields may be added under the same number; what a receiver relies on changes only with another."""

Value = str | int | bool | None | tuple[str, ...]


class EventType(StrEnum):
    ORDER_OPENED = "order.opened"  # 工单已受理：从来电，或由人登记
    ORDER_MOVED = "order.moved"  # 工单到了另一环节
    ORDER_ARCHIVED = "order.archived"  # 工单已归档
    ORDER_CHANGED = "order.changed"  # 传递之后，表单、类别等有改动
    ORDER_RISK = "order.risk"  # 风险等级变了
    CLOCK_MOVED = "clock.moved"  # 时限变动
    CLOCK_WARNED = "clock.warned"  # 时限临期
    CLOCK_BREACHED = "clock.breached"  # 时限超时
    CLOCK_ESCALATED = "clock.escalated"  # 超时升级
    URGENT_PROPOSED = "urgent.proposed"  # 重要、紧急服务事件待确认
    URGENT_CONFIRMED = "urgent.confirmed"  # 已确认
    URGENT_DISMISSED = "urgent.dismissed"  # 不认定
    URGENT_CLOSED = "urgent.closed"  # 已办结


TEST = "webhook.test"
"""What ``hotline webhooks test`` sends; nobody subscribes to it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``data`` holds ids, numbers and instants: nothing that a person said or is called."""

    type: EventType
    subject: str
    """The order or urgent event; a receiver hears of one subject in the order in which things happened."""
    line: LineId | None
    """None: of no single line; only whoever subscribed to all lines hears of it."""
    at: datetime
    data: Mapping[str, Value] = field(default_factory=dict)


def body_of(id_: EventId, kind: str, at: datetime, data: Mapping[str, Value]) -> str:
    """The text that is sent, and signed, byte for byte. Instants carry their zone."""
    content = {"type": kind, "timestamp": instant(at), "id": id_, "schema": SCHEMA, "data": dict(data)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def instant(at: datetime) -> str:
    """ISO 8601 on the hotline's clock, with the zone, to the second."""
    return at.astimezone(HOME).isoformat(timespec="seconds")
