"""What every call of a rehearsal has to have, and what this one lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.rehearsal.performance import Performance
from app.rehearsal.staff import SeenCall, SeenOrder
from schedules.finding import Bilingual


@dataclass(frozen=True, slots=True)
class Evidence:
    """One call from both sides: what its caller did and heard, and what the house wrote down."""

    performance: Performance
    seen: SeenCall | None
    order: SeenOrder | None
    replays: bool
    """The recorded decision came out again from its own duty version."""


def lacks(evidence: Evidence, *, group_expected: bool) -> list[Bilingual]:
    """Everything that is missing or wrong; empty for a call that went as it should."""
    if evidence.performance.trouble:
        return [Bilingual(f"来电者：{evidence.performance.trouble}", f"caller: {evidence.performance.trouble}")]
    if evidence.seen is None:
        return [Bilingual("没有通话记录", "no call record")]
    found = list(_of_the_call(evidence, evidence.seen, group_expected))
    return found + list(_of_the_order(evidence, evidence.seen)) if evidence.performance.part.line else found


def _of_the_call(evidence: Evidence, seen: SeenCall, group_expected: bool) -> Iterator[Bilingual]:
    part = evidence.performance.part
    if seen.line != part.line:
        yield Bilingual(f"专线应为 {part.line or '无'}", f"line should be {part.line or 'none'}")
    if group_expected and part.group and seen.group != part.group:
        yield Bilingual(f"组应为 {part.group}", f"group should be {part.group}")
    if seen.outcome != part.outcome:
        yield Bilingual(f"结果应为 {part.outcome}，却是 {seen.outcome}", f"{seen.outcome}, should be {part.outcome}")
    if part.line and not seen.because:
        yield Bilingual("没有原因", "no reason given")
    if part.line and not evidence.replays:
        yield Bilingual("原因不能重现", "the decision does not replay")
    if part.outcome == "answered" and (seen.waited_s is None or seen.talked_s is None or not seen.answered_by):
        yield Bilingual("缺等待、通话时长或应答人", "waiting time, talking time or agent missing")


def _of_the_order(evidence: Evidence, seen: SeenCall) -> Iterator[Bilingual]:
    part, order = evidence.performance.part, evidence.order
    if order is None:
        yield Bilingual("没有工单", "no work order")
        return
    if order.state != part.outcome:
        yield Bilingual(f"工单状态 {order.state}", f"order is {order.state}")
    if seen.outcome == "answered" and (order.rang_at is None or order.opened_at > order.rang_at):
        yield Bilingual("工单晚于振铃", "order opened after the phone rang")
    if part.callback and not order.callback_wanted:
        yield Bilingual("回拨未登记", "callback not noted")
    if part.message and not order.message_seconds:
        yield Bilingual("留言未登记", "message not kept")
