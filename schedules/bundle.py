"""The texts that decide who answers, taken together: what a duty version is a version of."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from schedules.document import BadFiles, Bilingual, Finding, Section, decode, parse
from schedules.tree import LONGEST, Entries, Mark, Node, Scalar, read_tree
from storage.ids import LineId, VersionHash

CALENDAR = "calendar.yaml"
PEOPLE = "people.yaml"
OVERRIDES = "overrides.yaml"
LEAVE = "leave.yaml"
HOTLINE = "hotline.yaml"
PROMPTS = "prompts.yaml"
ROSTERS = "rosters/"


@dataclass(frozen=True)
class Bundle:
    """File name below ``config/`` → its text; of ``hotline.yaml`` only the part that routes, written canonically.

    ``places`` remembers where the lines of that part stand in the file that was read, ``on_menu`` where its menu leads
    to a line, ``prompts`` which announcements have a text. None of these is part of the version, and a version that
    comes from the database has none.
    """

    files: Mapping[str, str]
    places: Mapping[int, Mark] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    on_menu: Mapping[LineId, Mark] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    prompts: frozenset[str] | None = field(default=None, compare=False)
    """None: not known."""

    @cached_property
    def hash(self) -> VersionHash:
        """SHA-256 over names and texts; the files' order on disk has no part in it."""
        canonical = json.dumps(dict(sorted(self.files.items())), ensure_ascii=False, separators=(",", ":"))
        return VersionHash(hashlib.sha256(canonical.encode()).hexdigest())

    @property
    def rosters(self) -> dict[LineId, str]:
        """Line → name of its roster file."""
        names = (name for name in sorted(self.files) if name.startswith(ROSTERS))
        return {LineId(name.removeprefix(ROSTERS).removesuffix(".yaml")): name for name in names}

    def locate(self, finding: Finding) -> Finding:
        """The finding at the place where a person can mend it."""
        mark = self.places.get(finding.line) if finding.file == HOTLINE else None
        return finding if mark is None else replace(finding, line=mark.line, column=mark.column)


def is_ours(path: Path, config: Path) -> bool:
    """True for a file that belongs to the bundle; false for swap files, backups and half-written temporaries."""
    if path.parent == config / ROSTERS:
        return path.suffix == ".yaml" and not path.name.startswith((".", "~", "#"))
    return path.parent == config and path.name in _SINGLE


def read_bundle(config: Path, drafts: Mapping[str, Path] = MappingProxyType({})) -> Bundle:
    """Read the folder; a draft is read in place of the file of its name.

    Raises :class:`BadFiles` where a file is missing, unreadable, or not text as we allow it.
    """
    bundle, findings = read_what_can_be_read(config, drafts)
    if findings:
        raise BadFiles(findings)
    return bundle


def read_what_can_be_read(config: Path, drafts: Mapping[str, Path]) -> tuple[Bundle, list[Finding]]:
    """The files without those that are no text as we allow it, and what is wrong with these."""
    paths = {path.relative_to(config).as_posix(): path for path in (config / ROSTERS).glob("*.yaml")}
    paths |= {name: config / name for name in _SINGLE if name not in OPTIONAL or (config / name).exists()}
    paths = {name: path for name, path in paths.items() if is_ours(path, config)} | dict(drafts)
    findings: list[Finding] = []
    files: dict[str, str] = {}
    places: dict[int, Mark] = {}
    on_menu: dict[LineId, Mark] = {}
    for name, path in sorted(paths.items()):
        try:
            files[name] = _text(path, name)
            if name == HOTLINE:
                text = files.pop(name)
                files[name], places = routing_part(text)
                on_menu = _lines_on_menu(text)
        except BadFiles as bad:
            findings += bad.findings
    bundle = Bundle(MappingProxyType(files), MappingProxyType(places), MappingProxyType(on_menu), _prompts(config))
    return bundle, findings


OPTIONAL = (OVERRIDES, LEAVE)
"""What a hotline may do without."""
_SINGLE = (CALENDAR, PEOPLE, *OPTIONAL, HOTLINE)


def routing_part(text: str) -> tuple[str, dict[int, Mark]]:
    """What of ``hotline.yaml`` belongs to the duty version, one value a line, and where each line came from."""
    top = parse(HOTLINE, text)
    lines: list[str] = []
    places: dict[int, Mark] = {}

    def emit(section: Section, indent: str, key: str) -> None:
        lines.append(f"{indent}{key}: {json.dumps(section.text(key), ensure_ascii=False)}")
        places[len(lines)] = section.place(key)

    def head(section: Section, name: str) -> None:
        lines.append(f"{name}:")
        places[len(lines)] = section.place()

    menu, routing = top.section("menu"), top.section("routing")
    head(menu, "menu")
    emit(menu, "  ", "default_line")
    head(routing, "routing")
    for key in sorted(routing.names):
        emit(routing, "  ", key)
    top.leave()
    menu.leave()
    top.finish()
    return "\n".join(lines) + "\n", places


def _prompts(config: Path) -> frozenset[str] | None:
    """The names that ``prompts.yaml`` has a text for; None where it cannot be read: that is told by who speaks it."""
    try:
        texts = read_tree(PROMPTS, _text(config / PROMPTS, PROMPTS)).values.get("prompts")
    except BadFiles:
        return None
    return frozenset(texts.values) if isinstance(texts, Entries) else None


def _lines_on_menu(text: str) -> dict[LineId, Mark]:
    """The lines that keys lead to, each where it is named first; what else may be wrong with the menu is left alone."""
    menu = read_tree(HOTLINE, text).values.get("menu")
    found: dict[LineId, Mark] = {}
    for node in _within(menu, "nodes"):
        for key in _within(node, "keys"):
            line = key.values.get("line") if isinstance(key, Entries) else None
            if isinstance(line, Scalar) and line.text:
                found.setdefault(LineId(line.text), line.mark)
    return found


def _within(node: Node | None, key: str) -> tuple[Node, ...]:
    inner = node.values.get(key) if isinstance(node, Entries) else None
    return tuple(inner.values.values()) if isinstance(inner, Entries) else ()


def _text(path: Path, name: str) -> str:
    """Links are followed, but only plain files opened (a pipe would never end), and no more is read than may be."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            problem = Bilingual("不是普通文件", "not a plain file")
            raise BadFiles([Finding(name, 1, 1, problem, Bilingual("请换成普通文件", "put a plain file there"))])
        with path.open("rb") as file:
            return decode(name, file.read(LONGEST + 1))
    except OSError as error:
        problem = Bilingual(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        remedy = Bilingual("请恢复该文件，或检查其权限", "restore the file, or check its permissions")
        raise BadFiles([Finding(name, 1, 1, problem, remedy)]) from error
