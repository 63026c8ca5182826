"""Orders in their loop as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from schedules.answer import Because as Words
from storage.masked import mask
from web.names import NameBook
from web.shapes import Json, instant
from work_orders.attachments.store import Attachment
from work_orders.case.case import Acting, Case
from work_orders.case.form import Private
from work_orders.case.inputs import LONGEST, MAY_BE_EMPTY, SEVERAL, choices
from work_orders.case.relation import leads_to, names_follower
from work_orders.case.told import Teller, ToldEntry
from work_orders.case.words import INPUT_NAMES
from work_orders.loop.loop import Action, Input, Loop, Mark, Step, StepId

_KINDS: Mapping[Input, str] = {
    Input.FORM: "form",
    Input.PERSON: "person",
    Input.TOLD: "confirm",
    Input.OTHER_ORDER: "order",
    Input.MEASURES: "measures",
}
"""Of the others: ``text`` where they have a length, else ``choice`` or ``choices``."""


def words(one: Words) -> Json:
    return {"zh": one.zh, "en": one.en}


def named(one: Words, prefix: str = "name") -> Json:
    return {f"{prefix}_zh": one.zh, f"{prefix}_en": one.en}


def choice_list(there: Mapping[str, Words]) -> list[Json]:
    return [{"value": value, **words(one)} for value, one in there.items()]


def step(loop: Loop, id_: StepId, prefix: str = "step") -> Json:
    """A step by its names; one that the loop does not know any more by its id."""
    known: Step | None = loop.steps.get(id_)
    return {prefix: id_, **named(known.names if known else Words(id_, id_), prefix)}


def case(loop: Loop, one: Case, names: NameBook, private: Private) -> Json:
    """Where the order stands. Of private fields only that they are filled in, masked."""
    teller = Teller(loop, lambda who: names.person(who) or who)
    return {
        "number": one.number,
        "revision": one.revision,
        **step(loop, one.step),
        "entered_at": instant(one.entered_at),
        "opened_at": instant(one.opened_at),
        "talk_ended_at": instant(one.talk_ended_at),
        "archived_at": instant(one.archived_at),
        **chosen(teller, one),
        "co_units": [{"id": unit, **named(teller.value("unit", unit))} for unit in one.co_units],
        "owner": person(one.owner, names),
        "follower": person(one.follower, names),
        "outside_number": one.outside_number,
        "participant": one.participant,
        "form": dict(one.form),
        "private": {name: veiled(value) for name, value in private.items()},
        "marks": {mark.value: value for mark, value in one.marks.items()},
        "risk": one.risk,
        "result": one.result,
        "reply": one.reply,
        "contributions": [
            {"unit": unit, **named(teller.value("unit", unit)), "text": text}
            for unit, text in one.contributions.items()
        ],
        "not_accepted": one.not_accepted or None,
        **named(teller.value(Input.NOT_ACCEPTED, one.not_accepted) if one.not_accepted else Words("", ""), "reason"),
        "confidential": one.confidential,
        "parent": one.parent,
        "came_back": one.came_back,
        "rounds": one.rounds,
    }


def chosen(teller: Teller, one: Case) -> Json:
    """Category, matter, source and units, each by id and name; ids are null where nothing is chosen."""
    pairs = (
        ("category", one.category or ""),
        ("matter", one.matter or ""),
        ("source", one.source),
        ("unit", one.unit or ""),
        ("holder", one.holder or ""),
    )
    return {
        key: {"id": value or None, **named(teller.value(key, value) if value else Words("", ""))}
        for key, value in pairs
    }


def person(who: str | None, names: NameBook) -> Json | None:
    return {"id": who, "name": names.known_person(who) or who} if who else None


def veiled(value: str) -> str:
    """Enough of a private value for whoever typed it to know it again."""
    return mask(value) if len(value) > 4 else value[:1] + "*" * (len(value) - 1)


def action(loop: Loop, one: Action, order: Case, by: Acting) -> Json:
    """An action that is offered, with everything that it asks."""
    to = leads_to(loop, order, one)
    return {
        "id": one.id,
        **named(one.names),
        "tone": one.tone,
        **(step(loop, to, "to") if to else {"to": None, "to_zh": "", "to_en": ""}),
        "asks": [_ask(loop, one, order, by, asked) for asked in one.asks],
    }


def _ask(loop: Loop, one: Action, order: Case, by: Acting, asked: Input) -> Json:
    there = choices(loop, order, by, asked)
    kind = "text" if asked in LONGEST else "choices" if asked in SEVERAL else _KINDS.get(asked, "choice")
    return {
        "input": asked.value,
        **named(one.labels.get(asked, INPUT_NAMES[asked])),
        "kind": kind,
        "optional": asked in MAY_BE_EMPTY,
        "longest": LONGEST.get(asked),
        "choices": choice_list(there) if there is not None else None,
        "value": _proposed(loop, one, order, asked),
    }


def _proposed(loop: Loop, one: Action, order: Case, asked: Input) -> str:
    """What stands there to begin with: the owner follows up unless somebody else is named; contributions go in."""
    if asked is Input.PERSON and names_follower(loop, one):
        return order.follower or order.owner or ""
    if asked is Input.RISK:
        return order.risk
    if asked is Input.NEW_RISK:
        return order.marks.get(Mark.PROPOSED_RISK, "")
    if asked is Input.REPLY and one.to is not None:
        return "\n\n".join(order.contributions.values())
    return ""


def told_entry(one: ToldEntry, teller: Teller) -> Json:
    entry, loop = one.entry, teller.loop
    moved = entry.step_before is not None and entry.step_before != entry.step_after
    return {
        "revision": entry.revision,
        "at": instant(entry.at),
        "who": entry.who,
        "who_name": teller.name_of(entry.who) if entry.who else None,
        "what": entry.what,
        **named(one.what, "what"),
        **step(loop, entry.step_after, "step"),
        "moved": moved,
        "said": [{**named(said.name), **words(said.value)} for said in one.said],
        "changes": [
            {**named(change.name), "before": words(change.before), "after": words(change.after)}
            for change in one.changes
        ],
    }


def attachment(one: Attachment, names: NameBook) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "bytes": one.bytes,
        "scanned": one.scanned,
        "at": instant(one.at),
        "who": person(one.who, names),
        "withdrawn_at": instant(one.withdrawn_at),
    }
