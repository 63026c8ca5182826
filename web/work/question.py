"""What a page looks for, read from an address or a saved view; strictly, so that nothing is asked by mistake."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from storage.ids import LineId, PersonId, UnitId
from web.errors import Refusal, bad_request
from web.visit import HOME, LONGEST_ID
from work_orders.board.views import MOST_ON_A_PAGE, Place, Question, Sort, View
from work_orders.loop.loop import CategoryId, MatterId, SourceId, StepId

KEPT = (
    *("view", "q", "line", "category", "matter", "source", "step", "unit", "owner", "participant"),
    *("risk", "late", "hand"),
    *("since", "until", "archived", "sort"),
)
"""What a saved view may hold."""
ASKED = (*KEPT, "limit", "cursor")
LONGEST_WORDS = 200  # characters

T = TypeVar("T")


def question_of(given: Mapping[str, str]) -> Question:
    """Raises a refusal that names what is wrong."""
    for name, value in given.items():
        if name not in ASKED or len(value) > LONGEST_WORDS:
            raise _wrong(name)
    return Question(
        view=_one_of(View, given, "view") or View.ALL,
        words=given.get("q", ""),
        line=_id(LineId, given, "line"),
        category=_id(CategoryId, given, "category"),
        matter=_id(MatterId, given, "matter"),
        source=_id(SourceId, given, "source"),
        step=_id(StepId, given, "step"),
        unit=_id(UnitId, given, "unit"),
        owner=_id(PersonId, given, "owner"),
        participant=_id(str, given, "participant"),
        risk=_id(str, given, "risk"),
        late=_flag(given, "late") is True,
        hand=_id(PersonId, given, "hand"),
        since=_midnight(given, "since"),
        until=_after(_midnight(given, "until")),
        archived=_flag(given, "archived"),
        sort=_one_of(Sort, given, "sort"),
        behind=_place(given.get("cursor")),
        limit=_limit(given.get("limit")),
    )


def cursor_of(place: Place | None) -> str | None:
    """Where the next page begins, as a word for an address; it means nothing to a page."""
    return base64.urlsafe_b64encode(json.dumps([place.id, place.due]).encode()).decode() if place else None


def _place(cursor: str | None) -> Place | None:
    if not cursor:
        return None
    try:
        id_, due = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise _wrong("cursor") from None
    if type(id_) is not int or type(due) is not int or not (0 <= id_ < 2**63 and 0 <= due < 2**63):
        raise _wrong("cursor")
    return Place(id_, due)


def _wrong(name: str) -> Refusal:
    shown = name if name in ASKED else "?"
    return bad_request(f"查询条件“{shown}”有误。", f"What is asked by “{shown}” is not right.")


def _id(kind: Callable[[str], T], given: Mapping[str, str], name: str) -> T | None:
    value = given.get(name, "")
    if len(value) > LONGEST_ID:
        raise _wrong(name)
    return kind(value) if value else None


def _one_of(kind: Callable[[str], T], given: Mapping[str, str], name: str) -> T | None:
    value = given.get(name, "")
    try:
        return kind(value) if value else None
    except ValueError:
        raise _wrong(name) from None


def _flag(given: Mapping[str, str], name: str) -> bool | None:
    value = given.get(name, "")
    if value not in {"", "yes", "no"}:
        raise _wrong(name)
    return value == "yes" if value else None


def _midnight(given: Mapping[str, str], name: str) -> datetime | None:
    value = given.get(name, "")
    try:
        return datetime.combine(date.fromisoformat(value), time.min, HOME) if value else None
    except ValueError:
        raise _wrong(name) from None


def _after(day: datetime | None) -> datetime | None:
    """The end of that day: ``until`` names the last day that is wanted."""
    try:
        return day + timedelta(days=1) if day else None
    except OverflowError:
        raise _wrong("until") from None


def _limit(value: str | None) -> int:
    if not value:
        return Question().limit
    if not value.isascii() or not value.isdecimal() or not 1 <= int(value) <= MOST_ON_A_PAGE:
        raise _wrong("limit")
    return int(value)
