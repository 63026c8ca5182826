"""How an event goes from being proposed or marked to its end: who may do what, and what it changes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from schedules.answer import Because as Words
from storage.ids import OrderNumber, PersonId, UnitId
from work_orders.case.case import Acting
from work_orders.loop.loop import Loop

from .event import (
    ENDED,
    KINDS,
    Acknowledgement,
    Deed,
    EventId,
    Evidence,
    Finding,
    Kind,
    Report,
    State,
    UrgentEntry,
    UrgentEvent,
)
from .rules import Contact, Rules
from .words import REFUSALS

LONGEST = 2_000
"""Characters of anything that is said."""
PHONE, SCREEN, UNREACHED = "phone", "screen", "unreached"
REPORTED = ("happened", "place", "cause", "effect")
_ASKS: Mapping[Deed, tuple[str, ...]] = {
    Deed.CONFIRM: ("units",),
    Deed.DISMISS: ("reason",),
    Deed.TOLD: ("contact", "how"),
    Deed.REPORT: ("unit", *REPORTED),
    Deed.ASSIGN_TALK: ("person",),
    Deed.TALKED: ("result",),
    Deed.NOTE: ("note",),
    Deed.CLOSE: ("summary",),
}
"""What must be said with a deed; ``note`` may be said with each."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody wants to do something to an event."""

    deed: Deed
    by: Acting
    at: datetime
    said: Mapping[str, str] = field(default_factory=dict)
    """``units`` separated by commas."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done, and why. ``about``: what was said and is not right, or is missing."""

    code: str
    about: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True)
class Taken:
    """What it led to."""

    event: UrgentEvent
    entry: UrgentEntry
    report: Report | None = None
    acknowledgement: Acknowledgement | None = None


@dataclass(frozen=True, slots=True)
class Marking:
    """Somebody says that this is important or urgent."""

    kind: Kind
    by: Acting
    at: datetime
    why: str
    order: OrderNumber | None = None
    units: tuple[UnitId, ...] = ()


def proposed(id_: EventId, round_: int, finding: Finding, units: tuple[UnitId, ...], at: datetime) -> Taken:
    """What a detector found waits for a dispatcher's word."""
    event = UrgentEvent(
        id=id_,
        kind=finding.kind,
        state=State.PROPOSED,
        subject=finding.subject,
        round=round_,
        at=at,
        evidence=finding.evidence,
        line=finding.line,
        matter=finding.matter,
        participant=finding.participant,
        units=units,
    )
    return Taken(event, UrgentEntry(id_, 1, at, None, Deed.PROPOSED))


def marked(id_: EventId, subject: str, round_: int, marking: Marking) -> Taken | Refused:
    """A dispatcher's or supervisor's mark is their word; an agent's waits for a dispatcher's."""
    by, why = marking.by, marking.why.strip()
    if not (decides(by) or by.is_agent):
        return Refused("not_allowed")
    if not why or len(why) > LONGEST:
        return Refused("bad_input", ("why",))
    orders = (marking.order,) if marking.order else ()
    event = UrgentEvent(
        id=id_,
        kind=marking.kind,
        state=State.OPEN if decides(by) else State.PROPOSED,
        subject=subject,
        round=round_,
        at=marking.at,
        evidence=Evidence(Words(why, why), orders),
        units=marking.units,
        marked_by=by.id,
        decided_by=by.id if decides(by) else None,
        decided_at=marking.at if decides(by) else None,
    )
    if event.state is State.OPEN and not event.units:
        return Refused("bad_input", ("units",))
    said = {"why": why} | ({"units": ",".join(marking.units)} if marking.units else {})
    return Taken(event, UrgentEntry(id_, 1, marking.at, by.id, Deed.MARKED, said))


def decides(by: Acting) -> bool:
    """Whose word makes something an event: the dispatchers', and the supervisors' to whom it is escalated."""
    return by.is_dispatcher or by.is_supervisor


def sees(rules: Rules, loop: Loop, event: UrgentEvent, by: Acting) -> bool:
    """Departments see what concerns them once it is no mere suspicion, agents what they marked or talk about."""
    if decides(by) or by.is_manager or by.id in (event.marked_by, event.talker):
        return True
    known = event.decided_at is not None and event.state is not State.DISMISSED
    return known and (concerned(loop, event, by) or _as_contact(rules, event, by.id) is not None)


def concerned(loop: Loop, event: UrgentEvent, by: Acting) -> bool:
    """Whether this person belongs to a department that the event concerns, or to a unit below it."""
    return any(by.units & loop.under(unit) for unit in event.units)


def may(rules: Rules, loop: Loop, event: UrgentEvent, by: Acting) -> tuple[Deed, ...]:
    """All that this person may do to it now; nothing else is offered, and nothing else is taken."""
    if event.state in ENDED or not sees(rules, loop, event, by):
        return ()
    if event.state is State.PROPOSED:
        return (*((Deed.CONFIRM, Deed.DISMISS) if decides(by) else ()), Deed.NOTE)
    found = [Deed.TOLD, Deed.REMIND, Deed.ASSIGN_TALK, Deed.CLOSE] if decides(by) else []
    if _as_contact(rules, event, by.id) is not None:
        found.append(Deed.ACKNOWLEDGE)
    if decides(by) or concerned(loop, event, by):
        found.append(Deed.REPORT)
    if by.id == event.talker:
        found.append(Deed.TALKED)
    return (*found, Deed.NOTE)


