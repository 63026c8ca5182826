"""What must be right before the house can open, looked at without opening it; nothing is changed by looking."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from asterisk.config import Config, ParseError

from app.setup.asterisk import AsteriskMissing, AsteriskProgram, find_asterisk
from dialplan.control import named_modules
from dialplan.files import write_all, write_whole
from dialplan.prompts_used import prompts_used
from dialplan.render import WITH_DIRECTIVES, render
from recordings.compose import misconduct
from recordings.masters import prompt_names
from routing.duty import Duty
from schedules.book import DutyBook
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles, Bilingual

from . import clock
from .asterisk import asterisk_values, duty_file
from .clock import Clock
from .fit_together import misfits
from .hotline_file import read_hotline, read_served
from .identity_file import read_identity
from .installation import Installation
from .opening import taken_ports
from .privacy_file import sealing_wanted
from .settings import Settings
from .shipped import ASTERISK_CONF, MASTERS
from .sounds import unplayable


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and what is wrong with it."""

    name: Bilingual
    faults: tuple[str, ...]


def findings(settings: Settings) -> Iterator[Check]:
    """Every check in turn; the later ones are left out where an earlier one leaves nothing to look at."""
    yield Check(Bilingual("时钟与时区", "clock and time zone"), tuple(clock.faults(Clock(settings.shift).now())))
    yield Check(Bilingual("配置文件", "files of configuration"), tuple(_faults_of_files(settings.config)))
    yield Check(Bilingual("语音提示", "prompts"), tuple(_quietly(lambda: _missing_prompts(settings))))
    yield Check(Bilingual("端口", "ports"), tuple(_quietly(lambda: list(taken_ports(settings.listen)))))
    program, trouble = _program(settings.root)
    yield Check(Bilingual("Asterisk", "Asterisk"), tuple(trouble))
    if program is not None:
        faults = tuple(_quietly(lambda: _faults_of_rendering(settings, program)))
        yield Check(Bilingual("Asterisk 配置可读", "Asterisk's configuration can be read"), faults)


def _faults_of_files(config: Path) -> Iterator[str]:
    reads = (
        lambda: Duty(compile_bundle(read_bundle(config))),
        lambda: read_served(config),
        lambda: read_identity(config),
        lambda: sealing_wanted(config),
        lambda: _must_fit(config),
    )
    for read in reads:
        try:
            read()
        except BadFiles as bad:
            yield from map(str, bad.findings)


def _must_fit(config: Path) -> None:
    found = misfits(config)
    if found:
        raise BadFiles(found)


def _missing_prompts(settings: Settings) -> Sequence[str]:
    """Asterisk would leave them out, and a caller would hear nothing."""
    hotline = read_hotline(settings.config)
    book = compile_bundle(read_bundle(settings.config))
    masters = prompt_names(MASTERS)
    used = prompts_used(hotline.menu, book.lines, misconduct(hotline.misconduct.number, masters)) | announced(book)
    unspoken = [f"{name}: 未合成，请运行 hotline prompts render · not spoken yet" for name in sorted(used - masters)]
    return unspoken + unplayable(used & masters, settings.sounds)


def announced(book: DutyBook) -> frozenset[str]:
    """What rosters, overrides and closings have said; a visit leaves out what is not spoken."""
    dated = (one.say for roster in book.rosters.values() for one in roster.exceptions.values())
    return frozenset(name for said in (*dated, *(cover.say for cover in book.covers)) for name in said)


def _program(root: Path) -> tuple[AsteriskProgram | None, list[str]]:
    try:
        program = find_asterisk(root)
    except AsteriskMissing as missing:
        return None, [str(missing)]
    shipped = named_modules((ASTERISK_CONF / "modules.conf").read_text("utf-8"))
    return program, [f"缺少模块 · no module {name}" for name in shipped if not (program.modules_dir / name).exists()]


def _faults_of_rendering(settings: Settings, program: AsteriskProgram) -> Sequence[str]:
    """Rendered into a scratch folder and read again by an independent reader of Asterisk's files (pyst2)."""
    duty = Duty(compile_bundle(read_bundle(settings.config)))
    with tempfile.TemporaryDirectory() as folder:
        house = Installation.open(replace(settings, var=Path(folder)))  # with secrets of its own, thrown away
        values = asterisk_values(house, program, duty)
        values.places.etc.mkdir(parents=True)
        write_all(values.places.etc, render(values))
        table = values.places.etc / "extensions_duty.conf"
        write_whole(table, duty_file(house, duty, house.clock.now()).text)
        return [fault for path in sorted(values.places.etc.glob("*.conf")) if (fault := _unreadable(path))]


def _unreadable(path: Path) -> str | None:
    if path.name == WITH_DIRECTIVES:
        return None  # its #tryinclude is Asterisk's own; checked when it starts
    try:
        Config(str(path))
    except ParseError as error:
        return f"{path.name}: {error}"
    return None


def _quietly(look: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What the files' own check has said already is not said twice."""
    try:
        return look()
    except BadFiles:
        return ["先修正配置文件 · mend the files first"]
    except ValueError as error:  # what no renderer can send to Asterisk
        return [str(error)]
