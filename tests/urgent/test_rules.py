"""``urgent_events.yaml``: the reference says what the source says, and faults are found at their place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from schedules.document import parse
from schedules.finding import BadFiles
from storage.ids import UnitId
from tests.reference import reference_loop
from urgent.rules import FILE, read_rules, read_rules_section

CONFIG = Path(__file__).parents[2] / "config"
TEXT = (CONFIG / FILE).read_text("utf-8")


def test_the_reference_has_the_limits_of_the_source() -> None:
    rules = read_rules(CONFIG)
    assert (rules.collective_more_than, rules.collective_within) == (20, timedelta(days=7))
    assert (rules.repeated_times, rules.repeated_within) == (3, timedelta(days=183))
    assert (rules.confirm, rules.notify, rules.remind) == (
        *(timedelta(minutes=10), timedelta(minutes=30)),
        timedelta(hours=2),
    )


def test_every_department_at_the_top_has_a_contact() -> None:
    units = reference_loop().units.values()
    assert set(read_rules(CONFIG).departments) == {unit.id for unit in units if unit.parent is None}
    assert UnitId("settlement") in read_rules(CONFIG).departments


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("more_than: 20", "more_than: many", "不是整数"),
        ("chance: 0.00001", "chance: 0.5", "不是可用的概率"),
        ("person: market-manager", "phones: [call me]", "不是电话号码"),
        (", person: market-manager", "", "没有任何联系方式"),
        ("propose_reminder: 90", "propose_reminder: 190", "提示晚于催办时限"),
        ("confirm: 10", "confirms: 10", "不认识的键"),
    ],
)
def test_each_fault_is_told(old: str, new: str, problem: str) -> None:
    assert old in TEXT
    top = parse(FILE, TEXT.replace(old, new, 1))
    read_rules_section(top)
    with pytest.raises(BadFiles, match=problem):
        top.finish()
