"""``config/urgent_events.yaml`` as values: thresholds, clocks, contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from schedules.document import BadFiles, Bilingual, Finding, Section, decode, parse
from schedules.tree import LONGEST
from storage.ids import PersonId, UnitId

FILE = "urgent_events.yaml"
MARKET_MANAGEMENT = "market_management"
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,20}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who follows an event to its end (对接人)."""

    group: str
    """A department's id, or ``market_management``."""
    name: str
    person: PersonId | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]

    @property
    def key(self) -> str:
        """By this an event knows who has been told."""
        return f"{self.group}/{self.name}"


@dataclass(frozen=True, slots=True)
class Rules:
    collective_more_than: int
    collective_within: timedelta
    repeated_times: int
    repeated_within: timedelta
    chance: float
    fault_lasts: timedelta
    confirm: timedelta
    notify: timedelta
    propose_reminder: timedelta
    remind: timedelta
    market_management: tuple[Contact, ...]
    departments: Mapping[UnitId, tuple[Contact, ...]]

    def contacts_of(self, units: Iterable[UnitId]) -> tuple[Contact, ...]:
        """Those who have to be told where these departments are concerned: market management first."""
        return (*self.market_management, *(one for unit in units for one in self.departments.get(unit, ())))

    def every_contact(self) -> tuple[Contact, ...]:
        return self.contacts_of(self.departments)


def read_rules(config: Path) -> Rules:
    """The rules of this folder. Raises :class:`BadFiles` with every finding: file, line, column, remedy."""
    try:
        with (config / FILE).open("rb") as file:
            text = decode(FILE, file.read(LONGEST + 1))
    except OSError as error:
        problem = Bilingual(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        raise BadFiles([Finding(FILE, 1, 1, problem, Bilingual("请放回此文件", "put the file back"))]) from error
    top = parse(FILE, text)
    rules = read_rules_section(top)
    top.finish()
    return rules


def read_rules_section(top: Section) -> Rules:
    """What stands in a file that is open already; faults become its findings."""
    detect, clocks = top.section("detect"), top.section("clocks")
    collective, again = detect.section("collective"), detect.section("repeated")
    rules = Rules(
        collective_more_than=collective.integer("more_than", at_least=1, at_most=10_000),
        collective_within=timedelta(days=collective.integer("days", at_least=1, at_most=366)),
        repeated_times=again.integer("times", at_least=2, at_most=100),
        repeated_within=timedelta(days=again.integer("days", at_least=1, at_most=366)),
        chance=_chance(detect.section("volume")),
        fault_lasts=_minutes(detect.section("faults"), "minutes"),
        confirm=_minutes(clocks, "confirm"),
        notify=_minutes(clocks, "notify"),
        propose_reminder=_minutes(clocks, "propose_reminder"),
        remind=_minutes(clocks, "remind"),
        market_management=_contacts(top, MARKET_MANAGEMENT),
        departments=_departments(top.section("departments")),
    )
    if rules.propose_reminder > rules.remind:
        problem = Bilingual("提示晚于催办时限", "is proposed after it is due")
        clocks.fail("propose_reminder", problem, Bilingual("写得比 remind 小", "make it less than remind"))
    return rules


def _minutes(section: Section, key: str) -> timedelta:
    return timedelta(minutes=section.integer(key, at_least=1, at_most=1_440))


def _chance(section: Section) -> float:
    said = section.text("chance")
    if not said:
        return 0.0
    if not re.fullmatch(r"0\.0*[1-9][0-9]*", said) or not 1e-12 <= float(said) <= 0.01:
        problem = Bilingual(f"“{said}” 不是可用的概率", f"“{said}” is no chance that can be used")
        section.fail("chance", problem, Bilingual("写 0.01 以下的小数，如 0.00001", "at most 0.01, e.g. 0.00001"))
        return 0.0
    return float(said)


def _departments(section: Section) -> dict[UnitId, tuple[Contact, ...]]:
    return {UnitId(unit): _contacts(section, unit) for unit in section.names}


def _contacts(section: Section, key: str) -> tuple[Contact, ...]:
    found: list[Contact] = []
    for entry in section.section_list(key, most=50):
        person = entry.text("person", "")
        contact = Contact(
            group=key,
            name=entry.text("name"),
            person=PersonId(person) if person else None,
            phones=_all_like(entry, "phones", _PHONE, Bilingual("“{}” 不是电话号码", "“{}” is no telephone number")),
            emails=_all_like(entry, "emails", _EMAIL, Bilingual("“{}” 不是邮箱", "“{}” is no e-mail address")),
        )
        if not (contact.person or contact.phones or contact.emails):
            problem = Bilingual("没有任何联系方式", "cannot be told in any way")
            entry.fail(None, problem, Bilingual("写 person、phones 或 emails", "give person, phones or emails"))
        if any(contact.name == other.name for other in found):
            problem = Bilingual(f"“{contact.name}”重复", f"“{contact.name}” is there twice")
            entry.fail("name", problem, Bilingual("合并为一项，或加以区分", "make them one, or tell them apart"))
        found.append(contact)
    return tuple(found)


def _all_like(entry: Section, key: str, form: re.Pattern[str], problem: Bilingual) -> tuple[str, ...]:
    given = entry.texts(key, ())
    for index, said in enumerate(given):
        if not form.fullmatch(said):
            told = Bilingual(problem.zh.format(said), problem.en.format(said))
            entry.fail(key, told, Bilingual("请改正", "correct it"), index)
    return given
