"""``config/hotline.yaml``: read as it stands, or refused with line, column and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.hotline_file import read_hotline
from dialplan.menu import Announcement, ToLine, ToMenu
from schedules.document import BadFiles, Finding


def test_the_reference_file_says_what_the_hotline_is(config: Path) -> None:
    hotline = read_hotline(config)
    assert (hotline.numbers, hotline.database) == (("4001595598",), "sqlite")
    assert hotline.menu.nodes["main"].keys["3"] == ToLine("yunnan")
    assert (hotline.misconduct.number, hotline.menu.tries, hotline.menu.enabled) == ("020-36623007", 3, True)
    assert list(hotline.menu.faults(frozenset(path.stem for path in (config / "rosters").glob("*.yaml")))) == []


def test_keys_may_lead_to_a_menu_or_an_announcement(config: Path) -> None:
    change(config, '"0": {line: spot}', '"0": {menu: main}\n        "7": {announcement: welcome}')
    keys = read_hotline(config).menu.nodes["main"].keys
    assert (keys["0"], keys["7"]) == (ToMenu("main"), Announcement("welcome"))


def change(config: Path, old: str, new: str) -> Path:
    path = config / "hotline.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return path


def findings(config: Path) -> tuple[Finding, ...]:
    with pytest.raises(BadFiles) as bad:
        read_hotline(config)
    return bad.value.findings


@pytest.mark.parametrize(
    ("old", "new", "at", "problem"),
    [
        ('numbers: ["4001595598"]', 'numbers: ["400 159"]', '"400 159"', "is no telephone number"),
        ("address: 127.0.0.1", "address: localhost", "localhost", "is no IPv4 address"),
        ("sip: 15060", "sip: 150600", "150600", "is out of range"),
        ("sip: 15060", "sip: 16010", "16010", "within the range for rtp"),
        ("rtp: 16000-16999", "rtp: 16999-16000", "16999-16000", "not a range of ports"),
        ("web: 18080", "web: 15038", "15038\n\n", "is that of “ami” too"),
        ("loopback: [127.0.0.1]", "loopback: [carrier.example]", "carrier.example", "is no IP address"),
        ("loopback: [127.0.0.1]", "Loop Back: [127.0.0.1]", "Loop Back", "cannot be a name"),
        ("start: main", "start: mian", "mian", "there is no menu “mian”"),
        ("tries: 3", "tries: 77", "77", "is out of range"),
        ("repeats: 9", "repeats: 0", "0   ", "is out of range"),
        ("say: [menu-main]", "say: ['menu&main']", "'menu&main'", "cannot be a prompt's name"),
        ('"0": {line: spot}', '"0": {line: spto}', "spto", "there is no line “spto”"),
        ('"0": {line: spot}', '"0": {menu: nowhere}', "nowhere", "there is no menu “nowhere”"),
        ('"0": {line: spot}', '"10": {line: spot}', '"10"', "is no key of a telephone"),
        ('"0": {line: spot}', '"0": {line: spot, menu: main}', "line: spot, menu", "unknown key “line”"),
        ('repeat: "9"', 'repeat: "6"', '"6"\n', "repeats and means something else"),
        ('number: "020-36623007"', "number: 举报台", "举报台", "cannot be spoken as a number"),
        ("music: true", "music: yes", "yes", "neither true nor false"),
        ("position_every: 60", "position_evry: 60", "position_evry", "unknown key"),
        ("database: sqlite", "database: mysql://x", "mysql://x", "no database that can be used"),
    ],
)
def test_a_fault_is_named_where_it_stands(config: Path, old: str, new: str, at: str, problem: str) -> None:
    text = change(config, old, new).read_text("utf-8")
    before = text[: text.index(at)]
    place = (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    found = [one for one in findings(config) if problem in one.problem.en]
    assert [(one.line, one.column) for one in found] == [place]
    assert found[0].remedy.zh
    assert found[0].remedy.en


def test_all_faults_are_told_at_once(config: Path) -> None:
    change(config, "sip: 15060", "sip: five")
    change(config, "start: main", "start: mian")
    change(config, "music: true", "music: loud")
    assert len(findings(config)) == 3


def test_a_missing_file_is_a_finding_like_any_other(config: Path) -> None:
    (config / "hotline.yaml").unlink()
    (found,) = findings(config)
    assert (found.line, found.column) == (1, 1)
    assert str(config) in found.remedy.en
