"""Each warning: where it stands, what it says, and that a good version has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.finding import Finding, Severity
from schedules.review.check import check, drafts_of
from schedules.review.lint import lint

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]
CONFIG = Path(__file__).parents[2] / "config"

NAMED = """\
named:
  - {on: [monday, tuesday], group: experts, people: [yn-expert-1]}
  - {on: [wednesday], group: experts, people: [yn-expert-1, yn-expert-2]}
"""
CLOSING = "closings:\n  - {{lines: [spot], from: {}, until: {}, who: a, why: b}}\n"
LEAVE = """\
leave:
  - {person: yn-expert-1, from: 2026-11-24, until: 2026-11-25, why: 年假, approved_by: supervisor}
"""


@pytest.fixture
def warnings(reference: Bundle, at: At) -> Callable[..., list[Finding]]:
    """Of the reference files with texts put in place of, or after (``+…``), their own."""

    def look(now: str = "2026-11-23 10:00", prompts: frozenset[str] | None = None, **texts: str) -> list[Finding]:
        files = dict(reference.files)
        for key, text in texts.items():
            name = f"{key}.yaml" if f"{key}.yaml" in files or key in {"overrides", "leave"} else f"rosters/{key}.yaml"
            files[name] = files[name] + text[1:] if text.startswith("+") else text
        bundle = Bundle(files)
        return lint(compile_bundle(bundle), bundle, at(now), prompts)

    return look


def test_the_reference_files_raise_no_warning(warnings: Callable[..., list[Finding]]) -> None:
    assert warnings(prompts=frozenset()) == []


@pytest.mark.parametrize(
    ("texts", "file", "line", "words"),
    [
        ({"yunnan": "+exceptions:\n  2026-09-01: {closed: true, why: 割接}\n"}, "rosters/yunnan.yaml", -1, "已过期"),
        (
            {"overrides": CLOSING.format("2026-09-01 08:00", "2026-09-02 08:00")},
            "overrides.yaml",
            2,
            "已于 2026-09-02 结束",
        ),
        (
            {"overrides": CLOSING.format("2026-11-24 08:00", "2027-11-24 12:00")},
            "overrides.yaml",
            2,
            "持续 365 天",
        ),
        (
            {"leave": LEAVE.replace("2026-11", "2026-09")},
            "leave.yaml",
            2,
            "一个月以上",
        ),
        (
            {"yunnan": "+exceptions:\n  2026-12-01: {say: closed-storm, why: 台风}\n"},
            "rosters/yunnan.yaml",
            -1,
            "没有提示音 “closed-storm”，或尚未合成",
        ),
        ({"yunnan": f"+{NAMED}", "leave": LEAVE}, "rosters/yunnan.yaml", -2, "无人当班，来电直接转下一组：杨建国请假"),
        ({"yunnan": f"+{NAMED}", "leave": LEAVE}, "rosters/yunnan.yaml", -1, "杨建国 周三 2026-11-25"),
        ({"hainan": "+at_closing: staff\n"}, "rosters/hainan.yaml", -1, "同样下班的组"),
    ],
)
def test_what_is_probably_not_meant_is_told_at_its_place(
    warnings: Callable[..., list[Finding]], reference: Bundle, texts: dict[str, str], file: str, line: int, words: str
) -> None:
    found = warnings(prompts=frozenset(), **texts)
    text = reference.files.get(file, "") + next(iter(texts.values())).removeprefix("+")
    wanted = line if line > 0 else len(text.splitlines()) + 1 + line
    assert any(words in one.problem.zh and (one.file, one.line) == (file, wanted) for one in found), found
    assert all(one.severity is Severity.WARNING and one.remedy.zh and one.problem.en for one in found)


def test_a_person_named_in_two_rosters_at_once_is_told(
    warnings: Callable[..., list[Finding]], reference: Bundle
) -> None:
    people = reference.files["people.yaml"].replace("groups: [yunnan-staff]", "groups: [yunnan-staff, hainan-staff]", 1)
    slot = "+named:\n  - {on: [monday], at: [09:00-12:00], group: staff, people: [yn-staff-1]}\n"
    (found,) = warnings(people=people, yunnan=slot, hainan=slot)
    assert found.problem.zh == "赵丽娟 周一 2026-11-23 09:00–12:00 同时排在云南客服和海南客服" or (
        "海南客服和云南客服" in found.problem.zh
    )


def test_a_stand_in_answers_the_warning(warnings: Callable[..., list[Finding]]) -> None:
    leave = LEAVE.replace("approved_by: supervisor", "approved_by: supervisor, stand_in: yn-expert-3")
    assert warnings(yunnan=f"+{NAMED}", leave=leave) == []


def test_a_slot_that_only_the_evening_before_reaches_is_reached(
    warnings: Callable[..., list[Finding]], reference: Bundle
) -> None:
    night = reference.files["rosters/hainan.yaml"]
    before, _, after = night.partition("  working_days: ")
    night = f"{before}  friday: 22:00-06:00\n  holidays: closed\n  make_up_days: closed\n{after.partition(chr(10))[2]}"
    for slot in ("on: [saturday], at: 02:00-04:00", "on: [friday], at: 23:00-03:00"):
        named = f"{night}\nnamed:\n  - {{{slot}, group: staff, people: [hi-staff-1]}}\n"
        assert warnings(hainan=named) == []


def test_a_year_without_calendar_is_told_from_december_on(warnings: Callable[..., list[Finding]]) -> None:
    (found,) = warnings(now="2026-12-01 00:00")
    assert (found.file, "2027" in found.problem.zh) == ("calendar.yaml", True)


def test_everything_is_told_at_once_and_a_draft_takes_the_place_of_its_file(tmp_path: Path, at: At) -> None:
    (tmp_path / "hainan.yaml").write_text(
        "code: HI\ngroups: {staff: {name: 客服}}\nduty: {working_day: 9-18}\n", encoding="utf-8"
    )
    (tmp_path / "spot.yaml").write_bytes("name: 现货".encode("gbk"))
    (tmp_path / "calendar.yaml").write_text("holidays: {2026-13-01: x}\n", encoding="utf-8")
    drafts = drafts_of([tmp_path / name for name in ("hainan.yaml", "spot.yaml", "calendar.yaml")], CONFIG)
    assert list(drafts) == ["rosters/hainan.yaml", "rosters/spot.yaml", "calendar.yaml"]
    found = check(CONFIG, at("2026-11-23 10:00"), drafts)
    assert found.book is None
    assert {one.file for one in found.findings} == set(drafts)
    assert sum(one.file == "rosters/spot.yaml" for one in found.findings) == 1
    assert found.errors > 3


def test_the_reference_folder_has_nothing_wrong(at: At) -> None:
    found = check(CONFIG, at("2026-11-23 10:00"))
    assert (found.findings, found.errors, found.warnings) == ((), 0, 0)
    assert found.book is not None
