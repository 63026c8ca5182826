"""What supervisors may get wrong, where they are told it is, and that nothing is half accepted."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from schedules.bounds import bounds_of
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles, Section, decode, parse
from storage.ids import LineId

Changed = Callable[..., Bundle]
CONFIG = Path(__file__).parents[2] / "config"

ROSTER = """\
code: HI
name: 海南
name_en: Hainan
groups:
  staff: {name: 客服, name_en: service staff}
duty:
  working_days: 09:00-18:00
"""
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


def test_words_that_yaml_would_turn_into_something_else_stay_text() -> None:
    section = parse("x.yaml", "a: 12:00\nb: no\nc: 010\nd: ~\n")
    assert [section.text(key) for key in "abc"] == ["12:00", "no", "010"]
    assert not section.has("d")


@pytest.mark.parametrize(
    "read", [lambda s: s.integer("c"), lambda s: s.flag("b"), lambda s: s.texts("m"), lambda s: s.text("m")]
)
def test_a_value_of_another_kind_is_a_finding(read: Callable[[Section], object]) -> None:
    section = parse("x.yaml", "b: no\nc: 010\nm: {a: 1}\n")
    read(section)
    with pytest.raises(BadFiles):
        section.finish()


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("name: x\n名称: 云南\n".encode("gbk"), (2, 1), "GBK"),
        ("name: x\n".encode("utf-16"), (1, 1), "UTF-16"),
        (b"a: " + b"x" * 10_000_000, (1, 1), "250 KB"),
    ],
)
def test_other_encodings_and_huge_files_are_refused_with_the_way_out(
    data: bytes, place: tuple[int, int], says: str
) -> None:
    with pytest.raises(BadFiles) as bad:
        decode("x.yaml", data)
    assert bad.value.findings[0].place[1:] == place
    assert says in bad.value.findings[0].problem.zh


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse("x.yaml", decode("x.yaml", "\ufeffname: 云南\n".encode())).text("name") == "云南"


@pytest.mark.parametrize(
    "bomb",
    [
        "a: b\n" * 45_000,
        "a: [" + "x, " * 60_000 + "]\n",
        "\n" * 240_000,
        "a: '" + "x\n" * 100_000,
        "a: &a [*a]\n",
        "? [a]\n: b\n",
        'a: "\\x00"\n',
        "a: \u202e1\n",
    ],
)
def test_what_is_too_much_or_hidden_is_refused_before_it_is_read(bomb: str) -> None:
    with pytest.raises(BadFiles):
        parse("x.yaml", bomb)


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 100_000, "a: &a [x]\nb: &b [*a, *a]\n", "- " * 100_000])
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    with pytest.raises(BadFiles):
        parse("x.yaml", bomb)


def test_a_fault_in_the_routing_part_is_shown_where_it_stands(tmp_path: Path, reference: Bundle) -> None:
    for name, text in reference.files.items():
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    head = "# 说明\nname: x\nmenu: {start: main, default_line: nowhere}\n"
    routed = head + "routing:\n  ring_seconds: 20\n  last_group_seconds: 300\n  when_undecided:  nobody\n"
    (tmp_path / "hotline.yaml").write_text(routed, encoding="utf-8")
    with pytest.raises(BadFiles) as bad:
        compile_bundle(read_bundle(tmp_path))
    assert [finding.place for finding in bad.value.findings] == [("hotline.yaml", 3, 35), ("hotline.yaml", 7, 20)]


def test_only_the_routing_part_of_the_hotlines_file_belongs_to_the_version(tmp_path: Path, reference: Bundle) -> None:
    config = Path(__file__).parents[2] / "config"
    for name in (
        *(f"rosters/{line}.yaml" for line in reference.rosters),
        "calendar.yaml",
        "people.yaml",
        "hotline.yaml",
    ):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((config / name).read_bytes())
    hotline = tmp_path / "hotline.yaml"
    hotline.write_text(hotline.read_text(encoding="utf-8").replace("name_en: ", "name_en: The ", 1), encoding="utf-8")
    (tmp_path / "rosters" / ".yunnan.yaml.swp").write_text("half", encoding="utf-8")
    (tmp_path / "rosters" / "yunnan.yaml~").write_text("half", encoding="utf-8")
    assert read_bundle(tmp_path).hash == reference.hash
    hotline.write_text(
        hotline.read_text(encoding="utf-8").replace("ring_seconds: 20", "ring_seconds: 25"), encoding="utf-8"
    )
    assert read_bundle(tmp_path).hash != reference.hash


def test_links_are_followed_and_what_is_no_plain_file_is_refused(tmp_path: Path, reference: Bundle) -> None:
    for name, text in reference.files.items():
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (tmp_path / "hotline.yaml").write_bytes((CONFIG / "hotline.yaml").read_bytes())
    moved = tmp_path / "elsewhere"
    (tmp_path / "rosters" / "hainan.yaml").rename(moved)
    (tmp_path / "rosters" / "hainan.yaml").symlink_to(moved)
    assert read_bundle(tmp_path).hash == reference.hash
    moved.unlink()
    (tmp_path / "calendar.yaml").unlink()
    os.mkfifo(tmp_path / "calendar.yaml")
    (tmp_path / "leave.yaml").mkdir()
    with pytest.raises(BadFiles) as bad:
        read_bundle(tmp_path)
    assert [finding.file for finding in bad.value.findings] == ["calendar.yaml", "leave.yaml", "rosters/hainan.yaml"]


@pytest.mark.parametrize("gone", ["rosters/hainan.yaml", "people.yaml", "calendar.yaml", "hotline.yaml"])
def test_a_file_that_was_deleted_or_renamed_takes_nothing_else_with_it(reference: Bundle, gone: str) -> None:
    left = {name: text for name, text in reference.files.items() if name != gone}
    with pytest.raises(BadFiles):
        compile_bundle(Bundle(left))
    with pytest.raises(BadFiles):
        compile_bundle(Bundle({**left, gone.replace(".yaml", "2.yaml"): reference.files[gone]}))


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8])
def test_half_of_a_roster_is_no_roster(changed: Changed, reference: Bundle, share: float) -> None:
    text = reference.files["rosters/yunnan.yaml"]
    with pytest.raises(BadFiles):
        compile_bundle(changed({"rosters/yunnan.yaml": text[: int(len(text) * share)]}))


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


def test_where_the_prompts_cannot_be_read_announcements_are_not_judged(tmp_path: Path) -> None:
    config = Path(shutil.copytree(CONFIG, tmp_path / "config"))
    (config / "prompts.yaml").write_text("prompts: [", "utf-8")
    assert read_bundle(config).prompts is None
    compile_bundle(read_bundle(config))
