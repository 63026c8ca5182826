"""What supervisors may get wrong, where they are told it is, and that nothing is half accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles
from tests.schedules.hainan_roster import ROSTER

Changed = Callable[..., Bundle]
RULES = """\
answer:
  - {at: 09:00-12:00, by: [staff]}
"""

ROSTERS = {
    "twice": (ROSTER + "code: HI\n", 8, 1, "重复"),
    "tab": (ROSTER.replace("  working", "\tworking"), 7, 1, "制表符"),
    "anchor": (ROSTER.replace("code: HI", "code: &x HI"), 1, 7, "锚点"),
    "tag": (ROSTER.replace("code: HI", "code: !!str HI"), 1, 7, "标签"),
    "full-width colon": (ROSTER.replace("code: HI", "code：HI"), 1, 5, "全角冒号"),
    "unclosed bracket": (ROSTER.replace("service staff}", "service staff"), 6, 5, "括号"),
    "wrong indent": (ROSTER + "   x: 1\n", 8, 5, "缩进"),
    "two documents": (ROSTER + "---\na: 1\n", 1, 1, "多个"),
    "control character": (ROSTER.replace("海南", "海\x07南"), 2, 8, "控制字符"),
    "a list": ("- a\n", 1, 1, "键: 值"),
    "unknown key": (ROSTER.replace("code:", "cod:"), 1, 1, "不认识的键"),
    "empty value": (ROSTER.replace("海南", ""), 2, 1, "缺少"),
    "no name": (ROSTER.replace("name: 海南\n", ""), 1, 1, "缺少 “name”"),
    "code in small letters": (ROSTER.replace("HI", "hi"), 1, 7, "不可用"),
    "no such hour": (ROSTER.replace("18:00", "25:00"), 7, 17, "25:00"),
    "equal ends": (ROSTER.replace("09:00-18:00", "18:00-18:00"), 7, 17, "不是一段时间"),
    "sexagesimal": (ROSTER.replace("09:00-18:00", "12:00"), 7, 17, "“12:00”"),
    "overlap": (ROSTER.replace("09:00-18:00", "[09:00-12:00, 11:00-18:00]"), 7, 31, "重叠"),
    "no duty": (ROSTER.replace("  working_days: 09:00-18:00\n", ""), 6, 1, "缺少"),
    "hours without an answer": (ROSTER + RULES, 9, 3, "12:00–18:00"),
    "rule that never decides": (ROSTER + RULES + "  - otherwise: [staff]\n  - otherwise: [staff]\n", 11, 5, "不会生效"),
    "unknown group": (ROSTER + RULES.replace("staff", "stuff"), 9, 28, "stuff"),
    "group twice": (ROSTER + RULES.replace("[staff]", "[staff, staff]"), 9, 35, "重复"),
    "nobody in a group": (
        ROSTER.replace("groups:\n", "groups:\n  more: {name: 多, name_en: more}\n")
        + "answer:\n  - otherwise: [staff, more]\n",
        5,
        3,
        "没有人",
    ),
    "no as a flag": (ROSTER.replace("{name: 客服, name_en: service staff}", "no"), 5, 10, "键: 值"),
}


@pytest.mark.parametrize("case", ROSTERS)
def test_a_bad_roster_is_refused_at_its_line_and_column(changed: Changed, case: str) -> None:
    text, line, column, says = ROSTERS[case]
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"rosters/hainan.yaml": text}))
    found = [one for one in bad.value.findings if one.place == ("rosters/hainan.yaml", line, column)]
    assert any(says in one.problem.zh + one.remedy.zh for one in found), bad.value
    assert all(one.problem.en and one.remedy.zh and one.remedy.en for one in found)


def test_two_lines_cannot_share_the_code_of_their_orders(changed: Changed) -> None:
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"rosters/hainan.yaml": ROSTER.replace("HI", "YN")}))
    assert [finding.place for finding in bad.value.findings] == [("rosters/yunnan.yaml", 3, 7)]


@pytest.mark.parametrize("text", ["code: [", "code: HI\n", "groups: 1\nduty: 2\n"])
def test_one_fault_does_not_drag_others_along(changed: Changed, text: str) -> None:
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({"rosters/hainan.yaml": text}))
    places = [finding.place for finding in bad.value.findings if finding.file == "rosters/hainan.yaml"]
    missing = [finding for finding in bad.value.findings if "name_en" in finding.problem.zh]
    assert places
    assert len(missing) <= 1


OTHERS = {
    "no date": ("calendar.yaml", "holidays:\n  2027-02-30: 春节\n", 2, 3),
    "date without a year": ("calendar.yaml", "holidays:\n  10-01: 国庆节\n", 2, 3),
    "holiday of a year": ("calendar.yaml", "holidays:\n  2027-01-01~2027-12-31: 元旦\n", 2, 3),
    "off and on": ("calendar.yaml", "holidays:\n  2027-01-01: 元旦\nworkdays:\n  2027-01-01: 元旦\n", 4, 3),
    "no year": ("calendar.yaml", "complete_years: [27]\n", 1, 18),
    "no such role": ("people.yaml", "people:\n  - {id: a, name: 甲, roles: [boss]}\n", 2, 30),
    "a number as account": ("people.yaml", "people:\n  - {id: 1001, name: 甲, roles: [agent]}\n", 2, 10),
    "unknown group": ("people.yaml", "people:\n  - {id: a, name: 甲, roles: [agent], groups: [x]}\n", 2, 47),
    "same person": (
        "people.yaml",
        "people:\n  - {id: a, name: 甲, roles: [admin]}\n  - {id: a, name: 乙, roles: [admin]}\n",
        3,
        10,
    ),
    "closing without an end": (
        "overrides.yaml",
        "closings:\n  - {lines: [yunnan], from: 2026-11-23 12:00, who: 甲, why: 检修}\n",
        2,
        5,
    ),
    "closing backwards": (
        "overrides.yaml",
        "closings:\n  - {lines: [yunnan], from: 2026-11-23 12:00, until: 2026-11-22 12:00, who: 甲, why: 检修}\n",
        2,
        54,
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_the_other_files_are_checked_as_strictly(changed: Changed, case: str) -> None:
    name, text, line, column = OTHERS[case]
    with pytest.raises(BadFiles) as bad:
        compile_bundle(changed({name: text}))
    assert (name, line, column) in [finding.place for finding in bad.value.findings], bad.value


def test_all_findings_of_all_files_come_at_once(changed: Changed) -> None:
    with pytest.raises(BadFiles) as bad:
        compile_bundle(
            changed({"calendar.yaml": "x: 1\n", "rosters/hainan.yaml": "code: [\n", "rosters/spot.yaml": "y: 1\n"})
        )
    assert {finding.file for finding in bad.value.findings} >= {
        "calendar.yaml",
        "rosters/hainan.yaml",
        "rosters/spot.yaml",
    }


def test_full_width_times_are_understood(changed: Changed) -> None:
    text = ROSTER.replace("09:00-18:00", "９：００－１８：００")
    assert compile_bundle(changed({"rosters/hainan.yaml": text}))
