"""``config/hotline.yaml`` as values: what this hotline is, and how its conversation goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dialplan.menu import Announcement, Key, Menu, Node, ToLine, ToMenu
from schedules.document import Bilingual, Section, decode, parse

from .settings import Listen, read_listen

FILE = "hotline.yaml"


@dataclass(frozen=True, slots=True)
class MisconductSettings:
    """The number to which callers with a misconduct report (举报) are sent, and when it is spoken."""

    number: str
    after_keys: bool
    when_closed: bool


@dataclass(frozen=True, slots=True)
class HotlineFile:
    """The file, read and checked as far as it can be by itself."""

    numbers: tuple[str, ...]
    name_zh: str
    name_en: str
    listen: Listen
    trunks: Mapping[str, tuple[str, ...]]
    menu: Menu
    misconduct: MisconductSettings
    music: bool
    position_every: int
    survey: bool
    recording: bool
    database: str


def read_hotline(config: Path) -> HotlineFile:
    """Read the file. Raises ``BadFiles`` with all findings, each with line, column and remedy."""
    path = config / FILE
    top = parse(FILE, decode(FILE, path.read_bytes()))
    hotline = _hotline(top)
    top.finish()
    return hotline


def _hotline(top: Section) -> HotlineFile:
    trunks = top.section("trunks")
    waiting = top.section("waiting")
    top.section("routing").leave()  # belongs to the duty version; read by the routing room
    return HotlineFile(
        numbers=_numbers(top),
        name_zh=top.text("name"),
        name_en=top.text("name_en"),
        listen=read_listen(top.section("listen")),
        trunks={name: trunks.texts(name) for name in trunks.names},
        menu=_menu(top.section("menu")),
        misconduct=_misconduct(top.section("misconduct")),
        music=waiting.flag("music"),
        position_every=waiting.integer("position_every", at_least=0, at_most=3_600),
        survey=top.section("survey").flag("enabled"),
        recording=top.section("recording").flag("enabled"),
        database=top.text("database", "sqlite"),
    )


def _numbers(top: Section) -> tuple[str, ...]:
    numbers = top.texts("numbers")
    for place, number in enumerate(numbers):
        if not (number.isascii() and number.isdigit()):
            problem = Bilingual(f"“{number}” 不是电话号码", f"“{number}” is no telephone number")
            top.fail("numbers", problem, Bilingual("只写数字并加引号", "digits only, in quotes"), item=place)
    return numbers


def _misconduct(section: Section) -> MisconductSettings:
    return MisconductSettings(section.text("number"), section.flag("after_keys"), section.flag("when_closed"))


def _menu(section: Section) -> Menu:
    return Menu(
        nodes={name: _node(node) for name, node in section.sections("nodes").items()},
        start=section.text("start"),
        default_line=section.text("default_line"),
        tries=section.integer("tries", at_least=1, at_most=5),
        wait_seconds=section.integer("wait", at_least=2, at_most=15),
        enabled=section.flag("enabled"),
    )


def _node(section: Section) -> Node:
    return Node(
        say=section.texts("say"),
        keys={key: _key(choice) for key, choice in section.sections("keys").items()},
        repeat=section.text("repeat", "") or None,
    )


def _key(section: Section) -> Key:
    if section.has("menu"):
        return ToMenu(section.text("menu"))
    if section.has("announcement"):
        return Announcement(section.text("announcement"))
    return ToLine(section.text("line"))
