"""Events as the JSON that the pages are written against (``ui/src/urgent/api.ts``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from notices.settings import Contact as Address
from notices.store import Going
from schedules.answer import Because as Words
from storage.ids import LineId, OrderNumber, UnitId
from urgent.course import untold
from urgent.due import notify_by, remind_by, reminders
from urgent.event import KINDS, Acknowledgement, Bar, Report, State, UrgentEntry, UrgentEvent
from urgent.outlook import Outlook
from urgent.rules import MARKET_MANAGEMENT, Contact
from urgent.tell import Around
from web.names import NameBook
from web.shapes import Json, instant
from work_orders.case.case import Case
from work_orders.loop.loop import FieldId, MatterId

_MANAGEMENT = Words("市场管理部", "market management")
SUMMARY, PARTICIPANT = FieldId("summary"), FieldId("participant_name")


def words(prefix: str, said: Words) -> Json:
    return {f"{prefix}_zh": said.zh, f"{prefix}_en": said.en}


def unit_names(around: Around, unit: str) -> Words:
    known = around.loop.units.get(UnitId(unit))
    return known.names if known else Words(unit, unit)


def row(around: Around, event: UrgentEvent, names: NameBook) -> Json:
    """An event in a list."""
    line, matter = names.line(event.line), around.loop.matters.get(MatterId(event.matter or ""))
    return {
        "id": event.id,
        "kind": event.kind.value,
        **words("kind", KINDS[event.kind]),
        "state": event.state.value,
        "at": instant(event.at),
        **words("why", event.evidence.words),
        "line": event.line,
        "line_zh": line.zh,
        "line_en": line.en,
        **words("matter", matter.names if matter else Words("", "")),
        "units": [{"id": unit, **words("name", unit_names(around, unit))} for unit in event.units],
        "orders": len(event.evidence.orders),
        "marked_by": names.person(event.marked_by),
        "talker": {"id": event.talker, "name": names.person(event.talker)} if event.talker else None,
        "summary": event.summary,
        "closed_at": instant(event.closed_at),
        "revision": event.revision,
        "clocks": clocks(around, event),
    }


def clocks(around: Around, event: UrgentEvent) -> list[Json]:
    """What has to be done by when; ``done_at``: it was. A dismissed event has none."""
    if event.state is State.DISMISSED:
        return []
    rules = around.rules
    found = [
        ("notify", notify_by(rules, event), event.notified_at),
        ("remind", remind_by(rules, event), event.reminded_at),
    ]
    if event.marked_by is None or event.marked_by != event.decided_by:
        found.insert(0, ("confirm", event.at + rules.confirm, event.decided_at))
    return [
        {"clock": name, "due_at": instant(due), "done_at": instant(done), "over": event.state is State.CLOSED}
        for name, due, done in found
    ]


def bar(one: Bar) -> Json:
    return {"start": instant(one.start), "count": one.count, "usual": one.usual, "low": one.low, "high": one.high}


def outlook(one: Outlook, name: Words) -> Json:
    return {
        "line": one.line or None,
        **words("name", name),
        "days": one.days,
        "needed": one.needed,
        "bars": [bar(each) for each in one.bars],
        "unusual": one.found.volume.value if one.found else None,
    }


def contact(
    around: Around, one: Contact, known: Sequence[Acknowledgement], letters: Mapping[str, Going], names: NameBook
) -> Json:
    """A named contact, how they are reached, and whether they have been told."""
    group = _MANAGEMENT if one.group == MARKET_MANAGEMENT else unit_names(around, one.group)
    mine = [row for row in known if row.contact == one.key]
    known_as = around.notices.contacts.get(one.person or "", Address())
    return {
        "key": one.key,
        "name": one.name,
        **words("group", group),
        "person": one.person,
        "phones": list(one.phones or filter(None, [known_as.phone])),
        "emails": list(one.emails or filter(None, [known_as.email])),
        "told": [
            {"how": row.how, "who": names.person(row.who), "at": instant(row.at), "note": row.note} for row in mine
        ],
        "letters": [
            {
                "channel": letter.channel.value,
                "sent_at": instant(letter.sent_at),
                "given_up": letter.given_up_at is not None,
                "error": letter.error,
            }
            for letter in letters.values()
        ],
    }


def missing(around: Around, event: UrgentEvent, known: Sequence[Acknowledgement]) -> list[str]:
    return [one.key for one in untold(around.rules, event, known)]


def departments(
    around: Around, event: UrgentEvent, entries: Sequence[UrgentEntry], reports: Sequence[Report]
) -> list[Json]:
    """The departments concerned: when each was reminded last, and whether it has reported."""
    reminded, reported = reminders(event, entries), {report.unit for report in reports}
    return [
        {
            "id": unit,
            **words("name", unit_names(around, unit)),
            "reminded_at": instant(reminded.get(unit)),
            "reported": unit in reported,
        }
        for unit in event.units
    ]


def entry(one: UrgentEntry, around: Around, names: NameBook) -> Json:
    """What was said stands by its names; units, persons and contacts in words."""
    said: dict[str, str] = dict(one.said)
    said |= {"person": names.person(one.said["person"]) or ""} if "person" in one.said else {}  # type: ignore[arg-type]
    said |= {"contact": said["contact"].rpartition("/")[2]} if "contact" in said else {}
    units = [UnitId(unit) for unit in (said.pop("units", "") or said.pop("unit", "")).split(",") if unit]
    return {
        "at": instant(one.at),
        "who": names.person(one.who),
        "what": one.what.value,
        "said": said,
        "units": [{"id": unit, **words("name", unit_names(around, unit))} for unit in units],
    }


def report(one: Report, around: Around, names: NameBook) -> Json:
    return {
        "unit": one.unit,
        **words("unit", unit_names(around, one.unit)),
        "who": names.person(one.who),
        "at": instant(one.at),
        "happened": one.happened,
        "place": one.place,
        "cause": one.cause,
        "effect": one.effect,
    }


def order(number: OrderNumber, case: Case | None, names: NameBook, around: Around) -> Json:
    """An order that the event rests on; ``case`` None: this person must not see it, or it is gone."""
    if case is None:
        return {"number": number, "seen": False}
    line = names.line(LineId(case.line))
    step = around.loop.steps.get(case.step)
    return {
        "number": number,
        "seen": True,
        "line_zh": line.zh,
        "line_en": line.en,
        "opened_at": instant(case.opened_at),
        "participant": case.form.get(PARTICIPANT, ""),
        "summary": case.form.get(SUMMARY, ""),
        **words("step", step.names if step else Words(case.step, case.step)),
    }
