"""What several files of configuration must agree on: departments, their people, their contacts, whom notices reach."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from schedules.bundle import PEOPLE
from schedules.document import Bilingual, Finding, Section, parse
from urgent import rules as urgent
from work_orders.loop.read import read_loop

from . import notices_file
from .config_text import config_text


def misfits(config: Path) -> tuple[Finding, ...]:
    """Departments and people that one file names and the other does not know.

    Raises ``BadFiles`` where one of the files is wrong by itself.
    """
    units = read_loop(config).units
    urgent.read_rules(config)
    notices_file.read_notices(config)
    findings: list[Finding] = []
    people = parse(PEOPLE, config_text(config, PEOPLE), findings)
    known = frozenset(_people(people, units))
    _contacts(parse(urgent.FILE, config_text(config, urgent.FILE), findings), units, known)
    if (config / notices_file.FILE).exists():
        _reached(parse(notices_file.FILE, config_text(config, notices_file.FILE), findings), known)
    return tuple(findings)


def _people(top: Section, units: Collection[str]) -> Iterator[str]:
    """Everybody's id; a department that ``work_orders.yaml`` does not have is noted."""
    for entry in top.section_list("people"):
        yield entry.text("id")
        for index, unit in enumerate(entry.texts("units", ())):
            if unit not in units:
                entry.fail("units", _no_department(unit), _one_of(units), index)


def _contacts(top: Section, units: Collection[str], people: Collection[str]) -> None:
    departments = top.section("departments")
    for unit in departments.names:
        if unit not in units:
            departments.fail_key(unit, _no_department(unit), _one_of(units))
        _check_persons(departments, unit, people)
    _check_persons(top, "market_management", people)


def _check_persons(section: Section, key: str, people: Collection[str]) -> None:
    for entry in section.section_list(key):
        person = entry.text("person", "")
        if person and person not in people:
            problem = Bilingual(f"people.yaml 中没有 “{person}”", f"“{person}” is not in people.yaml")
            entry.fail("person", problem, Bilingual("改正账号，或先加入 people.yaml", "correct it, or add the person"))


def _reached(top: Section, people: Collection[str]) -> None:
    contacts = top.section("contacts", optional=True)
    for person in contacts.names:
        if person not in people:
            problem = Bilingual(f"people.yaml 中没有 “{person}”", f"“{person}” is not in people.yaml")
            contacts.fail_key(person, problem, Bilingual("改正账号，或删去这一行", "correct it, or remove the line"))


def _no_department(unit: str) -> Bilingual:
    return Bilingual(f"work_orders.yaml 中没有部门 “{unit}”", f"work_orders.yaml has no department “{unit}”")


def _one_of(units: Collection[str]) -> Bilingual:
    return Bilingual(f"可用：{'、'.join(units)}", f"one of: {', '.join(units)}")
