"""The house rules a machine can hold: who may import whom, which library has which door, how long a file may be."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT = {
    "storage": set[str](),
    "clients": {"storage"},
    "people": {"storage"},
    "participants": {"storage"},
    "notices": {"people", "storage"},
    "schedules": {"people", "storage"},
    "dialplan": set[str](),
    "recordings": {"dialplan", "storage"},
    "routing": {"dialplan", "schedules", "storage"},
    "work_orders": {"notices", "people", "schedules", "storage"},
    "urgent": {"notices", "people", "schedules", "storage", "work_orders"},
    "ivr": {"dialplan", "schedules", "routing", "work_orders", "recordings", "storage"},
    "agent_bridge": {"people", "dialplan", "routing", "work_orders", "storage"},
    "web": {
        *("storage", "people", "participants", "schedules", "dialplan", "recordings", "routing", "work_orders"),
        *("clients", "notices", "urgent"),
        "agent_bridge",  # but not its link to Asterisk: see below
    },
    "app": {
        *("storage", "people", "participants", "schedules", "dialplan", "recordings", "routing", "work_orders"),
        *("clients", "notices", "urgent", "ivr", "agent_bridge", "web"),
    },
    "benchmarks": {
        *("storage", "people", "participants", "schedules", "dialplan", "recordings", "routing", "work_orders"),
        *("clients", "notices", "urgent", "ivr", "agent_bridge", "web", "app"),
    },
}
"""DESIGN §4. Everybody may import what is their own; nobody imports ``benchmarks``, nor, but for them, ``app``."""

DOORS = {
    "ruamel": ("schedules/*",),
    "chinese_calendar": ("schedules/*",),
    "sqlalchemy": (
        "storage/*",
        "*/store.py",
        "*/tables.py",
        "people/attempts.py",
        "benchmarks/*",
    ),  # attempts: its own counter
    "alembic": ("storage/*",),
    "aiosqlite": ("storage/*",),
    "cryptography": ("storage/*",),
    "openpyxl": ("participants/imports/workbook.py",),
    "panoramisk": ("agent_bridge/ami.py", "agent_bridge/ami_protocol.py"),
    "aiohttp": (
        "web/*",
        "notices/sms.py",
        "notices/hooks/post.py",
        "app/desk.py",
        "app/rehearsal/*",
        "benchmarks/*",
    ),  # the desk starts the site; the rehearsal signs in to it
    "apscheduler": ("app/timetable.py",),
    "argon2": ("people/*",),
    "asterisk": ("app/check.py", "benchmarks/*"),  # pyst2
    "prometheus_client": ("web/*", "app/*"),
    "watchfiles": ("schedules/*",),
    "zxcvbn": ("people/strength.py",),
    "rich": ("app/*", "benchmarks/*"),
    "playwright": ("benchmarks/*",),
    "psycopg": ("storage/pipelined.py",),
}
"""A library → the files that may import it, by pattern. Anything else from outside needs an entry here."""

VOICE = {
    *("numpy", "onnxruntime", "soundfile", "misaki", "pypinyin", "jieba"),  # speaking
    *("faster_whisper", "zhconv"),  # hearing what was spoken
}
VOICE_FILES = ("recordings/voice/", "recordings/sound.py")
"""The programs of the optional voice group, which run in an environment of their own."""

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
MOCKS = ("unittest", "mock", "freezegun", "libfaketime")


@dataclass(frozen=True)
class Source:
    """One Python file of ours, read once. Its tree is not kept: a collector would walk through a million nodes."""

    path: Path

    @cached_property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def room(self) -> str:
        return self.name.partition("/")[0]

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def facts(self) -> Facts:
        tree = ast.parse(self.text)
        statements = stated(tree)
        functions = [node for node in statements if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        return Facts(
            words=ast.get_docstring(tree) or "",
            imports=tuple(module for node in statements for module in self.imported(node)),
            lines=tuple((node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions),
        )

    def imported(self, node: ast.AST) -> Iterator[str]:
        """What this statement imports, relative names made whole."""
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = self.name.split("/")[: -node.level] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@dataclass(frozen=True)
class Facts:
    """What these rules ask of a file."""

    words: str
    """Its docstring."""
    imports: tuple[str, ...]
    """Every module imported anywhere in it."""
    lines: tuple[tuple[str, int], ...]
    """Each of its functions, and how long it is."""


def stated(tree: ast.Module) -> list[ast.AST]:
    """Every statement, however deep: imports and functions are among them, and they are few."""
    found: list[ast.AST] = [tree]
    for node in found:
        for part in ("body", "orelse", "finalbody", "handlers", "cases"):
            found += getattr(node, part, ())
    return found


def sources(*folders: str) -> list[Source]:
    """The Python files of these folders; the pages' sources are none of ours here."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [Source(path) for path in sorted(found) if "ui/node_modules" not in path.as_posix()]


