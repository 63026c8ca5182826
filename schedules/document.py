"""A cursor over one edited file: typed values by key, and everything that is wrong with them, with line and column.

::

    root = parse("hotline.yaml", text)
    listen = root.section("listen")
    port = listen.integer("sip", at_least=1, at_most=65_535)
    root.finish()  # raises BadFiles with *all* findings, keys nobody asked for among them

A value that is missing or wrong becomes a finding and an empty placeholder (``""``, ``0``, ``False``, ``()``, an empty
section), so that reading goes on and the editor hears of everything at once.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection

from schedules.finding import BadFiles, Bilingual, Finding, Severity
from schedules.tree import Entries, Items, Mark, Node, Scalar, decode, not_a_mapping, read_tree, too_many

__all__ = ["BadFiles", "Bilingual", "Finding", "Section", "decode", "parse"]


def parse(file: str, text: str, findings: list[Finding] | None = None) -> Section:
    """The top of a file. Raises :class:`BadFiles` at once where it is not YAML as we allow it."""
    return Section(file, read_tree(file, text), findings if findings is not None else [])


class Section:
    """A mapping in a file. Reading a key marks it as known; :meth:`finish` reports the others."""

    def __init__(self, file: str, entries: Entries, findings: list[Finding], *, hollow: bool = False) -> None:
        self.file = file
        self._hollow = hollow  # stands for a section that is itself a finding: what it lacks is none
        self._entries = entries
        self._findings = findings
        self._known: set[str] = set()
        self._inner: list[Section] = []

    # -- what is there

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that are given, in the order of the file."""
        return tuple(self._entries.values)

    def has(self, key: str) -> bool:
        """True when the key is given and not left empty."""
        return self._value(key) is not None

    def is_mapping(self, key: str) -> bool:
        """True where a mapping is given; for keys that may hold one value or several by name."""
        return isinstance(self._value(key), Entries)

    def names_in(self, key: str) -> tuple[str, ...]:
        """The keys of the mapping under a key, for what refers to it before it is read."""
        node = self._value(key)
        return tuple(node.values) if isinstance(node, Entries) else ()

    def place(self, key: str | None = None, item: int | None = None) -> Mark:
        """Where a key's value (or one item of its list) stands; the section's own place when it is not given."""
        node = self._entries.values.get(key) if key is not None else None
        if key is None or node is None:
            return self._entries.mark
        if _is_empty(node):
            return self._entries.keys[key]
        if isinstance(node, Items) and item is not None and item < len(node.nodes):
            return node.nodes[item].mark
        return node.mark

    # -- values

    def text(self, key: str, default: str | None = None) -> str:
        """A piece of text, never empty unless it is the default."""
        node = self._need(key, default is None)
        if node is None:
            return default or ""
        if not isinstance(node, Scalar):
            self.fail(key, Bilingual(f"“{key}” 应为一段文字", f"“{key}” must be text"), _ONE_VALUE)
            return default or ""
        return node.text

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words."""
        said = self.text(key, default)
        if said and said not in allowed:
            listed = "、".join(allowed), ", ".join(allowed)
            problem = Bilingual(f"不认识 “{said}”", f"“{said}” is not known here")
            self.fail(key, problem, Bilingual(f"可用：{listed[0]}", f"one of: {listed[1]}"))
            return default or ""
        return said

    def integer(
        self, key: str, default: int | None = None, *, at_least: int | None = None, at_most: int | None = None
    ) -> int:
        """A whole number in decimal digits (full-width digits are understood)."""
        said = self.text(key, None if default is None else str(default))
        if not said:
            return 0
        digits = unicodedata.normalize("NFKC", said)
        if not re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", digits):
            problem = Bilingual(f"“{said}” 不是整数", f"“{said}” is not a whole number")
            self.fail(key, problem, Bilingual("请写阿拉伯数字，不带前导 0", "write digits, without leading zeros"))
            return default or 0
        number = int(digits)
        if (at_least is not None and number < at_least) or (at_most is not None and number > at_most):
            problem = Bilingual(f"{number} 超出范围", f"{number} is out of range")
            low, high = ("…" if bound is None else str(bound) for bound in (at_least, at_most))
            self.fail(key, problem, Bilingual(f"应在 {low} 与 {high} 之间", f"must lie between {low} and {high}"))
            return default or 0
        return number

    def flag(self, key: str, default: bool | None = None) -> bool:
        """``true`` or ``false``; words like ``no`` or ``是`` are refused rather than guessed at."""
        said = self.text(key, None if default is None else str(default).lower())
        if said not in {"true", "false", ""}:
            problem = Bilingual(f"“{said}” 不是开关值", f"“{said}” is neither true nor false")
            self.fail(key, problem, Bilingual("请写 true 或 false", "write true or false"))
        return said == "true"

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        node = self._need(key, default is None)
        if node is None:
            return default or ()
        if isinstance(node, Scalar):
            return (node.text,)
        found = [item.text for item in node.nodes if isinstance(item, Scalar)] if isinstance(node, Items) else []
        if not isinstance(node, Items) or len(found) != len(node.nodes):
            problem = Bilingual(f"“{key}” 应为文字列表", f"“{key}” must be a list of texts")
            self.fail(key, problem, Bilingual("请写成 [甲, 乙]", "write [one, two]"))
        return tuple(found)

    # -- what is inside

    def section(self, key: str, *, optional: bool = False) -> Section:
        """The mapping under a key; an empty one where it is missing."""
        node = self._need(key, not optional)
        if node is None:
            return Section(self.file, Entries(self.place(key), {}, {}), self._findings, hollow=not optional)
        return self._enter(node)

    def sections(self, key: str, *, optional: bool = False) -> dict[str, Section]:
        """A mapping whose values are mappings, in the order of the file."""
        outer = self.section(key, optional=optional)
        return {name: outer.section(name) for name in outer.names}

    def section_list(self, key: str, *, optional: bool = False, most: int = 10_000) -> list[Section]:
        """A list whose items are mappings; what comes after the ``most`` that are allowed is not read."""
        node = self._need(key, not optional)
        if node is None:
            return []
        if not isinstance(node, Items):
            problem = Bilingual(f"“{key}” 应为列表", f"“{key}” must be a list")
            self.fail(
                key, problem, Bilingual("每一项以 “- ” 开头另起一行", "start each item on its own line with “- ”")
            )
            return []
        if len(node.nodes) > most:
            self.fail(key, *too_many(key, most), most)
        return [self._enter(item) for item in node.nodes[:most]]

    # -- findings

    def fail(self, key: str | None, problem: Bilingual, remedy: Bilingual, item: int | None = None) -> None:
        """Note a fault at a key's value (one item of its list, or the section itself) and go on."""
        self._note(self.place(key, item), problem, remedy)

    def fail_key(self, key: str, problem: Bilingual, remedy: Bilingual) -> None:
        """Note a fault of a key itself, at the key."""
        self._note(self._entries.keys[key], problem, remedy)

    def warn(self, key: str | None, problem: Bilingual, remedy: Bilingual, item: int | None = None) -> None:
        """Note what is probably not meant, at a key's value; the file is good nevertheless."""
        self._note(self.place(key, item), problem, remedy, Severity.WARNING)

    def warn_key(self, key: str, problem: Bilingual, remedy: Bilingual) -> None:
        """The same of a key itself, at the key."""
        self._note(self._entries.keys[key], problem, remedy, Severity.WARNING)

    def leave(self) -> None:
        """Not our concern: whatever else this section holds is no finding."""
        self._known.update(self._entries.values)

    def check_keys(self) -> None:
        """Note every key, here and inside, that nobody asked for."""
        for key in self._entries.values:
            if key not in self._known:
                self.fail_key(key, Bilingual(f"不认识的键 “{key}”", f"unknown key “{key}”"), self._meant(key))
        for section in self._inner:
            section.check_keys()

    def finish(self) -> None:
        """The end of reading a file: raises :class:`BadFiles` when anything is wrong; a warning alone is not."""
        self.check_keys()
        if any(finding.severity is Severity.ERROR for finding in self._findings):
            raise BadFiles(self._findings)

    def _note(self, mark: Mark, problem: Bilingual, remedy: Bilingual, severity: Severity = Severity.ERROR) -> None:
        self._findings.append(Finding(self.file, mark.line, mark.column, problem, remedy, severity))

    def _meant(self, key: str) -> Bilingual:
        near = difflib.get_close_matches(key, self._known - set(self._entries.values), 1)
        if near:
            return Bilingual(f"是否想写 “{near[0]}”？", f"did you mean “{near[0]}”?")
        listed = sorted(self._known)
        return Bilingual(f"删去它；可用：{'、'.join(listed)}", f"remove it; known here: {', '.join(listed)}")

    def _value(self, key: str) -> Node | None:
        self._known.add(key)
        node = self._entries.values.get(key)
        return None if node is None or _is_empty(node) else node

    def _need(self, key: str, required: bool) -> Node | None:
        node = self._value(key)
        if node is None and required and not self._hollow:
            self.fail(key, Bilingual(f"缺少 “{key}”", f"“{key}” is missing"), Bilingual("请补上", "add it"))
        if isinstance(node, Scalar) and not node.text.strip() and required:
            self.fail(key, Bilingual(f"“{key}” 是空的", f"“{key}” is empty"), Bilingual("请填写", "fill it in"))
            return None
        return node

    def _enter(self, node: Node) -> Section:
        hollow = not isinstance(node, Entries)
        if not isinstance(node, Entries):
            self._findings.append(Finding(self.file, node.mark.line, node.mark.column, *not_a_mapping(node)))
            node = Entries(node.mark, {}, {})
        section = Section(self.file, node, self._findings, hollow=hollow)
        self._inner.append(section)
        return section


def _is_empty(node: Node) -> bool:
    """A key without a value, or with the explicit nothing of YAML."""
    return isinstance(node, Scalar) and not node.quoted and node.text in {"", "~", "null"}


_ONE_VALUE = Bilingual("请只写一个值，不用列表", "write one value, not a list")
