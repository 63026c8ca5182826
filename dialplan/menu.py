"""The menu as values: a tree of nodes whose keys lead to a line, to another node or to an announcement.

``hotline call`` walks the same values in the terminal that :mod:`dialplan.menu_text` renders for Asterisk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

KEYS = "0123456789*#"
"""What a telephone can press."""


class MenuFault(ValueError):
    """The menu cannot be served: it leads nowhere, or to something that does not exist."""


@dataclass(frozen=True, slots=True)
class ToLine:
    """The key chooses a line."""

    line: str


@dataclass(frozen=True, slots=True)
class ToMenu:
    """The key opens another node."""

    node: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """The key plays something, then the same node asks again."""

    prompt: str


Key = ToLine | ToMenu | Announcement


@dataclass(frozen=True, slots=True)
class Node:
    """One question: what is said, and what each key means. ``repeat`` says it again, and never counts as a mistake."""

    say: tuple[str, ...]
    keys: Mapping[str, Key]
    repeat: str | None = None

    def within(self, lines: frozenset[str]) -> Node:
        kept = {on: key for on, key in self.keys.items() if not isinstance(key, ToLine) or key.line in lines}
        return replace(self, keys=kept)


@dataclass(frozen=True, slots=True)
class Menu:
    """The whole tree, and what becomes of callers who press nothing, or nothing that means anything."""

    nodes: Mapping[str, Node]
    start: str
    default_line: str
    tries: int = 3
    """After so many silences or wrong keys in one node the call goes to the default line."""
    repeats: int = 9
    """So often in one call may a key have something said again (repeat, announcement, another node); once more, and
    the call goes to the default line. Who cannot find the key, or leans on it, is a caller all the same."""
    wait_seconds: int = 5
    enabled: bool = True
    """False: nobody is asked, every call goes to the default line."""

    def prompts(self) -> Iterator[str]:
        """All that the nodes can say."""
        for node in self.nodes.values():
            yield from node.say
            yield from (key.prompt for key in node.keys.values() if isinstance(key, Announcement))

    def within(self, lines: frozenset[str], default_line: str) -> Menu:
        """Without the keys that lead to other lines: they mean nothing then, and whoever presses one is told so."""
        nodes = {name: node.within(lines) for name, node in self.nodes.items()}
        return replace(self, nodes=nodes, default_line=default_line)

    def faults(self, lines: frozenset[str]) -> Iterator[str]:
        """What is wrong with this menu, in words; nothing when it can be served."""
        if self.default_line not in lines:
            yield f"the default line {self.default_line!r} does not exist"
        if self.start not in self.nodes:
            yield f"the menu starts at {self.start!r}, which does not exist"
        if self.tries < 1 or self.wait_seconds < 1 or self.repeats < 1:
            yield "a menu asks at least once, waits at least a second and repeats at least once"
        for name, node in self.nodes.items():
            for fault in self._faults_of(node, lines):
                yield f"menu {name!r}: {fault}"

    def _faults_of(self, node: Node, lines: frozenset[str]) -> Iterator[str]:
        if not node.say:
            yield "says nothing"
        if node.repeat is not None and node.repeat in node.keys:
            yield f"key {node.repeat!r} both repeats and chooses"
        for pressed in (*node.keys, *([node.repeat] if node.repeat is not None else [])):
            if len(pressed) != 1 or pressed not in KEYS:
                yield f"{pressed!r} is not a key of a telephone"
        for pressed, key in node.keys.items():
            if isinstance(key, ToLine) and key.line not in lines:
                yield f"key {pressed!r} leads to the line {key.line!r}, which does not exist"
            if isinstance(key, ToMenu) and key.node not in self.nodes:
                yield f"key {pressed!r} leads to the menu {key.node!r}, which does not exist"
