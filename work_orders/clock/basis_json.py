"""What a deadline follows from, as JSON: a row explains itself whatever the loop's file has become since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schedules.working_time.term import Term, Unit
from work_orders.loop.loop import ActionId
from work_orders.loop.risk import RiskId
from work_orders.loop.terms import BeforeEvent, SetByReferrer, TermRule

from .clock import Basis, Extension, Pause, Tighter


def basis_to_json(basis: Basis) -> dict[str, Any]:
    found = {
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
    return found | ({"tighter": _tighter_to_json(basis.tighter)} if basis.tighter else {})


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
        tighter=_tighter_from_json(found["tighter"]) if "tighter" in found else None,
    )


def _tighter_to_json(tighter: Tighter) -> dict[str, Any]:
    return {**_length_to_json(tighter.term), "since": tighter.since.isoformat(), "risk": tighter.risk}


def _tighter_from_json(found: Mapping[str, Any]) -> Tighter:
    return Tighter(_length_from_json(found), datetime.fromisoformat(found["since"]), RiskId(found["risk"]))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _term_to_json(rule: TermRule) -> dict[str, Any]:
    match rule:
        case SetByReferrer():
            return {"kind": "referrer"}
        case BeforeEvent(term):
            return {**_term_to_json(term), "kind": "before"}
        case Term():
            return {"kind": "term", **_length_to_json(rule)}


def _length_to_json(term: Term) -> dict[str, Any]:
    return {"unit": term.unit.value, "amount": term.amount, "waits": term.waits}


def _length_from_json(found: Mapping[str, Any]) -> Term:
    return Term(Unit(found["unit"]), found["amount"], found["waits"])


def _term_from_json(found: Mapping[str, Any]) -> TermRule:
    if found["kind"] == "referrer":
        return SetByReferrer()
    term = _length_from_json(found)
    return BeforeEvent(term) if found["kind"] == "before" else term
