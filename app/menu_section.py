"""The section ``menu`` of ``config/hotline.yaml`` → the menu as values, with every lead that leads nowhere found."""

from __future__ import annotations

from collections.abc import Collection

from dialplan.conf import name
from dialplan.menu import KEYS, Announcement, Key, Menu, Node, ToLine, ToMenu
from recordings.prompts import NAME
from schedules.document import Bilingual, Section

from .said_right import refuse, refuse_keys

_NO_PROMPT = Bilingual("“{}” 不能作为提示音名称", "“{}” cannot be a prompt's name")
_PROMPT_FORM = Bilingual("只用小写字母、数字、连字符和一个斜线", "small letters, digits, hyphens, one slash at most")


def read_menu(section: Section, lines: Collection[str]) -> Menu:
    """``lines`` are the rosters that exist; none where that cannot be known, and then every line passes."""
    tree = section.section("nodes")
    nodes = {node: tree.section(node) for node in tree.names}
    refuse_keys(tree, name)
    menu = Menu(
        nodes={node: _node(inner, nodes, lines) for node, inner in nodes.items()},
        start=section.text("start"),
        default_line=section.text("default_line"),  # must exist: checked with the duty version, whose part it is
        tries=section.integer("tries", at_least=1, at_most=5),
        repeats=section.integer("repeats", 9, at_least=1, at_most=99),
        wait_seconds=section.integer("wait", at_least=2, at_most=15),
        enabled=section.flag("enabled"),
    )
    _must_exist(section, "start", nodes, Bilingual("菜单", "menu"))
    return menu


def _node(section: Section, nodes: Collection[str], lines: Collection[str]) -> Node:
    keys = section.section("keys")
    node = Node(
        say=refuse(section, "say", _prompt, _NO_PROMPT, _PROMPT_FORM),
        keys={key: _key(keys.section(key), nodes, lines) for key in keys.names},
        repeat=section.text("repeat", "") or None,
    )
    for key in keys.names:
        if not _is_key(key):
            keys.fail_key(key, _no_key(key), _KEY_FORM)
    if node.repeat is not None:
        _check_repeat(section, node)
    return node


def _check_repeat(section: Section, node: Node) -> None:
    repeat = node.repeat or ""
    if not _is_key(repeat):
        section.fail("repeat", _no_key(repeat), _KEY_FORM)
    if repeat in node.keys:
        problem = Bilingual(f"按键 {repeat} 既重听又有别的含义", f"the key {repeat} repeats and means something else")
        section.fail("repeat", problem, Bilingual("两者换用不同的键", "give one of them another key"))


def _key(section: Section, nodes: Collection[str], lines: Collection[str]) -> Key:
    if section.has("menu"):
        _must_exist(section, "menu", nodes, Bilingual("菜单", "menu"))
        return ToMenu(section.text("menu"))
    if section.has("announcement"):
        (prompt,) = refuse(section, "announcement", _prompt, _NO_PROMPT, _PROMPT_FORM)[:1] or ("",)
        return Announcement(prompt)
    if lines:
        _must_exist(section, "line", lines, Bilingual("专线", "line"))
    return ToLine(section.text("line"))


def _must_exist(section: Section, key: str, known: Collection[str], what: Bilingual) -> None:
    said = section.text(key, "")
    if said and said not in known:
        there = Bilingual("、".join(sorted(known)), ", ".join(sorted(known)))
        problem = Bilingual(f"没有 “{said}” {what.zh}", f"there is no {what.en} “{said}”")
        section.fail(key, problem, Bilingual(f"可用：{there.zh}", f"one of: {there.en}"))


def _prompt(text: str) -> None:
    if not NAME.fullmatch(text):
        raise ValueError(text)


def _is_key(text: str) -> bool:
    return len(text) == 1 and text in KEYS


def _no_key(text: str) -> Bilingual:
    return Bilingual(f"“{text}” 不是电话按键", f"“{text}” is no key of a telephone")


_KEY_FORM = Bilingual("一个键：0-9、* 或 #，加引号", "one key: 0-9, * or #, in quotes")
