"""Entering leave, granting it and taking it back: entries of ``leave.yaml``. What else stands there stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml.comments import CommentedMap

from schedules.absence_fields import Fields, fields_of, listed, texts_of
from schedules.editing import edited
from schedules.ordering import entries_in
from schedules.tree import Entries
from storage.ids import PersonId

HEAD = """\
# 请假与换班：未写 approved_by 的不生效。
# Leave and swaps: without approved_by they are not in force.

"""


@dataclass(frozen=True, slots=True)
class LeaveEntry:
    """As the file says it: ``start`` and ``until`` are dates or instants, as they are written; both days counted."""

    person: str
    start: str
    until: str
    why: str
    approved_by: str = ""
    stand_in: str = ""
    despite: str = ""


class NoSuchLeave(Exception):
    """The entry is not in the file as it was shown."""


def entries_of(text: str) -> list[LeaveEntry]:
    """Every entry, granted or not, as far as it can be read. ``BadFiles`` where the text is not YAML as we allow it."""
    return [_entry(node) for node in listed(text, "leave")]


def fields(text: str, entry: LeaveEntry) -> Fields:
    """Where this entry's keys stand in the text."""
    return fields_of(text, "leave", lambda node: _key(_entry(node)) == _key(entry))


def entered(text: str, entry: LeaveEntry) -> str:
    """The text with one more entry."""
    written = CommentedMap(person=entry.person)
    pairs = (("from", entry.start), ("until", entry.until), ("why", entry.why), ("stand_in", entry.stand_in))
    granted = (("approved_by", entry.approved_by), ("despite", entry.despite))
    for key, value in (*pairs, *granted):
        if value:
            written[key] = written_plainly(value)

    return edited(text or HEAD, lambda top: entries_in(top, "leave").append(written))


def granted(text: str, entry: LeaveEntry, by: PersonId, despite: str) -> str:
    """The text with this entry approved."""

    def change(top: Any) -> None:
        found = _find(top, entry)[1]
        found["approved_by"] = by
        if despite:
            found["despite"] = despite

    return edited(text, change)


def withdrawn(text: str, entry: LeaveEntry) -> str:
    """The text without this entry."""

    def change(top: Any) -> None:
        del top["leave"][_find(top, entry)[0]]

    return edited(text, change)


def written_plainly(said: str) -> object:
    """A date stands in the file as people write it, without quotation marks."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return said


def _find(top: Any, entry: LeaveEntry) -> tuple[int, Any]:
    for index, one in enumerate(top.get("leave") or []):
        if tuple(str(one.get(key)) for key in ("person", "from", "until")) == _key(entry):
            return index, one
    raise NoSuchLeave(entry.person)


def _key(entry: LeaveEntry) -> tuple[str, str, str]:
    """By which an entry is known again."""
    return entry.person, entry.start, entry.until


def _entry(node: Entries) -> LeaveEntry:
    said = texts_of(node)
    keys = ("person", "from", "until", "why", "approved_by", "stand_in", "despite")
    return LeaveEntry(*(said.get(key, "") for key in keys))
