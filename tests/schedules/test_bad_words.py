"""Words of the duty language that cannot stand, entries beyond number, announcements without a text: all refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from schedules.bounds import bounds_of
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles
from storage.ids import LineId
from tests.schedules.hainan_roster import ROSTER

Changed = Callable[..., Bundle]
CONFIG = Path(__file__).parents[2] / "config"

WORDS = {
    "a Chinese weekday in duty": ("  周六: 09:00-12:00\n", "saturday"),
    "a Chinese weekday in a rule": ("answer:\n  - {on: [周末], by: [staff]}\n  - otherwise: [staff]\n", "rest_days"),
    "no kind of day": ("answer:\n  - {on: [someday], by: [staff]}\n  - otherwise: [staff]\n", "one of"),
    "rule without day or hours": ("answer:\n  - {by: [staff]}\n", "add it"),
    "exception without a year": ("exceptions:\n  02-05: {closed: true, why: x}\n", "2027-10-01"),
    "exception without a reason": ("exceptions:\n  2027-02-05: {closed: true}\n", "add it"),
    "exception that changes nothing": ("exceptions:\n  2027-02-05: {why: x}\n", "hours, closed"),
    "closed with hours": ("exceptions:\n  2027-02-05: {closed: true, hours: 24h, why: x}\n", "keep one"),
    "the same date twice": (
        "exceptions:\n  2027-02-05: {closed: true, why: x}\n  2027-02-04~2027-02-06: {closed: true, why: x}\n",
        "each date once",
    ),
    "a prompt with blanks": ("exceptions:\n  2027-02-05: {say: a b, why: x}\n", "prompts.yaml"),
    "an unknown end": ("at_closing: hang-up\n", "serve"),
    "seconds out of range": ("answer:\n  - {otherwise: [staff], after: 3}\n", "between"),
    "a rotation without shifts": (
        "rotation: {group: staff, from: 2026-01-01, cycle: [day], crews: {甲: [hi-staff-1, hi-staff-2]}}\n",
        "add it",
    ),
    "crews that do not share the cycle": (
        "shifts: {day: 24h}\nrotation: {group: staff, from: 2026-01-01, cycle: [day, off, off], "
        "crews: {甲: [hi-staff-1], 乙: [hi-staff-2]}}\n",
        "multiple",
    ),
    "a shift that two crews have": (
        "shifts: {day: 24h}\nrotation: {group: staff, from: 2026-01-01, cycle: [day, day], "
        "crews: {甲: [hi-staff-1], 乙: [hi-staff-2]}}\n",
        "exactly one crew",
    ),
    "a stranger in a crew": (
        "shifts: {day: 24h}\nrotation: {group: staff, from: 2026-01-01, cycle: [day], crews: {甲: [yn-staff-1]}}\n",
        "people.yaml",
    ),
    "a person in two crews": (
        "shifts: {day: 24h}\nrotation: {group: staff, from: 2026-01-01, cycle: [day, off], "
        "crews: {甲: [hi-staff-1], 乙: [hi-staff-1]}}\n",
        "one crew",
    ),
    "a stranger in a slot": ("named:\n  - {group: staff, people: [yn-staff-1]}\n", "people.yaml"),
    "a slot for nobody": ("named:\n  - {group: staff, people: []}\n", "name somebody"),
}


@pytest.mark.parametrize("case", WORDS)
def test_each_word_that_cannot_stand_is_refused_with_a_way_out(changed: Changed, case: str) -> None:
    more, remedy = WORDS[case]
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"rosters/hainan.yaml": ROSTER + more}))
    assert len(bad.value.findings) == 1, bad.value
    found = bad.value.findings[0]
    assert (found.file, found.line > 7) == ("rosters/hainan.yaml", True)
    assert remedy in found.remedy.en


ORDERS = {
    "override without a group": ("{line: yunnan, FROM, who: x, why: y}", "by"),
    "override by strangers": ("{line: yunnan, FROM, by: [nobody], who: x, why: y}", "nobody"),
    "override of two lines": ("{line: [yunnan, hainan], FROM, by: [staff], who: x, why: y}", "line at a time"),
    "override without an owner": ("{line: yunnan, FROM, by: [staff], why: y}", "who"),
    "override without a reason": ("{line: yunnan, FROM, by: [staff], who: x}", "why"),
}


@pytest.mark.parametrize("case", ORDERS)
def test_an_override_needs_an_end_an_owner_a_reason_and_somebody_who_answers(changed: Changed, case: str) -> None:
    entry, says = ORDERS[case]
    text = f"overrides:\n  - {entry.replace('FROM', 'from: 2026-11-23 10:00, until: 2026-11-23 11:00')}\n"
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"overrides.yaml": text}))
    assert [says in finding.problem.en for finding in bad.value.findings] == [True], bad.value


def test_endless_lists_are_cut_where_they_become_too_long(changed: Changed) -> None:
    rules = "".join(
        f"  - {{at: 09:00-{hour}:{minute:02}, by: [staff]}}\n" for hour in range(10, 14) for minute in range(60)
    )
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"rosters/hainan.yaml": f"{ROSTER}answer:\n{rules}  - otherwise: [staff]\n"}))
    assert any("100" in finding.problem.zh and finding.line == 109 for finding in bad.value.findings)


def dated(count: int, days: int = 1) -> str:
    """Exceptions one after another, each of so many days."""
    firsts = (date(2026, 1, 1) + timedelta(days=days * number) for number in range(count))
    return "".join(f"  {first}~{first + timedelta(days=days - 1)}: {{closed: true, why: 停}}\n" for first in firsts)


def test_as_many_exceptions_as_there_may_be_are_read(changed: Changed) -> None:
    book = compile_bundle(changed({"rosters/hainan.yaml": f"{ROSTER}exceptions:\n{dated(300, 6)}"}))
    assert len(book.rosters[LineId("hainan")].exceptions) == 1_800


TOO_MUCH = {
    "exceptions": (dated(301), 309, "300 条"),
    "days of exceptions": (dated(30, 90), 32, "2000 天"),
    "more than is worth reading": (dated(3_000), 1, "内容过多"),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_more_exceptions_than_any_roster_needs_are_refused_at_the_first_too_many(changed: Changed, case: str) -> None:
    entries, line, says = TOO_MUCH[case]
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"rosters/hainan.yaml": f"{ROSTER}exceptions:\n{entries}"}))
    assert [(one.line, says in one.problem.zh) for one in bad.value.findings] == [(line, True)], bad.value


def test_the_schemas_know_the_bounds() -> None:
    for schema, file in (("roster", "rosters/x.yaml"), ("overrides", "overrides.yaml"), ("leave", "leave.yaml")):
        properties = json.loads((CONFIG / "schemas" / f"{schema}.json").read_text("utf-8"))["properties"]
        told = {key: one.get("maxItems") or one.get("maxProperties") for key, one in properties.items()}
        assert {key: most for key, most in told.items() if most} == dict(bounds_of(file).entries)


SAYING = {
    "an exception": (
        "rosters/hainan.yaml",
        f"{ROSTER}exceptions:\n  2026-12-01: {{closed: true, why: 停, say: stom}}\n",
    ),
    "a closing": (
        "overrides.yaml",
        "closings:\n"
        "  - {lines: [spot], from: 2026-11-23 12:00, until: 2026-11-23 13:00, who: a, why: b, say: [welcome, stom]}\n",
    ),
}


@pytest.mark.parametrize("case", SAYING)
def test_an_announcement_without_a_text_is_refused_at_its_name(reference: Bundle, case: str) -> None:
    name, text = SAYING[case]
    with pytest.raises(BadFiles) as bad:
        compile_bundle(replace(reference, files={**reference.files, name: text}))
    (found,) = bad.value.findings
    lines = text.split("\n")
    assert (found.file, lines[found.line - 1][found.column - 1 :][:4]) == (name, "stom")
    assert "hotline prompts render" in found.remedy.en


def test_an_announcement_with_a_text_passes_and_so_do_generated_pieces(reference: Bundle) -> None:
    for said in ("closed-intro", "[closed-by-order, digits/3]"):
        text = f"{ROSTER}exceptions:\n  2026-12-01: {{closed: true, why: 停, say: {said}}}\n"
        compile_bundle(replace(reference, files={**reference.files, "rosters/hainan.yaml": text}))
