"""The register's values as JSON (``ui/src/participants/api.ts``). What is private is masked before it comes here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from participants.identity.level import Event
from participants.imports.difference import Difference
from participants.imports.fault import Fault, Words
from participants.participant import ItemId
from participants.register.find import Found
from participants.register.store import Import
from participants.rules import IdentityRules
from web.names import NameBook
from web.shapes import Json, instant

MOST_LISTED = 200
"""Of each kind of difference; the counts are whole."""


def item(rules: IdentityRules, id_: ItemId) -> Json:
    """What it is called, and its form, by which the page notices a slip of the hand."""
    one = rules.items[id_]
    return {"id": id_, "name_zh": one.zh, "name_en": one.en, "form": one.form.value, "of": one.whose.value}


def items(rules: IdentityRules, ids: Iterable[ItemId]) -> list[Json]:
    return [item(rules, id_) for id_ in ids if id_ in rules.items]


def found(rules: IdentityRules, one: Found) -> Json:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "name": one.name,
        "lines": list(one.lines),
        "classes": list(one.classes),
        "gone": one.gone,
        "items": _masked(rules, one.items),
        "contacts": [{"administrator": who.administrator, "items": _masked(rules, who.items)} for who in one.contacts],
    }


def event(rules: IdentityRules, one: Event, names: NameBook) -> Json:
    return {
        "at": instant(one.at),
        "who_name": names.known_person(one.who) or one.who,
        "what": one.what.value,
        "participant": one.participant,
        "items": items(rules, one.items),
    }


def difference(one: Difference) -> Json:
    """What applying a table would do, with the names of fields and never a value."""
    return {
        "base": one.base,
        "complete": one.complete,
        "nothing": one.is_nothing,
        "counts": {
            "added": len(one.added),
            "changed": len(one.changed),
            "gone": len(one.gone),
            "same": one.same,
            "refused": len(one.refused),
            "remarks": len(one.remarks),
        },
        "added": [{"id": laid.id, "name": laid.participant.name} for laid in one.added[:MOST_LISTED]],
        "changed": [
            {
                "id": change.after.id,
                "name": change.after.participant.name,
                "fields_zh": [words.zh for words in change.fields],
                "fields_en": [words.en for words in change.fields],
            }
            for change in one.changed[:MOST_LISTED]
        ],
        "gone": [{"id": held.id, "name": held.name} for held in one.gone[:MOST_LISTED]],
        "refused": faults(one.refused),
        "remarks": faults(one.remarks),
        "ignored": list(one.ignored),
    }


def faults(some: Sequence[Fault]) -> list[Json]:
    return [
        {
            "row": one.row,
            "column": one.column,
            **_words("problem", one.problem),
            **_words("remedy", one.remedy),
        }
        for one in some[:MOST_LISTED]
    ]


def applied(one: Import, names: NameBook) -> Json:
    return {
        "seq": one.seq,
        "at": instant(one.at),
        "who_name": names.known_person(one.who) or one.who,
        "file": one.file,
        "complete": one.complete,
        "counts": {"added": one.added, "changed": one.changed, "gone": one.gone, "refused": one.refused},
    }


def _masked(rules: IdentityRules, some: Sequence[tuple[ItemId, str]]) -> list[Json]:
    return [{**item(rules, id_), "shown": shown} for id_, shown in some]


def _words(prefix: str, words: Words) -> Json:
    return {f"{prefix}_zh": words.zh, f"{prefix}_en": words.en}
