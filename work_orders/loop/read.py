"""``config/work_orders.yaml`` → the loop. Everything that is wrong with the file is found at once."""

from __future__ import annotations

from pathlib import Path

from schedules.answer import Because as Words
from schedules.document import BadFiles, Bilingual, Finding, Section, decode, parse
from schedules.tree import LONGEST

from .check import check
from .loop import Actor, Loop
from .read_course import asked_besides, read_actions, read_clocks, read_steps
from .read_forms import read_categories, read_fields, read_follow_up, read_matters, read_sources, read_units
from .read_risks import read_risks
from .reading import names, ranges

FILE = "work_orders.yaml"


def read_loop(config: Path) -> Loop:
    """The loop of this folder. Raises :class:`BadFiles` with every finding: file, line, column, remedy."""
    return loop_of(text_of(config / FILE))


def text_of(path: Path) -> str:
    """The file's text; raises :class:`BadFiles` where it cannot be read, or is not text as we allow it."""
    try:
        with path.open("rb") as file:
            return decode(FILE, file.read(LONGEST + 1))
    except OSError as error:
        problem = Bilingual(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        raise BadFiles([Finding(FILE, 1, 1, problem, Bilingual("请放回此文件", "put the file back"))]) from error


def loop_of(text: str) -> Loop:
    """The same of a text."""
    top = parse(FILE, text)
    loop = read_loop_section(top)
    top.finish()  # what is missing is said before what does not fit together
    findings: list[Finding] = []
    check(loop, parse(FILE, text, findings))
    if findings:
        raise BadFiles(findings)
    return loop


def read_loop_section(top: Section) -> Loop:
    """What stands in a file that is open already; faults become its findings."""
    calendars = top.section("calendars", optional=True)
    steps, first = read_steps(top, calendars.names)
    fields = read_fields(top)
    categories = read_categories(top, fields)
    sources, phone = read_sources(top)
    clock_names = top.names_in("clocks")
    follow_up = read_follow_up(top, steps)
    actions = asked_besides(follow_up, read_actions(top, steps, categories, clock_names))
    clocks = read_clocks(top, steps, actions, categories, calendars.names)
    return Loop(
        names=names(top),
        first=first,
        steps=steps,
        actions=actions,
        clocks=clocks,
        actors=_actors(top),
        calendars={name: ranges(calendars, name) for name in calendars.names},
        categories=categories,
        fields=fields,
        matters=read_matters(top),
        sources=sources,
        phone=phone,
        not_accepted={name: names(one) for name, one in top.sections("not_accepted", optional=True).items()},
        units=read_units(top),
        follow_up=follow_up,
        misconduct_wording=Words(top.text("misconduct_wording", ""), top.text("misconduct_wording_en", "")),
        risks=read_risks(top, steps, clocks),
    )


def _actors(top: Section) -> dict[Actor, Words]:
    given = top.section("actors")
    known = [actor.value for actor in Actor]
    for name in given.names:
        if name not in known:
            problem = Bilingual(f"没有 “{name}” 这种关系", f"there is no relation “{name}”")
            given.fail_key(name, problem, Bilingual(f"可用：{'、'.join(known)}", f"one of: {', '.join(known)}"))
            given.section(name).leave()
    return {actor: names(given.section(actor.value)) for actor in Actor}