def take(
    rules: Rules,
    loop: Loop,
    event: UrgentEvent,
    known: Sequence[Acknowledgement],
    attempt: Attempt,
    reminded: Collection[UnitId] = (),
) -> Taken | Refused:
    """What comes of it. ``known``: who has been told so far; ``reminded``: which departments were reminded."""
    by, deed = attempt.by, attempt.deed
    if not sees(rules, loop, event, by):
        return Refused("no_such_event")
    if deed not in may(rules, loop, event, by):
        return Refused("ended" if event.state in ENDED else "not_allowed")
    said = {name: value.strip() for name, value in attempt.said.items() if value.strip()}
    wrong = tuple(name for name in _ASKS.get(deed, ()) if not said.get(name))
    wrong += tuple(name for name, value in said.items() if len(value) > LONGEST)
    wrong = wrong or _wrong(rules, loop, event, attempt, said)
    if wrong:
        return Refused("bad_input", wrong)
    if deed is Deed.REMIND:
        said["units"] = ",".join(units_said(said) or _left(event, reminded))
    entry = UrgentEntry(event.id, event.revision + 1, attempt.at, by.id, deed, said)
    after = replace(event, revision=event.revision + 1)
    if deed is Deed.REMIND and event.reminded_at is None and {*units_said(said), *reminded} >= set(event.units):
        after = replace(after, reminded_at=attempt.at)
    return _with_rows(rules, Taken(_changed(after, attempt, said), entry), known)


def _wrong(rules: Rules, loop: Loop, event: UrgentEvent, attempt: Attempt, said: Mapping[str, str]) -> tuple[str, ...]:
    """What is said and cannot be."""
    by, deed = attempt.by, attempt.deed
    if deed is Deed.CONFIRM and not set(units_said(said)) <= set(loop.units):
        return ("units",)
    if deed is Deed.REMIND and not set(units_said(said)) <= set(event.units):
        return ("units",)
    if deed is Deed.TOLD:
        contacts = {contact.key for contact in rules.contacts_of(event.units)}
        right = said["contact"] in contacts, said["how"] in (PHONE, UNREACHED)
        return tuple(name for name, good in zip(("contact", "how"), right, strict=True) if not good)
    if deed is Deed.REPORT:
        unit = UnitId(said["unit"])
        if unit not in event.units or not (decides(by) or by.units & loop.under(unit)):
            return ("unit",)
    return ()


def _left(event: UrgentEvent, reminded: Collection[UnitId]) -> tuple[UnitId, ...]:
    """The departments that were not reminded yet; all of them where each was: they are reminded once more."""
    return tuple(unit for unit in event.units if unit not in reminded) or event.units


def units_said(said: Mapping[str, str]) -> tuple[UnitId, ...]:
    return tuple(dict.fromkeys(UnitId(unit) for unit in said.get("units", "").split(",") if unit))


def _changed(event: UrgentEvent, attempt: Attempt, said: Mapping[str, str]) -> UrgentEvent:
    at, by = attempt.at, attempt.by.id
    match attempt.deed:
        case Deed.CONFIRM:
            return replace(event, state=State.OPEN, decided_by=by, decided_at=at, units=units_said(said))
        case Deed.DISMISS:
            decided = replace(event, state=State.DISMISSED, decided_by=by, decided_at=at)
            return replace(decided, closed_at=at, summary=said["reason"])
        case Deed.ASSIGN_TALK:
            return replace(event, talker=PersonId(said["person"]))
        case Deed.CLOSE:
            return replace(event, state=State.CLOSED, closed_at=at, summary=said["summary"])
        case _:
            return event


def _with_rows(rules: Rules, taken: Taken, known: Sequence[Acknowledgement]) -> Taken:
    event, entry = taken.event, taken.entry
    who, at, said = entry.who or PersonId(""), entry.at, entry.said
    if entry.what is Deed.REPORT:
        told = {name: said[name] for name in REPORTED}
        return replace(taken, report=Report(event.id, UnitId(said["unit"]), who, at, **told))
    if entry.what not in (Deed.TOLD, Deed.ACKNOWLEDGE):
        return taken
    contact = _as_contact(rules, event, who)
    key = said.get("contact") or (contact.key if contact else "")
    row = Acknowledgement(event.id, key, said.get("how", SCREEN), who, at, said.get("note", ""))
    if event.notified_at is None and not untold(rules, event, (*known, row)):
        event = replace(event, notified_at=at)
    return replace(taken, event=event, acknowledgement=row)


def untold(rules: Rules, event: UrgentEvent, known: Sequence[Acknowledgement]) -> tuple[Contact, ...]:
    """The contacts who have not been told in person yet."""
    heard = {one.contact for one in known if one.how != UNREACHED}
    return tuple(contact for contact in rules.contacts_of(event.units) if contact.key not in heard)


def _as_contact(rules: Rules, event: UrgentEvent, person: PersonId) -> Contact | None:
    return next((one for one in rules.contacts_of(event.units) if one.person == person), None)


def title(event: UrgentEvent) -> Words:
    return KINDS[event.kind]
