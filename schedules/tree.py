"""YAML text to a tree of plain values, each with its place. The only file that touches ruamel.yaml.

Every scalar stays the text that stands in the file: ``12:00`` is never 720 and ``no`` is never False, because nothing
here guesses at types. Anchors, tags, duplicate keys and deep nesting are refused while reading, so that no file can
grow in memory beyond what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from schedules.bounds import bounds_of
from schedules.finding import BadFiles, Bilingual, Finding

LONGEST = 256_000  # characters (and bytes) in one file: a roster of a thousand people has a quarter of that
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    mark: Mark
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Items:
    mark: Mark
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    mark: Mark
    values: dict[str, Node]
    keys: dict[str, Mark]


Node = Scalar | Items | Entries


def decode(file: str, data: bytes) -> str:
    """The text of a file: UTF-8, with or without a byte-order mark; anything else is refused with the way out."""
    if len(data) > LONGEST:
        raise _too_long(file)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        mark = Mark(good.count("\n") + 1, len(good) - good.rfind("\n"))
        raise _refused(
            file,
            mark,
            Bilingual(f"文件编码不是 UTF-8{_guess(data, 'zh')}", f"the file is not UTF-8{_guess(data, 'en')}"),
            Bilingual("请在编辑器中另存为 UTF-8 编码", "save it again as UTF-8 in your editor"),
        ) from None


@lru_cache(maxsize=32)  # a save changes one file of a dozen, and desk, node and page each read them all
def read_tree(file: str, text: str) -> Entries:
    """The mapping at the top of a file; never changed by who reads it.

    Raises :class:`BadFiles` for all that YAML itself, or we, do not allow.
    """
    if len(text) > LONGEST:
        raise _too_long(file)
    text = text.removeprefix("\ufeff")
    bounds = bounds_of(file)
    if sum(map(text.count, ",:\n")) > bounds.values:
        raise _refused(file, Mark(1, 1), Bilingual("内容过多", "the file holds too much"), _TOO_LARGE)
    _refuse_characters(file, text)
    try:
        return _Reader(file, YAML(typ="safe", pure=True).parse(text), bounds.entries).top()
    except MarkedYAMLError as error:
        raise _syntax(file, text, error) from None


class _Reader:
    """Builds the tree from ruamel's events."""

    def __init__(self, file: str, events: Iterator[Any], most: Mapping[str, int]) -> None:
        self._file = file
        self._events = events
        self._most = most  # entries under a key at the top

    def top(self) -> Entries:
        next(self._events)  # the stream's start
        event = next(self._events)
        if not isinstance(event, DocumentStartEvent):
            return Entries(Mark(1, 1), {}, {})
        node = self._node(next(self._events), 0)
        if not isinstance(next(self._events), DocumentEndEvent) or isinstance(next(self._events), DocumentStartEvent):
            raise self._fail(event, "一个文件里有多个 YAML 文档", "a second YAML document", *_ONE_DOCUMENT)
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            return Entries(node.mark, {}, {})
        if not isinstance(node, Entries):
            raise _refused(self._file, node.mark, *not_a_mapping(node))
        return node

    def _node(self, event: Any, depth: int, most: tuple[str, int] | None = None) -> Node:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise self._fail(event, "不支持锚点和引用（& 和 *）", "anchors and aliases (& and *)", *_WRITE_OUT)
        if event.tag is not None:
            raise self._fail(event, "不支持 YAML 标签（!）", "YAML tags (!)", *_PLAIN_VALUES)
        if depth > DEEPEST:
            raise self._fail(event, "嵌套过深", "nesting this deep", *_PLAIN_VALUES)
        if isinstance(event, ScalarEvent):
            if _INVISIBLE.search(event.value.replace("\n", "")):  # written as an escape: "\x00"
                raise self._fail(event, "含有不可见的控制字符", "an invisible control character", *_PLAIN_VALUES)
            return Scalar(_mark(event), event.value, event.style is not None)
        if isinstance(event, SequenceStartEvent):
            return self._items(_mark(event), depth, most)
        return self._entries(_mark(event), depth, most)

    def _items(self, mark: Mark, depth: int, most: tuple[str, int] | None) -> Items:
        nodes: list[Node] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            self._count(event, len(nodes), most)
            nodes.append(self._node(event, depth + 1))
        return Items(mark, tuple(nodes))

    def _entries(self, mark: Mark, depth: int, most: tuple[str, int] | None = None) -> Entries:
        entries = Entries(mark, {}, {})
        while not isinstance(event := next(self._events), MappingEndEvent):
            self._count(event, len(entries.values), most)
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise self._fail(event, "键必须是文字", "a list or mapping as a key", *_PLAIN_VALUES)
            if key.text in entries.values:
                raise self._duplicate(key, entries.keys[key.text])
            entries.keys[key.text] = key.mark
            within = (key.text, self._most[key.text]) if depth == 0 and key.text in self._most else None
            entries.values[key.text] = self._node(next(self._events), depth + 1, within)
        return entries

    def _count(self, event: Any, so_far: int, most: tuple[str, int] | None) -> None:
        """Nothing behind the last entry that is allowed is read."""
        if most is not None and so_far >= most[1]:
            raise _refused(self._file, _mark(event), *too_many(*most))

    def _duplicate(self, key: Scalar, first: Mark) -> BadFiles:
        problem = Bilingual(
            f"“{key.text}” 重复出现（第 {first.line} 行已有）",
            f"“{key.text}” is given twice (first in line {first.line})",
        )
        return _refused(self._file, key.mark, problem, Bilingual("只保留一处", "keep one of them"))

    def _fail(self, event: Any, zh: str, en: str, remedy_zh: str, remedy_en: str) -> BadFiles:
        problem = Bilingual(zh, f"{en} cannot be used here")
        return _refused(self._file, _mark(event), problem, Bilingual(remedy_zh, remedy_en))


