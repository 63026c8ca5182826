"""The schemas that editors complete and check by: they accept what we ship, and know what the readers know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from app.hotline_file import read_hotline_section
from app.identity_file import read_identity_section
from app.notices_file import read_notices_section
from app.privacy_file import read_privacy_section
from app.scanner_file import read_scanner_section
from schedules.calendar import read_calendar
from schedules.document import Section, parse
from schedules.language.leave import Staff, read_leave
from schedules.language.overrides import read_overrides
from schedules.language.roster import read_roster
from schedules.people_file import read_people
from schedules.rules import read_rules
from schedules.tree import Entries, Items, Node, Scalar, read_tree
from storage.ids import GroupId, LineId, PersonId
from urgent.rules import read_rules_section
from work_orders.loop.read import read_loop_section

CONFIG = Path(__file__).parents[2] / "config"
SCHEMAS = CONFIG / "schemas"
EXAMPLES = CONFIG.parent / "docs" / "examples"
SINGLE = (
    *("calendar", "people", "hotline", "urgent_events", "work_orders", "identity", "notices", "privacy"),
    "attachments",
)
FILES = [*CONFIG.glob("rosters/*.yaml"), *(CONFIG / f"{name}.yaml" for name in SINGLE), *EXAMPLES.glob("*.yaml")]
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")

ROSTER = """\
code: YN
name: 云南
name_en: Yunnan
groups: {staff: {name: 客服, name_en: staff}}
duty: {working_days: [09:00-12:00, 22:00-06:00], saturday: 24h, holidays: closed}
answer:
  - {on: [monday], at: 09:00-12:00, by: staff, after: 20}
  - {otherwise: [staff]}
exceptions:
  2027-03-01~2027-03-02: {closed: true, why: 割接, say: closed-maintenance}
  2027-03-05: {hours: [08:00-20:00], by: [staff], after: 15, why: 加班}
at_closing: callback
shifts: {day: 08:00-19:00}
rotation: {group: staff, from: 2026-01-01, cycle: [day, off], crews: {甲班: [p1], 乙班: [p2]}}
named: [{on: [monday], at: [09:00-12:00], group: staff, people: [p1]}]
"""
CALENDAR = """\
holidays: {2027-10-01~2027-10-07: 国庆节}
workdays: {2027-10-09: 国庆节}
complete_years: [2027]
notices: {2027: 国办发明电〔2026〕7号}
"""
PEOPLE = "people: [{id: p1, name: 甲, roles: [agent], groups: [yunnan-staff]}]\n"
OVERRIDES = """\
closings: [{lines: [yunnan], from: 2026-11-23 12:00, until: 2026-11-23 13:00, who: a, why: b, say: c}]
overrides: [{line: yunnan, from: 2026-11-23 12:00, until: 2026-11-23 13:00, by: [staff], after: 9, who: a, why: b}]
"""
LEAVE = """\
peaks: {2027-01-20~2027-02-10: 春节保供电}
most_away: {yunnan-staff: 1}
leave: [{person: p1, from: 2026-12-01, until: 2026-12-01 12:00, why: a, approved_by: s, stand_in: p2, despite: c}]
swaps: [{people: [p1, p2], on: 2026-12-05, approved_by: s, why: b}]
"""
WORK_ORDERS = (Path(__file__).parents[1] / "work_orders" / "loop_with_everything.yaml").read_text("utf-8")
NOTICES = (CONFIG / "notices.yaml").read_text("utf-8").replace("{}", "{p1: {phone: '138', email: a@b}}")
URGENT = """\
detect:
  collective: {more_than: 20, days: 7}
  repeated: {times: 3, days: 183}
  volume: {chance: "0.00001"}
  faults: {minutes: 5}
