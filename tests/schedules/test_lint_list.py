"""All that a roster may get wrong, one entry each: found in one look, at its place, as an error or a warning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from schedules.bundle import Bundle
from schedules.finding import Severity
from schedules.review.check import checked

At = Callable[[str], datetime]
ERROR, WARNING = Severity.ERROR, Severity.WARNING
YUNNAN, HAINAN, GUIZHOU = "rosters/yunnan.yaml", "rosters/hainan.yaml", "rosters/guizhou.yaml"
APPROVED = "why: 年假, approved_by: 唐静怡"
CLOSING = "closings:\n  - {lines: [spot], from: 2026-11-24 08:00, until: 2026-11-24 12:00, who: 唐静怡, why: 检修}\n"


@dataclass(frozen=True)
class Case:
    """Texts put behind what a file holds (or, with ``old``, in place of a part of it), and what is found where."""

    file: str
    text: str
    says: str
    severity: Severity = WARNING
    old: str = ""
    more: dict[str, str] = field(default_factory=dict)
    now: str = "2026-11-23 10:00"
    at: str = ""
    """The text at whose place it is found, in ``file``."""


CASES = {
    "gap within duty hours": Case(
        YUNNAN, "  - {at: 12:00-13:00, by: [staff]}", "没有人应答", ERROR, "  - otherwise: [staff]"
    ),
    "rule that is never reached": Case(
        YUNNAN, "  - {at: 20:00-21:00, by: [staff]}\n", "永远不会生效", ERROR, at="{at: 20:00"
    ),
    "group without people": Case(
        HAINAN,
        "  none: {name: 无, name_en: none}\nduty:",
        "没有人",
        ERROR,
        "duty:",
        more={HAINAN: "answer:\n  - otherwise: [staff, none]\n"},
        at="none:",
    ),
    "slot nobody can take": Case(
        YUNNAN,
        "named:\n  - {on: [tuesday], group: experts, people: [yn-expert-1]}\n",
        "无人当班",
        more={"leave.yaml": f"leave:\n  - {{person: yn-expert-1, from: 2026-11-24, until: 2026-11-24, {APPROVED}}}\n"},
        at="[yn-expert-1]",
    ),
    "hours that overlap": Case(HAINAN, "[09:00-12:00, 11:00-18:00]", "重叠", ERROR, "09:00-18:00", at="11:00-18:00"),
    "orders that overlap": Case("overrides.yaml", CLOSING + CLOSING.partition("\n")[2], "重叠"),
    "person who is unknown": Case(
        YUNNAN, "named:\n  - {group: experts, people: [nobody]}\n", "nobody", ERROR, at="nobody]"
    ),
    "person who has left": Case(
        "people.yaml",
        "",
        "不在",
        ERROR,
        "  - {id: yn-expert-6, name: 普云芳, roles: [agent], groups: [yunnan-experts]}\n",
        more={YUNNAN: "named:\n  - {group: experts, people: [yn-expert-6]}\n"},
    ),
    "leave of somebody who has left": Case(
        "leave.yaml",
        f"leave:\n  - {{person: gone, from: 2026-11-24, until: 2026-11-24, {APPROVED}}}\n",
        "gone",
        ERROR,
        at="gone",
    ),
    "one person in two crews": Case(
        GUIZHOU,
        "shifts: {day: 08:00-20:00, night: 20:00-08:00}\nrotation:\n  group: staff\n  from: 2026-11-23\n"
        "  cycle: [day, night]\n  crews: {甲班: [gz-staff-1], 乙班: [gz-staff-1]}\n",
        "已在",
        ERROR,
    ),
    "named although on leave": Case(
        YUNNAN,
        "named:\n  - {on: [tuesday], group: experts, people: [yn-expert-1, yn-expert-2]}\n",
        "却被指名值班",
        more={"leave.yaml": f"leave:\n  - {{person: yn-expert-1, from: 2026-11-24, until: 2026-11-24, {APPROVED}}}\n"},
        at="yn-expert-1, yn",
    ),
    "stand-in who is on leave": Case(
        "leave.yaml",
        f"leave:\n  - {{person: yn-expert-1, from: 2026-11-24, until: 2026-11-26, stand_in: yn-expert-2, {APPROVED}}}\n"
        f"  - {{person: yn-expert-2, from: 2026-11-26, until: 2026-11-27, {APPROVED}}}\n",
        "替班的李文静 周四 2026-11-26 00:00–24:00 自己也请假",
        at="yn-expert-2, why",
    ),
    "slot on a day off": Case(
        YUNNAN,
        "named:\n  - {on: [saturday], group: experts, people: [yn-expert-1]}\n",
        "从不接听来电",
        at="{on: [saturday]",
    ),
    "slot behind another": Case(
        YUNNAN,
        "named:\n  - {group: experts, people: [yn-expert-1]}\n"
        "  - {on: [monday], group: experts, people: [yn-expert-2]}\n",
        "第 2 条从不接听来电",
        at="{on: [monday]",
    ),
    "day off that is opened and has no names": Case(
        YUNNAN,
        "exceptions:\n  2026-11-28: {hours: 09:00-12:00, why: 加班}\n"
        "named:\n  - {on: [working_days], group: experts, people: [yn-expert-1]}\n",
        "例外上班，云南专家没有指名值班",
        at="2026-11-28:",
    ),
    "overflow that goes in a circle": Case(
        YUNNAN, "[experts, staff, experts]", "重复", ERROR, "[experts, staff]", at="experts]  "
    ),
    "closing time that leads to who goes home": Case(HAINAN, "at_closing: staff\n", "同样下班的组", at="staff\n"),
    "exception that is over": Case(
        YUNNAN, "exceptions:\n  2026-09-01: {closed: true, why: 割接}\n", "已过期", at="2026-09-01"
    ),
    "order that never ends": Case("overrides.yaml", CLOSING.replace("until: 2026-11-24", "until: 2028-11-24"), "持续"),
    "order without an end": Case(
        "overrides.yaml", CLOSING.replace("until: 2026-11-24 12:00, ", ""), "缺少 “until”", ERROR
    ),
    "year that is not entered": Case("calendar.yaml", "", "2027", now="2026-12-01 09:00", at="[]"),
    "code that two lines have": Case(HAINAN, "code: YN", "已用于", ERROR, "code: HI", at=""),
    "key that is given twice": Case(YUNNAN, "name: 滇\n", "重复出现", ERROR, at="name: 滇"),
    "person who is given twice": Case(
        "people.yaml",
        "  - {id: yn-expert-1, name: 甲, roles: [agent], groups: [yunnan-experts]}\n",
        "yn-expert-1",
        ERROR,
    ),
}


def with_text(reference: Bundle, case: Case) -> Bundle:
    files = dict(reference.files)
    before = files.get(case.file, "")
    assert not case.old or before.count(case.old) == 1, case.old
    files[case.file] = before.replace(case.old, case.text) if case.old else before + case.text
    for name, text in case.more.items():
        files[name] = files.get(name, "") + text
    return replace(reference, files=files)


@pytest.mark.parametrize("name", CASES)
def test_it_is_found(reference: Bundle, at: At, name: str) -> None:
    case = CASES[name]
    bundle = with_text(reference, case)
    found = [one for one in checked(bundle, [], at(case.now)).findings if case.says in one.problem.zh]
    assert found, [str(one) for one in checked(bundle, [], at(case.now)).findings]
    assert {one.severity for one in found} == {case.severity}
    assert all(one.problem.en and one.remedy.zh and one.remedy.en for one in found)
    if case.at:
        lines = bundle.files[case.file].split("\n")
        places = [
            "\n".join([lines[one.line - 1][one.column - 1 :], *lines[one.line :]])
            for one in found
            if one.file == case.file
        ]
        assert any(place.startswith(case.at) for place in places), places
