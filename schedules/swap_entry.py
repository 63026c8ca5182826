"""Entering a swap, granting it and taking it back: entries of ``leave.yaml``. What else stands there stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from schedules.absence_fields import Fields, fields_of, listed, texts_of
from schedules.editing import edited, list_in_line
from schedules.leave_entry import HEAD, written_plainly
from schedules.ordering import entries_in
from schedules.tree import Entries, Items, Scalar
from storage.ids import PersonId


@dataclass(frozen=True, slots=True)
class SwapEntry:
    """As the file says it: each of the two works the other's shifts and slots that begin ``on`` this day."""

    people: tuple[str, ...]
    on: str
    why: str
    approved_by: str = ""


class NoSuchSwap(Exception):
    """The entry is not in the file as it was shown."""


def swaps_of(text: str) -> list[SwapEntry]:
    """Every entry, granted or not, as far as it can be read. ``BadFiles`` where the text is not YAML as we allow it."""
    return [_entry(node) for node in listed(text, "swaps")]


def swap_fields(text: str, entry: SwapEntry) -> Fields:
    """Where this entry's keys stand in the text."""
    return fields_of(text, "swaps", lambda node: _key(_entry(node)) == _key(entry))


def swapped(text: str, entry: SwapEntry) -> str:
    """The text with one more entry."""
    written = CommentedMap(people=list_in_line(entry.people), on=written_plainly(entry.on), why=entry.why)
    if entry.approved_by:
        written["approved_by"] = entry.approved_by
    return edited(text or HEAD, lambda top: entries_in(top, "swaps").append(written))


def swap_granted(text: str, entry: SwapEntry, by: PersonId) -> str:
    """The text with this entry approved."""

    def change(top: Any) -> None:
        _find(top, entry)[1]["approved_by"] = by

    return edited(text, change)


def swap_withdrawn(text: str, entry: SwapEntry) -> str:
    """The text without this entry."""

    def change(top: Any) -> None:
        del top["swaps"][_find(top, entry)[0]]

    return edited(text, change)


def _find(top: Any, entry: SwapEntry) -> tuple[int, Any]:
    for index, one in enumerate(top.get("swaps") or []):
        if (frozenset(map(str, one.get("people") or ())), str(one.get("on"))) == _key(entry):
            return index, one
    raise NoSuchSwap(entry.on)


def _key(entry: SwapEntry) -> tuple[frozenset[str], str]:
    """By which an entry is known again, whoever of the two is named first."""
    return frozenset(entry.people), entry.on


def _entry(node: Entries) -> SwapEntry:
    said, people = texts_of(node), node.values.get("people")
    named = people.nodes if isinstance(people, Items) else ()
    names = tuple(one.text for one in named if isinstance(one, Scalar))
    return SwapEntry(names, said.get("on", ""), said.get("why", ""), said.get("approved_by", ""))
