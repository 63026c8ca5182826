"""Whom each step of an event is told to, and telling it: screens, SMS and e-mail, in the transaction of the step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from notices import store as outbox
from notices.hooks.switchboard import Publish, publish_nothing
from notices.notice import Channel, Notice
from notices.notice import Kind as NoticeKind
from notices.settings import Contact as Address
from notices.settings import NoticeSettings, Way
from notices.store import Outgoing
from notices.tell import HOME
from schedules.answer import Because as Words
from storage.database import Transaction
from storage.ids import PersonId, UnitId
from work_orders.case.case import Acting
from work_orders.loop.loop import Loop

from .announced import announced
from .course import decides, units_said, untold
from .due import notify_by, remind_by
from .event import Acknowledgement, Deed, State, UrgentEntry, UrgentEvent
from .rules import Contact, Rules
from .words import hour, notice_words

_QUIET = frozenset({Deed.ASSIGN_TALK, Deed.TALKED, Deed.REPORT, Deed.CLOSE, Deed.DISMISS})
"""News of work, which go as such; all others go as urgent ones do."""
OUTWARD = (Channel.SMS, Channel.EMAIL)


@dataclass(frozen=True, slots=True)
class Around:
    """What holds at a moment: by what is decided, and who is told."""

    rules: Rules
    loop: Loop
    staff: Sequence[Acting]
    notices: NoticeSettings
    publish: Publish = publish_nothing
    """Tells other systems of it."""


@dataclass(frozen=True, slots=True)
class News:
    """What is told, to whom on their screens, and to which named contacts by every way they have."""

    words: Words
    people: frozenset[PersonId]
    contacts: tuple[Contact, ...] = ()


def news_of(
    around: Around, event: UrgentEvent, entry: UrgentEntry, known: Sequence[Acknowledgement] = ()
) -> News | None:
    """What this step is to others; None where it is nothing. Pure."""
    what = Deed.CONFIRM if entry.what is Deed.MARKED and event.state is State.OPEN else entry.what
    people, contacts = _hear(around, event, what), _told_every_way(around.rules, event, what, entry)
    if not people and not contacts:
        return None
    zh, en = ({**entry.said, **more} for more in _filled(around, event, entry, known))
    by_when = _by_when(around.rules, event, what)
    words = Words(notice_words(event, what, zh, by_when).zh, notice_words(event, what, en, by_when).en)
    return News(words, people, contacts)


def _hear(around: Around, event: UrgentEvent, what: Deed) -> frozenset[PersonId]:
    """Whose screens show it, contacts aside."""
    deciders, managers = _those(around, decides), _those(around, lambda one: one.is_manager)
    dispatchers = _those(around, lambda one: one.is_dispatcher) or deciders
    heads = _those(around, lambda one: one.is_head and bool(one.units & set(event.units)))
    followers = frozenset(one.person for one in around.rules.contacts_of(event.units) if one.person)
    whose: Mapping[Deed, frozenset[PersonId]] = {
        Deed.PROPOSED: dispatchers,
        Deed.MARKED: dispatchers,
        Deed.CONFIRM: deciders | managers | heads,
        Deed.DISMISS: frozenset({event.marked_by} if event.marked_by else ()),
        Deed.ASSIGN_TALK: frozenset({event.talker} if event.talker else ()),
        Deed.TALKED: dispatchers,
        Deed.REPORT: dispatchers | managers,
        Deed.CLOSE: followers | deciders | managers,
        Deed.ESCALATED: deciders,
        Deed.NOTICE_LATE: deciders,
        Deed.REMINDER_PROPOSED: dispatchers,
        Deed.REMIND_LATE: deciders,
    }
    return whose.get(what, frozenset())


def _told_every_way(rules: Rules, event: UrgentEvent, what: Deed, entry: UrgentEntry) -> tuple[Contact, ...]:
    """Which named contacts are told by SMS and e-mail as well."""
    if what is Deed.CONFIRM:
        return rules.contacts_of(event.units)
    if what is Deed.REMIND:
        return tuple(one for unit in units_said(entry.said) or event.units for one in rules.departments.get(unit, ()))
    return ()


def _by_when(rules: Rules, event: UrgentEvent, what: Deed) -> str:
    if what in (Deed.PROPOSED, Deed.MARKED):
        return hour(event.at + rules.confirm)
    return hour(notify_by(rules, event) if what is Deed.NOTICE_LATE else remind_by(rules, event))


def _filled(
    around: Around, event: UrgentEvent, entry: UrgentEntry, known: Sequence[Acknowledgement]
) -> tuple[dict[str, str], dict[str, str]]:
    """What stands in the places of a sentence besides what was said, in Chinese and in English."""
    missing = [one.name for one in untold(around.rules, event, known)]
    unit = around.loop.units.get(UnitId(entry.said.get("unit", "")))
    named = unit.names if unit else Words("", "")
    return {"unit": named.zh, "names": "、".join(missing)}, {"unit": named.en, "names": ", ".join(missing)}


async def tell(
    tx: Transaction,
    around: Around,
    event: UrgentEvent,
    entry: UrgentEntry,
    known: Sequence[Acknowledgement] = (),
) -> None:
    """Tell it, once: together with the rest of the transaction, or not at all. Whoever did it knows already."""
    await around.publish(tx, announced(event, entry))
    news = news_of(around, event, entry, known)
    if news is None:
        return
    kind = NoticeKind.ASSIGNED if entry.what in _QUIET else NoticeKind.URGENT
    notice = Notice(news_key(event, entry), kind, event.id, news.words.zh, news.words.en, entry.at)
    people = news.people | {one.person for one in news.contacts if one.person}
    await outbox.put_on_screens(tx, notice, people - {entry.who} if entry.who else people)
    await outbox.put_into_outbox(tx, _letters(notice, news, entry.who, around.notices))


def news_key(event: UrgentEvent, entry: UrgentEntry) -> str:
    """What the house tells by itself it tells once an event; what people do, once a revision."""
    return f"{event.id}/{entry.what.value}" + (f"/{entry.revision}" if entry.who else "")


def letter_keys(contact: Contact, notice_key: str, settings: NoticeSettings) -> tuple[str, ...]:
    """The letters that this notice is to this contact."""
    return tuple(f"{notice_key}/{channel.value}/{to}" for channel, to in ways_of(contact, settings))


def ways_of(contact: Contact, settings: NoticeSettings) -> tuple[tuple[Channel, str], ...]:
    """By which channels, and to which name that the addresses know, this contact is told outside the house.

    What stands in the events' own file goes before what ``notices.yaml`` has of the person.
    """
    found: list[tuple[Channel, str]] = []
    open_ = settings.ways.get(NoticeKind.URGENT, Way()).channels & settings.open_channels()
    for channel in OUTWARD:
        own = contact.phones if channel is Channel.SMS else contact.emails
        if channel not in open_:
            continue
        if own:
            found += [(channel, address_name(contact, index)) for index in range(len(own))]
        elif contact.person and settings.contacts.get(contact.person, Address()).address(channel):
            found.append((channel, contact.person))
    return tuple(found)


def address_name(contact: Contact, index: int) -> str:
    """By this name an address of a contact is looked up when a letter goes: letters hold no addresses."""
    return f"urgent/{contact.key}/{index}"


def addresses(contacts: Iterable[Contact]) -> Mapping[str, Address]:
    """Every telephone number and e-mail address of these contacts, by its name."""
    found: dict[str, Address] = {}
    for contact in contacts:
        for index, phone in enumerate(contact.phones):
            found[address_name(contact, index)] = Address(phone="".join(phone.replace("-", " ").split()))
        for index, email in enumerate(contact.emails):
            name = address_name(contact, index)
            found[name] = replace(found.get(name, Address()), email=email)
    return found


def _letters(notice: Notice, news: News, who: PersonId | None, settings: NoticeSettings) -> list[Outgoing]:
    not_before = settings.not_before(notice.kind, notice.at, HOME)
    goals = {way for contact in news.contacts for way in ways_of(contact, settings)}
    named = {one.person for one in news.contacts}
    for person in news.people - named - {who}:
        goals |= {(channel, person) for channel in settings.outward(notice.kind, person)}
    return [
        Outgoing(f"{notice.key}/{channel.value}/{to}", channel, to, notice, not_before) for channel, to in sorted(goals)
    ]


def _those(around: Around, test: Callable[[Acting], bool]) -> frozenset[PersonId]:
    return frozenset(one.id for one in around.staff if test(one))
