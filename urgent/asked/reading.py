"""An order as the detectors see it: who asked about what, and whether it was settled. Pure."""

from __future__ import annotations

import unicodedata

from schedules.answer import Because as Words
from schedules.times import local
from urgent.same_matter import Asked
from work_orders.case.case import Case
from work_orders.loop.loop import FieldId, Loop, Mark, MatterId

PARTICIPANT_NAME = FieldId("participant_name")


def asked_of(loop: Loop, case: Case) -> Asked | None:
    """None where it does not count: nobody has said what it is about, or the matter was not accepted (不受理)."""
    if case.matter is None or case.not_accepted:
        return None
    name = case.form.get(PARTICIPANT_NAME, "").strip()
    return Asked(
        number=case.number,
        at=case.opened_at,
        line=case.line,
        matter=case.matter,
        matter_names=names_of(loop, case.matter),
        participant=case.participant or by_name(name),
        participant_name=name or case.participant or "",
        unresolved=case.archived_at is None
        or case.count(Mark.DISSATISFIED) > 0
        or case.marks.get(Mark.REACHED) == "no",
    )


def by_name(name: str) -> str:
    """The key of a participant that the register does not know: width, case, blanks make no other company."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return f"name:{plain}" if plain else ""


def names_of(loop: Loop, matter: str) -> Words:
    known = loop.matters.get(MatterId(matter))
    return known.names if known else Words(matter, matter)


def counts_as_new(loop: Loop, one: Asked) -> bool:
    """Whether its matter was tagged as a new rule or function on the day of the order."""
    known = loop.matters.get(MatterId(one.matter))
    return known is not None and known.new_until is not None and local(one.at).date() <= known.new_until
