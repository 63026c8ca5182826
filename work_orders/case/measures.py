"""Measures that a review afterwards decides on (改进措施): what, who owns it, until which day. Pure.

Written as JSON, ``[{"what": "…", "person": "…", "due": "2026-12-31"}]``: so an action is sent them, and its entry keeps
them. Entries from before owners were chosen from the people have ``owner``, a name, in the place of ``person``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.answer import Because as Words
from storage.ids import PersonId

from .clean import clean

MOST = 20
LONGEST_WHAT, LONGEST_SHORT = 500, 60  # characters
FARTHEST = timedelta(days=3660)
"""So far ahead a measure may be due; what is due later was mistyped."""
_KEYS = {"what", "person", "due"}


@dataclass(frozen=True, slots=True)
class Measure:
    what: str
    person: PersonId
    """Who owns it, and is told when it is due. For whoever has no account here, somebody of ours sees to it."""
    due: date


def measures_of(text: str, today: date, people: Collection[PersonId]) -> tuple[Measure, ...] | Words:
    """The measures in their one spelling, or what is wrong with them. ``people``: who can own one."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, list) or not all(_is_one(one) for one in given):
        return Words("改进措施的格式有误。", "This is no list of measures.")
    if not 1 <= len(given) <= MOST:
        return Words(f"须有 1–{MOST} 项改进措施。", f"There must be 1 to {MOST} measures.")
    found: list[Measure] = []
    for number, one in enumerate(given, 1):
        measure = _measure(one, today, people)
        if isinstance(measure, Words):
            return Words(f"第 {number} 项：{measure.zh}", f"Measure {number}: {measure.en}")
        found.append(measure)
    return tuple(found)


def written(measures: Sequence[Measure]) -> str:
    found = [{"what": one.what, "person": one.person, "due": one.due.isoformat()} for one in measures]
    return json.dumps(found, ensure_ascii=False)


def measures_said(text: str, name_of: Callable[[PersonId], str]) -> Words:
    """Written measures as people read them, one a line."""
    lines = []
    for number, one in enumerate(json.loads(text), 1):
        owner = name_of(PersonId(one["person"])) if "person" in one else one["owner"]
        zh, en = f"（{owner}，{one['due']} 前）", f" ({owner}, by {one['due']})"
        lines.append((f"{number}. {one['what']}{zh}", f"{number}. {one['what']}{en}"))
    return Words("\n".join(zh for zh, _ in lines), "\n".join(en for _, en in lines))


def given_to(text: str) -> Mapping[PersonId, list[Measure]]:
    """Written measures by who owns them, of each those that are due first before others."""
    found: dict[PersonId, list[Measure]] = {}
    for one in json.loads(text):
        measure = Measure(one["what"], PersonId(one["person"]), date.fromisoformat(one["due"]))
        found.setdefault(measure.person, []).append(measure)
    return {person: sorted(theirs, key=lambda one: one.due) for person, theirs in found.items()}


def shortened(what: str) -> str:
    """Enough of a measure to know it by, on one line of a notice."""
    line = " ".join(what.split())
    return line if len(line) <= LONGEST_SHORT else f"{line[: LONGEST_SHORT - 1]}…"


def _is_one(given: object) -> bool:
    return isinstance(given, dict) and given.keys() == _KEYS and all(isinstance(one, str) for one in given.values())


def _measure(given: dict[str, str], today: date, people: Collection[PersonId]) -> Measure | Words:
    what, person = clean(given["what"], longest=LONGEST_WHAT, lines=True), PersonId(given["person"])
    if isinstance(what, Words):
        return what
    if not what or not person:
        return Words("请填写措施和责任人。", "Say what is done, and who owns it.")
    if person not in people:
        return Words("责任人须从人员中选择。", "Choose the owner among the people.")
    due = _due(given["due"], today)
    return due if isinstance(due, Words) else Measure(what, person, due)


def _due(given: str, today: date) -> date | Words:
    try:
        due = date.fromisoformat(given)
    except ValueError:
        return Words("请填写完成期限，如 2026-12-31。", "Say until which day, like 2026-12-31.")
    if due < today:
        return Words("完成期限不能早于今天。", "It cannot be due before today.")
    return due if due <= today + FARTHEST else Words("完成期限过远。", "It is due too far ahead.")
