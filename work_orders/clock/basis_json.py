"""What a deadline follows from, as JSON: a row explains itself whatever the loop's file has become since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schedules.working_time.term import Term, Unit
from work_orders.loop.loop import ActionId
from work_orders.loop.terms import BeforeEvent, SetByReferrer, TermRule

from .clock import Basis, Extension, Pause


def basis_to_json(basis: Basis) -> dict[str, Any]:
    return {
        "term": _term_to_json(basis.term),
        "calendar": basis.calendar,
        "asked_at": basis.asked_at.isoformat(),
        "given": basis.given.isoformat() if basis.given else None,
        "extensions": [
            {"term": _term_to_json(one.term), "at": one.at.isoformat(), "action": one.action}
            for one in basis.extensions
        ],
        "pauses": [
            {"since": one.since.isoformat(), "until": one.until.isoformat() if one.until else None, "why": one.why}
            for one in basis.pauses
        ],
    }


def basis_from_json(found: Mapping[str, Any]) -> Basis:
    return Basis(
        term=_term_from_json(found["term"]),
        calendar=found["calendar"],
        asked_at=datetime.fromisoformat(found["asked_at"]),
        given=_instant(found["given"]),
        extensions=tuple(
            Extension(_term_from_json(one["term"]), datetime.fromisoformat(one["at"]), ActionId(one["action"]))
            for one in found["extensions"]
        ),
        pauses=tuple(
            Pause(datetime.fromisoformat(one["since"]), _instant(one["until"]), one["why"]) for one in found["pauses"]
        ),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _term_to_json(rule: TermRule) -> dict[str, Any]:
    match rule:
        case SetByReferrer():
            return {"kind": "referrer"}
        case BeforeEvent(term):
            return {**_term_to_json(term), "kind": "before"}
        case Term(unit, amount, waits):
            return {"kind": "term", "unit": unit.value, "amount": amount, "waits": waits}


def _term_from_json(found: Mapping[str, Any]) -> TermRule:
    if found["kind"] == "referrer":
        return SetByReferrer()
    term = Term(Unit(found["unit"]), found["amount"], found["waits"])
    return BeforeEvent(term) if found["kind"] == "before" else term
