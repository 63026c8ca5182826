"""AMI messages become events here, and only here are the names of AMI's headers written.

A header that an event must have and has not is a :class:`BadEvent`, never an empty text; a message we have no use for
is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from agent_bridge.device import PhoneState, person_of, person_of_channel, phone_state
from agent_bridge.events import (
    AgentCalled,
    AgentComplete,
    AgentConnect,
    AgentRingNoAnswer,
    CallContext,
    ContactChanged,
    DeviceChanged,
    Event,
    FullyBooted,
    Hangup,
    HangupRequest,
    MemberChanged,
    MemberRemoved,
    QueueCallerAbandon,
    QueueCallerJoin,
)
from agent_bridge.headers import BadEvent, Headers
from agent_bridge.link import LiveChannel
from dialplan.words import Variable
from storage.ids import CallId, GroupId, PersonId


def parse(headers: Headers) -> Event | None:
    """The event, or None where the desk has no use for it; raises :class:`BadEvent`."""
    parser = PARSERS.get(headers.name)
    return parser(headers) if parser else None


def _call(headers: Headers) -> CallId:
    return CallId(headers.text("Uniqueid"))


def _group(headers: Headers) -> GroupId:
    return GroupId(headers.text("Queue"))


def _person(headers: Headers) -> PersonId:
    interface = headers.text("Location", default="") or headers.text("Interface")
    person = person_of(interface)
    if person is None:
        raise BadEvent(f"{headers.name}: not an agent's telephone: {interface!r}")
    return person


def known_number(text: str) -> str:
    """The number, or an empty text where Asterisk has none to show."""
    return "" if text in {"<unknown>", "unknown", "anonymous"} else text


def _context(event: Headers) -> CallContext:
    """The dialplan writes ``line/order`` into the caller's account code, which every event of a channel has.

    Variables in each event (``channelvars``) would have Asterisk tell the manager of every variable that is ever set.
    """
    line, _, order = event.text("AccountCode", default="").partition("/")
    return CallContext(line=line, order=order)


def _agent_called(headers: Headers) -> Event:
    return AgentCalled(
        _call(headers),
        _group(headers),
        _person(headers),
        headers.text("DestUniqueid"),
        number=known_number(headers.text("CallerIDNum", default="")),
        context=_context(headers),
    )


def _agent_connect(headers: Headers) -> Event:
    return AgentConnect(
        _call(headers),
        _group(headers),
        _person(headers),
        headers.text("DestUniqueid"),
        waited_s=headers.integer("HoldTime"),
    )


def _agent_complete(headers: Headers) -> Event | None:
    """None where Asterisk names only one of the two: the other's channel was gone already when it wrote this.

    One call in fifty on a busy hotline; the hangup ends its pop, the log tells its end.
    """
    if not (headers.text("Uniqueid", default="") and headers.text("DestUniqueid", default="")):
        return None
    return AgentComplete(
        _call(headers),
        _group(headers),
        _person(headers),
        headers.text("DestUniqueid"),
        waited_s=headers.integer("HoldTime"),
        talked_s=headers.integer("TalkTime"),
        by=headers.text("Reason"),
    )


def _ring_no_answer(headers: Headers) -> Event:
    return AgentRingNoAnswer(
        _call(headers),
        _group(headers),
        _person(headers),
        headers.text("DestUniqueid"),
        rang_ms=headers.integer("RingTime"),
    )


_MEMBER_STATUS = {
    0: PhoneState.UNKNOWN,
    1: PhoneState.REGISTERED,
    2: PhoneState.IN_USE,
    3: PhoneState.IN_USE,
    4: PhoneState.UNREACHABLE,
    5: PhoneState.UNREACHABLE,
    6: PhoneState.IN_USE,
    7: PhoneState.IN_USE,
    8: PhoneState.IN_USE,
}


def member_changed(headers: Headers) -> MemberChanged:
    status = headers.integer("Status")
    return MemberChanged(
        _group(headers),
        _person(headers),
        paused=headers.flag("Paused"),
        in_call=headers.flag("InCall"),
        phone=_MEMBER_STATUS.get(status, PhoneState.UNKNOWN),
    )


def device_changed(headers: Headers) -> DeviceChanged | None:
    person = person_of(headers.text("Device"))
    return DeviceChanged(person, phone_state(headers.text("State"))) if person else None


def _contact_changed(headers: Headers) -> Event | None:
    status = headers.text("ContactStatus")
    if status not in {"Reachable", "NonQualified", "Unreachable", "Removed"}:
        return None  # Created, Updated, Unknown: says nothing yet
    return ContactChanged(PersonId(headers.text("EndpointName")), status in {"Reachable", "NonQualified"})


PARSERS: Mapping[str, Callable[[Headers], Event | None]] = {
    "FullyBooted": lambda _: FullyBooted(),
    "QueueCallerJoin": lambda h: QueueCallerJoin(_call(h), _group(h), h.integer("Position")),
    "QueueCallerAbandon": lambda h: QueueCallerAbandon(_call(h), _group(h), h.integer("HoldTime")),
    "AgentCalled": _agent_called,
    "AgentConnect": _agent_connect,
    "AgentComplete": _agent_complete,
    "AgentRingNoAnswer": _ring_no_answer,
    "QueueMemberAdded": member_changed,
    "QueueMemberPause": member_changed,
    "QueueMemberRemoved": lambda h: MemberRemoved(_group(h), _person(h)),
    "DeviceStateChange": device_changed,
    "ContactStatus": _contact_changed,
    "HangupRequest": lambda h: HangupRequest(h.text("Uniqueid")),
    "Hangup": lambda h: Hangup(h.text("Uniqueid")),
}


CARRIED = (Variable.CALL, Variable.LINE, Variable.GROUP, Variable.ORDER)
"""The variables that are asked for with the list of channels."""


def live_channel(row: Headers) -> LiveChannel:
    said = row.asked_for()
    return LiveChannel(
        channel=row.text("Uniqueid"),
        call=CallId(said.get(Variable.CALL) or row.text("Linkedid")),
        person=person_of_channel(row.text("Channel")),
        up=row.text("ChannelStateDesc") == "Up",
        number=known_number(row.text("ConnectedLineNum", default="")),
        context=CallContext(
            line=said.get(Variable.LINE, ""),
            group=said.get(Variable.GROUP, ""),
            order=said.get(Variable.ORDER, ""),
        ),
    )