_TOO_LARGE = Bilingual("值班表不应这样大，请检查是否存错了文件", "check that the right file was saved")
_INVISIBLE = re.compile(  # controls, and the marks that turn the direction of writing
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_ONE_DOCUMENT = ("删去 “---” 之后的内容", "remove what follows “---”")
_WRITE_OUT = (
    "请把内容直接写出来；以 * 或 & 开头的文字请加引号",
    "write the value out; quote text that starts with * or &",
)
_PLAIN_VALUES = ("请只用普通的键、值和列表", "use plain keys, values and lists only")

_SYNTAX = (
    (
        "mapping values are not allowed",
        "冒号位置有误，或上一行缩进不对",
        "a colon that does not belong here, or a wrong indent",
    ),
    ("could not find expected ':'", "缺少英文冒号", "a colon is missing"),
    ("expected <block end>", "缩进与上下文不一致", "the indent does not match its surroundings"),
    ("expected ',' or", "括号内缺少逗号，或括号没有闭合", "a comma or a closing bracket is missing"),
    ("found unexpected end of stream", "引号没有闭合", "a quotation mark is not closed"),
    ("cannot start any token", "此处的符号须加引号", "a character that needs quotation marks"),
)


_NARROW_COLON = Bilingual("请把全角冒号 “：” 改为英文冒号加空格", "replace the full-width colon “：” by “: ”")


def _syntax(file: str, text: str, error: MarkedYAMLError) -> BadFiles:
    said = " ".join(filter(None, (error.context, error.problem)))
    zh, en = next(
        ((zh, en) for part, zh, en in _SYNTAX if part in said), (f"YAML 语法有误：{said}", f"not YAML: {said}")
    )
    place = error.problem_mark or error.context_mark
    mark = Mark(place.line + 1, place.column + 1) if place else Mark(1, 1)
    if (wide := _wide_colon(text.split("\n"), mark.line)) is not None:
        return _refused(
            file, wide, Bilingual("全角冒号不能分隔键和值", "a full-width colon separates nothing"), _NARROW_COLON
        )
    remedy = Bilingual(
        "请检查这一行和上一行的缩进、英文冒号、引号与括号", "check indents, colons, quotes and brackets here and above"
    )
    return _refused(file, mark, Bilingual(zh, en), remedy)


def _wide_colon(lines: list[str], line: int) -> Mark | None:
    """Where a full-width colon stands in place of a plain one, in the line of an error or the one before."""
    for number in (line - 1, line):
        written = lines[number - 1].split("#")[0] if 1 <= number <= len(lines) else ""
        if "：" in written and ":" not in written:
            return Mark(number, written.index("：") + 1)
    return None


def _refuse_characters(file: str, text: str) -> None:
    """Tabs (except in comments), control characters, and heaps of brackets, with their exact place."""
    if heap := re.search(rf"[\[{{](?:\s*[\[{{]){{{DEEPEST}}}", text):
        before = text[: heap.start()]
        mark = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        problem = Bilingual("嵌套过深", "brackets are nested too deep")
        raise _refused(file, mark, problem, Bilingual(*_PLAIN_VALUES))
    for number, line in enumerate(text.split("\n"), 1):
        written = re.split(r"(?:^|\s)#", line, maxsplit=1)[0]
        if (column := written.find("\t")) >= 0:
            problem = Bilingual("含有制表符（Tab）", "a tab character")
            raise _refused(file, Mark(number, column + 1), problem, Bilingual("请改用空格", "use spaces instead"))
        bad = _INVISIBLE.search(line.replace("\t", " ").removesuffix("\r"))
        if bad:
            column = bad.start()
            problem = Bilingual("含有不可见的控制字符", "an invisible control character")
            raise _refused(file, Mark(number, column + 1), problem, Bilingual("请删除", "delete it"))


def too_many(key: str, most: int) -> tuple[Bilingual, Bilingual]:
    """What to say of a list that goes on."""
    return (
        Bilingual(f"“{key}” 超过 {most} 条", f"“{key}” has more than {most} entries"),
        Bilingual("请删去过期或多余的条目", "remove what is past or not needed"),
    )


def not_a_mapping(node: Node) -> tuple[Bilingual, Bilingual]:
    """What to say of a value that stands where keys and values are expected."""
    problem = Bilingual("此处应为 “键: 值”", "“key: value” is expected here")
    if isinstance(node, Scalar) and "：" in node.text:
        return problem, _NARROW_COLON
    return problem, Bilingual(
        "请写成 “键: 值”，英文冒号后有一个空格", "write “key: value”, with a space after the colon"
    )


def _guess(data: bytes, language: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "（看起来是 UTF-16）" if language == "zh" else " (it looks like UTF-16)"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "（看起来是 GBK/ANSI）" if language == "zh" else " (it looks like GBK/ANSI)"


def _too_long(file: str) -> BadFiles:
    problem = Bilingual("文件超过 250 KB", "the file is larger than 250 KB")
    return _refused(file, Mark(1, 1), problem, _TOO_LARGE)


def _refused(file: str, mark: Mark, problem: Bilingual, remedy: Bilingual) -> BadFiles:
    return BadFiles([Finding(file, mark.line, mark.column, problem, remedy)])


def _mark(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)