ROOMS = sources(*MAY_IMPORT)
TESTS = sources("tests")


def test_the_table_names_every_room() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == set(MAY_IMPORT)


def test_rooms_import_only_what_the_table_allows() -> None:
    wrong = [
        f"{source.name} imports {module}"
        for source in ROOMS
        for module in source.facts.imports
        if (room := module.partition(".")[0]) in MAY_IMPORT and room not in {source.room, *MAY_IMPORT[source.room]}
    ]
    assert wrong == []


def test_the_web_does_not_speak_to_asterisk() -> None:
    web = [source for source in ROOMS if source.room == "web"]
    assert web
    assert [w.name for w in web if any(m.startswith("agent_bridge.ami") for m in w.facts.imports)] == []


def test_each_library_has_its_door() -> None:
    wrong = [
        f"{source.name} imports {module}"
        for source in ROOMS
        for module in source.facts.imports
        if (library := module.partition(".")[0]) in DOORS
        and not any(fnmatch(source.name, pattern) for pattern in DOORS[library])
    ]
    assert wrong == []


def test_what_is_imported_from_outside_is_named_here() -> None:
    known = {*sys.stdlib_module_names, *MAY_IMPORT, *DOORS}
    unknown = {
        f"{source.name} imports {library}"
        for source in ROOMS
        for module in source.facts.imports
        if (library := module.partition(".")[0]) not in known
        and not (library in VOICE and source.name.startswith(VOICE_FILES))
    }
    assert sorted(unknown) == []


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_each_room_says_at_its_door_what_it_is(room: str) -> None:
    words = Source(ROOT / room / "__init__.py").facts.words
    assert len(words) > 80
    assert "mport" in words
    assert "Start reading" in words


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_what_the_door_says_to_read_first_exists(room: str) -> None:
    words = Source(ROOT / room / "__init__.py").facts.words
    named = re.findall(r"``([\w/.]+\.py)``", words.partition("Start reading")[2])
    assert named
    assert [name for name in named if not (ROOT / room / name).exists()] == []


def test_every_file_says_what_it_is_for() -> None:
    assert [source.name for source in ROOMS if source.text.strip() and not source.facts.words] == []


def test_no_file_is_longer_than_a_few_pages() -> None:
    assert {source.name: n for source in ROOMS if (n := len(source.text.splitlines())) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_page() -> None:
    long = {
        f"{source.name}:{function}": lines
        for source in ROOMS
        for function, lines in source.facts.lines
        if lines > LONGEST_FUNCTION
    }
    assert long == {}


def test_nothing_is_left_to_do_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    assert [source.name for source in (*ROOMS, *TESTS) if any(mark in source.text for mark in marks)] == []


def test_no_test_mocks_and_none_sleeps() -> None:
    suspects = [source for source in TESTS if re.search(r"mock|faketime|freezegun|sleep", source.text)]
    wrong = [source.name for source in suspects if any(module.startswith(MOCKS) for module in source.facts.imports)]
    wrong += [f"{source.name}:{line}" for source in suspects if not is_live(source) for line in sleeps(source)]
    assert wrong == []


def is_live(source: Source) -> bool:
    """Real people speak for real seconds: only there may a test let time pass."""
    return source.name.startswith("tests/live/")


def sleeps(source: Source) -> Iterator[int]:
    """Lines that sleep for longer than nothing; ``asyncio.sleep(0)`` only lets others go first."""
    for node in ast.walk(ast.parse(source.text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep":
            nothing = node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
            if not nothing:
                yield node.lineno
