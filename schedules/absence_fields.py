"""Which field of a form a finding speaks of: entries of ``leave.yaml`` written by a page are told at its fields."""

from __future__ import annotations

from collections.abc import Callable

from schedules.bundle import LEAVE
from schedules.tree import Entries, Items, Mark, Node, Scalar, read_tree

Fields = dict[tuple[int, int], str]
"""The key of an entry by the line and column at which findings about it stand; ``""`` for the entry itself."""


def listed(text: str, key: str) -> tuple[Entries, ...]:
    """The entries under ``leave`` or ``swaps``. ``BadFiles`` where the text is not YAML as we allow it."""
    node = read_tree(LEAVE, text).values.get(key)
    nodes = node.nodes if isinstance(node, Items) else ()
    return tuple(one for one in nodes if isinstance(one, Entries))


def texts_of(entry: Entries) -> dict[str, str]:
    """What the entry says, by key, where that is one value."""
    return {key: value.text for key, value in entry.values.items() if isinstance(value, Scalar)}


def fields_of(text: str, key: str, is_it: Callable[[Entries], bool]) -> Fields:
    """The places of the entries that are meant."""
    found: Fields = {}
    for entry in filter(is_it, listed(text, key)):
        found[_place(entry.mark)] = ""
        for field, node in entry.values.items():
            found.update(dict.fromkeys((_place(mark) for mark in (entry.keys[field], *_marks(node))), field))
    return found


def _marks(node: Node) -> tuple[Mark, ...]:
    inner = node.nodes if isinstance(node, Items) else ()
    return node.mark, *(one.mark for one in inner)


def _place(mark: Mark) -> tuple[int, int]:
    return mark.line, mark.column
