"""``config/hotline.yaml`` as values: what this hotline is, and how its conversation goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dialplan.conf import address, name
from dialplan.menu import Menu
from recordings.compose import misconduct
from schedules.document import Bilingual, Section, parse

from .config_text import config_text
from .menu_section import read_menu
from .said_right import refuse, refuse_keys
from .settings import Listen, read_listen

FILE = "hotline.yaml"
SQLITE, POSTGRESQL = "sqlite", "postgresql+psycopg://"


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
    top = parse(FILE, config_text(config, FILE))
    hotline = read_hotline_section(top, frozenset(path.stem for path in (config / "rosters").glob("*.yaml")))
    top.finish()
    return hotline


def read_served(config: Path) -> HotlineFile:
    """The same for a house that opens: which lines there are is said by the version in force, not by the files that
    lie on disk. A key that leads nowhere is told when these are checked for the next version."""
    top = parse(FILE, config_text(config, FILE))
    hotline = read_hotline_section(top, frozenset())
    top.finish()
    return hotline


def read_site(config: Path) -> tuple[Listen, str]:
    """Where the house listens, and its database: what a command needs that goes back from files that cannot be used."""
    top = parse(FILE, config_text(config, FILE))
    site = read_listen(top.section("listen")), _database(top)
    top.leave()
    top.finish()
    return site


def read_hotline_section(top: Section, lines: frozenset[str]) -> HotlineFile:
    """The same of a file that is open already; faults become its findings."""
    waiting = top.section("waiting")
    top.section("routing").leave()  # belongs to the duty version; read by the routing room
    return HotlineFile(
        numbers=_numbers(top),
        name_zh=top.text("name"),
        name_en=top.text("name_en"),
        listen=read_listen(top.section("listen")),
        trunks=_trunks(top.section("trunks")),
        menu=read_menu(top.section("menu"), lines),
        misconduct=_misconduct(top.section("misconduct")),
        music=waiting.flag("music"),
        position_every=waiting.integer("position_every", at_least=0, at_most=3_600),
        survey=top.section("survey").flag("enabled"),
        recording=top.section("recording").flag("enabled"),
        database=_database(top),
    )


def _numbers(top: Section) -> tuple[str, ...]:
    return refuse(
        *(top, "numbers", _digits),
        Bilingual("“{}” 不是电话号码", "“{}” is no telephone number"),
        Bilingual("只写数字并加引号", "digits only, in quotes"),
    )


def _digits(number: str) -> None:
    if not (number.isascii() and number.isdigit() and len(number) <= 20):
        raise ValueError(number)


def _trunks(section: Section) -> Mapping[str, tuple[str, ...]]:
    refuse_keys(section, name)
    return {
        trunk: refuse(
            *(section, trunk, address),
            Bilingual("“{}” 不是 IP 地址或网段", "“{}” is no IP address or network"),
            Bilingual("例：198.51.100.7 或 203.0.113.0/29", "e.g. 198.51.100.7 or 203.0.113.0/29"),
        )
        for trunk in section.names
    }


def _misconduct(section: Section) -> MisconductSettings:
    number = section.text("number")
    try:
        misconduct(number)
    except ValueError:
        problem = Bilingual(f"“{number}” 无法报读", f"“{number}” cannot be spoken as a number")
        if number:
            section.fail("number", problem, Bilingual("只用数字和连字符", "digits and hyphens only"))
    return MisconductSettings(number, section.flag("after_keys"), section.flag("when_closed"))


def _database(top: Section) -> str:
    database = top.text("database", SQLITE)
    if database != SQLITE and not database.startswith(POSTGRESQL):
        problem = Bilingual("不是可用的数据库", "no database that can be used")
        remedy = Bilingual(f"写 sqlite，或 {POSTGRESQL}用户@主机/库名", f"write sqlite, or {POSTGRESQL}user@host/name")
        top.fail("database", problem, remedy)
    return database