clocks: {confirm: 10, notify: 30, propose_reminder: 90, remind: 120}
market_management: [{name: 甲, person: p1, phones: ["020-12345678"], emails: a@b.example}]
departments: {x-trading: [{name: 乙, person: p2}]}
"""
NAMES = {
    *("staff", "day", "甲班", "乙班", "yunnan-staff", "2027", "2027-03-01~2027-03-02", "2027-03-05", "2027-10-09"),
    *("2027-10-01~2027-10-07", "2027-01-20~2027-02-10", "main", "loopback", *"0123456789"),
    *("Authorization", "p1"),
    *("id_number", "phone", "login", "credit_code", "bank_account"),
}
"""Keys of the samples that are names, dates or telephone keys, which a schema gives as patterns."""


def _hotline(top: Section) -> None:
    read_hotline_section(top, frozenset())
    read_rules(top.section("routing"))


P1, P2, STAFF = PersonId("p1"), PersonId("p2"), GroupId("yunnan-staff")
LEAVERS = Staff(frozenset({P1, P2}), frozenset({P1, P2}), {STAFF: [P1, P2]}, {STAFF: [P1, P2]})
READERS: dict[str, tuple[str, Callable[[Section], object]]] = {
    "roster": (ROSTER, lambda top: read_roster(LineId("yunnan"), top)),
    "calendar": (CALENDAR, read_calendar),
    "people": (PEOPLE, lambda top: read_people(top, {"yunnan-staff"})),
    "overrides": (OVERRIDES, lambda top: read_overrides(top, [LineId("yunnan")], {"yunnan-staff"})),
    "leave": (LEAVE, lambda top: read_leave(top, LEAVERS)),
    "work_orders": (WORK_ORDERS, read_loop_section),
    "urgent_events": (URGENT, read_rules_section),
    "hotline": ((CONFIG / "hotline.yaml").read_text("utf-8"), _hotline),
    "identity": ((CONFIG / "identity.yaml").read_text("utf-8"), read_identity_section),
    "notices": (NOTICES, read_notices_section),
    "attachments": ((CONFIG / "attachments.yaml").read_text("utf-8"), read_scanner_section),
    "privacy": ((CONFIG / "privacy.yaml").read_text("utf-8"), read_privacy_section),
}


def schema(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))


def as_editors_read(node: Node) -> Any:
    """Scalars as YAML 1.2 types them, which is what editors check: only true, false, null and numbers are no text."""
    if isinstance(node, Entries):
        return {key: as_editors_read(value) for key, value in node.values.items()}
    if isinstance(node, Items):
        return [as_editors_read(one) for one in node.nodes]
    assert isinstance(node, Scalar)
    if node.quoted:
        return node.text
    if re.fullmatch(r"-?[0-9]+", node.text):
        return int(node.text)
    return {"true": True, "false": False, "": None, "~": None, "null": None}.get(node.text, node.text)


def asked(section: Section) -> set[str]:
    """Every key that a reader asked for, here and inside; nobody but this comparison needs to know."""
    return section._known.union(*map(asked, section._inner))


def properties(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield from part["properties"]
        for inner in part.values():
            yield from properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from properties(inner)


def descriptions(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            yield part["description"]
        for inner in part.values():
            yield from descriptions(inner)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_shipped_file_names_its_schema_and_satisfies_it(path: Path) -> None:
    text = path.read_text("utf-8")
    line = MODELINE.match(text)
    assert line is not None
    named = (path.parent / line[1]).resolve()
    assert named.parent == SCHEMAS.resolve()
    fastjsonschema.compile(json.loads(named.read_text("utf-8")))(as_editors_read(read_tree(path.name, text)))


@pytest.mark.parametrize("name", READERS)
def test_schema_and_reader_know_the_same_keys(name: str) -> None:
    text, read = READERS[name]
    top = parse(f"{name}.yaml", text)
    read(top)
    named = set(properties(schema(name)))
    known = {key for key in asked(top) - (NAMES - named) if not key.startswith("x-")}
    assert known == named


@pytest.mark.parametrize("name", READERS)
def test_what_the_reader_reads_the_schema_accepts(name: str) -> None:
    text, _ = READERS[name]
    fastjsonschema.compile(schema(name))(as_editors_read(read_tree(name, text)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("roster", ROSTER.replace("code: YN", "code: yn")),
        ("roster", ROSTER.replace("09:00-12:00, 22", "9-12, 22")),
        ("roster", ROSTER.replace("saturday", "saterday")),
        ("roster", ROSTER.replace("otherwise", "else")),
        ("calendar", CALENDAR.replace("2027-10-09", "2027-10")),
        ("people", PEOPLE.replace("agent", "boss")),
        ("overrides", OVERRIDES.replace("until: 2026-11-23 13:00, ", "")),
        ("leave", LEAVE.replace("person", "persons")),
        ("hotline", READERS["hotline"][0].replace("tries: 3", "tries: 30")),
        ("privacy", READERS["privacy"][0].replace("orders: 5", "orders: 4")),
        ("privacy", READERS["privacy"][0].replace("aes-256-gcm\n\n#", "rot13\n\n#")),
        ("work_orders", WORK_ORDERS.replace("tone: main", "tone: loud")),
        ("work_orders", WORK_ORDERS.replace("whose: owner", "whose: nobody")),
    ],
)
def test_what_is_wrong_is_marked_while_typing(name: str, text: str) -> None:
    assert text != READERS[name][0]
    with pytest.raises(fastjsonschema.JsonSchemaException):
        fastjsonschema.compile(schema(name))(as_editors_read(read_tree(name, text)))


def test_every_description_speaks_both_languages() -> None:
    for path in SCHEMAS.glob("*.json"):
        for words in descriptions(json.loads(path.read_text("utf-8"))):
            zh, dot, en = words.partition(" · ")
            assert dot, f"{path.name}: {words}"
            assert re.search(r"[\u4e00-\u9fff]", zh) or zh.isascii()
            assert not re.search(r"[\u4e00-\u9fff]", en), f"{path.name}: {words}"


def test_every_schema_is_somebodys() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(READERS)
