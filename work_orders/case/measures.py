"""Measures that a review afterwards decides on (改进措施): what, who owns it, until which day. Pure.

Written as JSON, ``[{"what": "…", "owner": "…", "due": "2026-12-31"}]``: so an action is sent them, and its entry keeps
them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schedules.answer import Because as Words

from .clean import clean

MOST = 20
LONGEST_WHAT, LONGEST_OWNER = 500, 40  # characters
_KEYS = {"what", "owner", "due"}


@dataclass(frozen=True, slots=True)
class Measure:
    what: str
    owner: str
    """A name: measures are owned by people who have no account here, too."""
    due: date


def measures_of(text: str, today: date) -> tuple[Measure, ...] | Words:
    """The measures in their one spelling, or what is wrong with them."""
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
        measure = _measure(one, today)
        if isinstance(measure, Words):
            return Words(f"第 {number} 项：{measure.zh}", f"Measure {number}: {measure.en}")
        found.append(measure)
    return tuple(found)


def written(measures: Sequence[Measure]) -> str:
    found = [{"what": one.what, "owner": one.owner, "due": one.due.isoformat()} for one in measures]
    return json.dumps(found, ensure_ascii=False)


def measures_said(text: str) -> Words:
    """Written measures as people read them, one a line."""
    lines = [
        (
            f"{number}. {one['what']}（{one['owner']}，{one['due']} 前）",
            f"{number}. {one['what']} ({one['owner']}, by {one['due']})",
        )
        for number, one in enumerate(json.loads(text), 1)
    ]
    return Words("\n".join(zh for zh, _ in lines), "\n".join(en for _, en in lines))


def _is_one(given: object) -> bool:
    return isinstance(given, dict) and given.keys() == _KEYS and all(isinstance(one, str) for one in given.values())


def _measure(given: dict[str, str], today: date) -> Measure | Words:
    what = clean(given["what"], longest=LONGEST_WHAT, lines=True)
    owner = clean(given["owner"], longest=LONGEST_OWNER)
    if isinstance(what, Words):
        return what
    if isinstance(owner, Words):
        return owner
    if not what or not owner:
        return Words("请填写措施和责任人。", "Say what is done, and who owns it.")
    try:
        due = date.fromisoformat(given["due"])
    except ValueError:
        return Words("请填写完成期限，如 2026-12-31。", "Say until which day, like 2026-12-31.")
    if due < today:
        return Words("完成期限不能早于今天。", "It cannot be due before today.")
    return Measure(what, owner, due)
