"""A notice, the ways that it can go, and a letter in the outbox: values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.ids import PersonId


class Channel(StrEnum):
    """How it reaches somebody."""

    SCREEN = "screen"  # 屏幕
    SMS = "sms"  # 短信
    EMAIL = "email"  # 电子邮件


class Kind(StrEnum):
    """What a notice is about; which ways each goes stands in ``config/notices.yaml``."""

    ASSIGNED = "assigned"  # 有工单待办
    RETURNED = "returned"  # 工单被退回
    TAKEN_BACK = "taken_back"  # 派单被收回
    WARNING = "warning"  # 临期提醒
    BREACH = "breach"  # 超时
    ESCALATION = "escalation"  # 超时升级
    MOVED = "moved"  # 时限变动
    LISTED = "listed"  # 挂牌督办
    RISK = "risk"  # 风险定级
    MEASURE = "measure"  # 改进措施
    URGENT = "urgent"  # 重要、紧急服务事件


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, in one sentence."""

    key: str
    """What makes it this notice: told again under its key, it is not told."""
    kind: Kind
    subject: str
    """The order that it is about, by its number; empty for none."""
    zh: str
    en: str
    at: datetime
    at_any_hour: bool = False
    """True: goes out at night, too, even where notices of its kind wait for the morning."""


@dataclass(frozen=True, slots=True)
class ScreenNotice:
    """A notice on a person's screen."""

    id: int
    person: PersonId
    kind: str
    subject: str
    zh: str
    en: str
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way out of the house."""

    id: int
    key: str
    """Stays the same however often it is tried: gateways know by it what they have taken already."""
    channel: Channel
    to: str
    """Whom, by the name that the contacts know; never an address."""
    kind: str
    subject: str
    zh: str
    en: str
    at: datetime
    """Of the notice."""
    created_at: datetime = field(repr=False)
    attempts: int = 0
    """Those made, the one under way among them."""
