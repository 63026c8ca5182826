"""Our values as the JSON that the pages are written against (``ui/src/api.ts``). Instants carry +08:00."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from agent_bridge.briefing import Briefing, EarlierCall, OpenOrder
from agent_bridge.directory import Names
from agent_bridge.pops import Pop
from agent_bridge.presence import GroupSeat, PresenceView
from people.person import Person
from people.sign_in import Session
from recordings.filing import FiledRecording
from routing.call import CallRecord
from storage.masked import PhoneNumber
from web.names import NOTHING, NameBook, NumberBook
from web.ports import Alarm
from web.visit import HOME
from work_orders.order import WorkOrder

Json = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    return at.astimezone(HOME).isoformat(timespec="milliseconds") if at else None


def named(prefix: str, names: Names) -> Json:
    return {f"{prefix}_zh": names.zh, f"{prefix}_en": names.en}


def number(known: PhoneNumber) -> Json:
    """A caller's number, masked; in clear it is asked for by itself (``web/private.py``), and that is recorded."""
    return {"number_masked": str(known)}


def alarm(one: Alarm) -> Json:
    return {"code": one.code, "zh": one.zh, "en": one.en}


def recording(one: FiledRecording | None, *, hears: bool, saves: bool, confidential: bool) -> Json | None:
    """What was filed of a call's recording; None while there is none.

    Where it lies is told to whoever may hear it; of a confidential order's nobody else learns more than that it exists.
    """
    if one is None:
        return None
    veiled = confidential and not hears
    return {
        "file": one.file if hears else None,
        "bytes": None if veiled else one.bytes,
        "seconds": None if veiled else one.seconds,
        "sha256": one.sha256 if hears else None,
        "mended": one.mended,
        "may_hear": hears,
        "may_save": hears and saves,
    }


def session(one: Session) -> Json:
    return {
        "person": person(one.person),
        "expires_at": instant(one.expires_at),
        "first_password": one.first_password,
    }


def person(one: Person) -> Json:
    roles = sorted(role.value for role in one.roles)
    return {"id": one.id, "name": one.name, "roles": roles, "groups": list(one.groups)}


def presence(view: PresenceView) -> Json:
    return {
        "state": view.state.value,
        "reason": view.reason or None,
        "since": instant(view.since),
        "phone": view.phone.value,
        "groups": [_seat(seat) for seat in view.groups],
    }


def _seat(seat: GroupSeat) -> Json:
    """``duty``: ``on``, ``off`` or ``staying`` (the relief is not there); ``until``: when that changes, or null."""
    return {
        "id": seat.id,
        "line": seat.line,
        **named("name", seat.names),
        "duty": seat.duty.value,
        "until": instant(seat.until),
    }


def pop(one: Pop) -> Json:
    briefing = one.briefing
    return {
        "call": one.call,
        **number(briefing.number),
        "line": briefing.line,
        **named("line", briefing.line_names),
        "group": one.group,
        **named("group", briefing.group_names),
        **named("because", briefing.because),
        "order": briefing.order,
        **named("greeting", briefing.greeting),
        "rang_at": instant(one.rang_at),
        "answered_at": instant(one.answered_at),
        "state": one.state.value,
        **before(briefing),
    }


def before(briefing: Briefing) -> Json:
    return {
        "earlier_calls": [earlier_call(call) for call in briefing.earlier_calls],
        "open_orders": [open_order(order) for order in briefing.open_orders],
    }


def earlier_call(one: EarlierCall) -> Json:
    return {
        "call": one.call,
        "arrived_at": instant(one.arrived_at),
        **named("line", one.line),
        "outcome": one.outcome.value,
        "order": one.order,
    }


def open_order(one: OpenOrder) -> Json:
    return {
        "number": one.number,
        **named("line", one.line),
        "state": one.state.value,
        "opened_at": instant(one.opened_at),
    }


class Shaper:
    """Calls and orders as JSON: knows what lines, groups and people are called, and how to open a sealed number."""

    def __init__(self, names: NameBook, numbers: NumberBook) -> None:
        self._names = names
        self._numbers = numbers

    def call(self, one: CallRecord) -> Json:
        routed = one.routed
        group = one.answered_group or (routed.group if routed else None)
        return {
            "call": one.call,
            "arrived_at": instant(one.arrived_at),
            **number(self._numbers.of_call(one)),
            "line": one.line,
            **named("line", self._names.line(one.line)),
            "key": routed.key if routed else "",
            "choice": routed.choice.value if routed else None,
            "decided_by": routed.decided_by.value if routed else None,
            "state": routed.state.value if routed else None,
            "reason": routed.reason.value if routed else None,
            "group": group,
            **named("group", self._names.group(group)),
            **named("because", Names(routed.because.zh, routed.because.en) if routed else NOTHING),
            "order": one.order,
            **_how_it_ended(one),
            "answered_by_name": self._names.person(one.answered_by),
        }

    def order(self, one: WorkOrder) -> Json:
        decided = one.decided
        return {
            "number": one.number,
            "call": one.call,
            "caller_masked": str(self._numbers.of_order(one)),
            "line": one.line,
            **named("line", self._names.line(one.line)),
            "group": decided.group if decided else None,
            **named("group", self._names.group(decided.group if decided else None)),
            **named("because", Names(decided.because.zh, decided.because.en) if decided else NOTHING),
            "rule": decided.rule if decided else "",
            "version": decided.version if decided else None,
            "state": one.state.value,
            "owner": one.owner,
            "owner_name": self._names.person(one.owner),
            "callback_wanted": one.callback_wanted_at is not None,
            "message_seconds": one.message_seconds,
            "survey": one.survey_score,
            "opened_late": one.opened_late,
            "arrived_at": instant(one.arrived_at),
            "opened_at": instant(one.opened_at),
            "answered_at": instant(one.answered_at),
            "conversation_ended_at": instant(one.conversation_ended_at),
            "fill_due_at": instant(one.fill_due_at),
        }


def _how_it_ended(one: CallRecord) -> Json:
    return {
        "outcome": one.outcome.value,
        "answered_by": one.answered_by,
        "answered_at": instant(one.answered_at),
        "ended_at": instant(one.ended_at),
        "waited_s": one.waited_s,
        "talked_s": one.talked_s,
        "survey": one.survey,
    }
