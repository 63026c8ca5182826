"""What makes up each class of records, in the order in which they go: what refers to another goes before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.privacy_file import RecordClass
from storage.holds import HoldKind
from storage.records import Names, Records
from work_orders.attachments.folder import ATTACHMENTS

RECORDINGS, MESSAGES = "recordings", "messages"
"""Folders below ``var`` in which files lie."""

_THE_CALL = (("recordings.call", "calls.call"), ("recordings.call", "orders.call"))
_THE_CASE = ("orders.number", "order_cases.number")
_CONVERSATIONS = ("identity_notes.occasion", "identity_draws.occasion", "identity_tries.subject")
"""What callers said of themselves, and were asked. That it happened, told without any value, is a class of its own."""
_OF_AN_ORDER = {
    HoldKind.ORDER: "orders.number",
    HoldKind.CALL: "orders.call",
    HoldKind.CALLER: "orders.caller_key",
    HoldKind.LINE: "orders.line",
}
_OF_A_CALL = {
    HoldKind.ORDER: "orders.number",
    HoldKind.CALL: "calls.call",
    HoldKind.CALLER: "calls.caller_key",
    HoldKind.LINE: "calls.line",
}


def _behind(prefix: str) -> Callable[[Any], Iterable[str]]:
    """Which call or order an occasion names, as ``participants.identity.level.Occasion`` says it."""
    return lambda occasion: (occasion.removeprefix(prefix),) if occasion.startswith(prefix) else ()


CLASSES: tuple[Records, ...] = (
    Records(
        RecordClass.RECORDINGS,
        key="recordings.call",
        ended="recordings.filed_at",
        joins=(*_THE_CALL, _THE_CASE),
        open_if=("orders.number", "order_cases.archived_at"),
        files={"recordings.file": RECORDINGS},
        marks=_OF_A_CALL | {HoldKind.CALL: "recordings.call"},
    ),
    Records(
        RecordClass.MESSAGES,
        key="orders.number",
        ended="order_cases.archived_at",
        joins=(_THE_CASE,),
        clears=("orders.message_file", "orders.message_seconds"),
        files={"orders.message_file": MESSAGES},
        marks=_OF_AN_ORDER,
    ),
    Records(
        RecordClass.ORDERS,
        key="orders.number",
        ended="order_cases.archived_at",
        joins=(_THE_CASE,),
        forgotten_by=("calls.order",),
        together=(("order_links.one", "order_links.other"), ("order_cases.number", "order_cases.parent")),
        named_in=dict.fromkeys(_CONVERSATIONS, "order:"),
        files={"orders.message_file": MESSAGES, "order_attachments.file": ATTACHMENTS},
        marks=_OF_AN_ORDER,
    ),
    Records(
        RecordClass.CALLS,
        key="calls.call",
        ended="calls.ended_at",
        joins=(("calls.call", "orders.call"),),
        kept_by=("orders.call", "recordings.call"),
        named_in=dict.fromkeys(_CONVERSATIONS, "call:"),
        marks=_OF_A_CALL,
    ),
    Records(
        RecordClass.SAMPLES,
        key="follow_up_samples.id",
        ended="follow_up_samples.drawn_at",
        stays_with=(Names("follow_up_samples.candidates", "orders.number", lambda candidates: candidates),),
        cut=True,
    ),
    Records(
        RecordClass.URGENT,
        key="urgent_events.id",
        ended="urgent_events.closed_at",
        stays_with=(Names("urgent_events.evidence", "orders.number", lambda evidence: evidence["orders"]),),
        marks={HoldKind.LINE: "urgent_events.line"},
    ),
    Records(
        RecordClass.IDENTITY,
        key="identity_events.seq",
        ended="identity_events.at",
        stays_with=(
            Names("identity_events.occasion", "calls.call", _behind("call:")),
            Names("identity_events.occasion", "orders.number", _behind("order:")),
        ),
        cut=True,
    ),
)
"""The audit log, the last class, has an end of its own (``storage.audit.cut_before``)."""
