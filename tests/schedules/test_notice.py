"""A new year's notice: read, judged, entered with the comments kept; nonsense is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest

from schedules.bundle import Bundle
from schedules.calendar import Calendar, DayKind
from schedules.compile import compile_bundle
from schedules.finding import BadFiles, Severity
from schedules.notice.compare import changed_days, special_days
from schedules.notice.enter import enter
from schedules.notice.judge import HOLIDAYS, judge
from schedules.notice.table import Notice, NoticeDay, read_notice

Changed = Callable[..., Bundle]
NUMBER = "国办发明电〔2026〕7号"
OFF = {  # a made-up 2027 that keeps all rules
    "元旦": ("01-01", "01-03"),
    "春节": ("02-05", "02-12"),
    "清明节": ("04-03", "04-05"),
    "劳动节": ("05-01", "05-05"),
    "端午节": ("06-09", "06-09"),
    "中秋节": ("09-15", "09-15"),
    "国庆节": ("10-01", "10-07"),
}
WORK = {"02-14": "春节", "02-20": "春节", "05-08": "劳动节", "09-26": "国庆节", "10-09": "国庆节"}


def days() -> Iterator[dict[str, Any]]:
    for name, (first, last) in OFF.items():
        day = date.fromisoformat(f"2027-{first}")
        while day <= date.fromisoformat(f"2027-{last}"):
            yield {"name": name, "date": day.isoformat(), "isOffDay": True}
            day += timedelta(days=1)
    for when, name in WORK.items():
        yield {"name": name, "date": f"2027-{when}", "isOffDay": False}


def as_json(entries: list[dict[str, Any]]) -> bytes:
    return json.dumps({"year": 2027, "papers": [], "notice": NUMBER, "days": entries}, ensure_ascii=False).encode()


@pytest.fixture
def notice() -> Notice:
    return read_notice("2027.json", as_json(list(days())))


def test_json_and_csv_say_the_same(notice: Notice) -> None:
    rows = [f"{one['date']},{one['name']},{'放假' if one['isOffDay'] else '上班'}" for one in days()]
    csv = "\n".join(["日期,名称,放假", *rows, ""])
    assert read_notice("2027.csv", csv.encode()).days == notice.days
    assert (notice.year, notice.number, len(notice.off_days), len(notice.make_up_days)) == (2027, NUMBER, 28, 5)


def test_a_notice_that_keeps_the_rules_is_not_spoken_against(notice: Notice) -> None:
    assert judge(notice) == []


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_notices_of_past_years_pass(year: int) -> None:
    found = []
    when = date(year, 1, 1)
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    while when.year == year:
        free, label = chinese_calendar.get_holiday_detail(when)
        if label:
            found.append(NoticeDay(when, names[label], free))
        when += timedelta(days=1)
    assert [one for one in judge(Notice(year, tuple(found), "x")) if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("holiday", [holiday.zh for holiday in HOLIDAYS])
def test_no_holiday_may_be_missing(notice: Notice, holiday: str) -> None:
    without = Notice(2027, tuple(day for day in notice.days if holiday not in day.name), NUMBER)
    assert any(one.severity is Severity.ERROR and holiday in one.words.zh for one in judge(without))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda day: NoticeDay(date(2027, 2, 15), day.name, day.off) if not day.off else day, "不能是调休上班日"),
        (lambda day: NoticeDay(day.date.replace(year=2028), day.name, day.off), "不属于 2027 年"),
        (lambda day: NoticeDay(day.date, "端午节" if "中秋" in day.name else day.name, day.off), "没有中秋"),
        (lambda day: NoticeDay(day.date, day.name, not day.off) if f"{day.date:%m-%d}" == "10-01" else day, "法定国庆"),
    ],
)
def test_nonsense_is_refused(notice: Notice, change: Callable[[NoticeDay], NoticeDay], words: str) -> None:
    verdicts = judge(Notice(2027, tuple(map(change, notice.days)), NUMBER))
    assert any(one.severity is Severity.ERROR and words in one.words.zh for one in verdicts), verdicts


def test_an_odd_balance_is_told_but_not_refused(notice: Notice) -> None:
    fewer = Notice(2027, tuple(day for day in notice.days if f"{day.date:%m-%d}" != "10-09"), NUMBER)
    (verdict,) = judge(fewer)
    assert (verdict.severity, "净 14 天" in verdict.words.zh) == (Severity.WARNING, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"days": []}',
        b'{"days": [{"date": "2027-01-01", "name": "x"}]}',
        b'{"days": [{"date": "01/01/2027", "name": "x", "isOffDay": true}]}',
        b"date,name\n2027-01-01,x\n",
        "日期,名称,放假\n2027-01-01,元旦,也许\n".encode(),
        "日期,名称,放假\n2027-01-01,元旦,放假\n2027-01-01,元旦,上班\n".encode(),
        "元旦".encode("gbk"),
        b"\x00\x01",
        b"[" * 100_000,
        b'{"year": 123456, "days": [{"date": "2027-01-01", "name": "x", "isOffDay": true}]}',
    ],
)
def test_what_is_no_table_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(BadFiles) as refused:
        read_notice("table", data)
    assert all(one.line >= 1 and one.remedy.zh for one in refused.value.findings)


def test_entering_keeps_every_comment_and_is_idempotent(reference: Bundle, notice: Notice) -> None:
    before = reference.files["calendar.yaml"]
    after = enter(before, notice)
    comments = [line.partition("#")[2].strip() for line in before.splitlines() if "#" in line]
    assert [line.partition("#")[2].strip() for line in after.splitlines() if "#" in line] == comments
    assert f"  2027: {NUMBER}\n" in after
    assert "  2027-10-01~2027-10-07: 国庆节 / National Day\n" in after
    assert enter(after, notice) == after


def test_what_was_entered_is_what_the_calendar_says(changed: Changed, reference: Bundle, notice: Notice) -> None:
    text = enter(reference.files["calendar.yaml"], notice)
    calendar = compile_bundle(changed({"calendar.yaml": text})).calendar
    assert calendar.notices == {2027: NUMBER}
    assert calendar.covers(2027)
    named = {day.date: day.off for day in notice.days}
    assert {day.date: not day.works for day in special_days(calendar, 2027)} == named
    assert calendar.day(date(2027, 2, 14)).kind is DayKind.MAKE_UP
    assert {after.date for _, after in changed_days(Calendar({}), calendar, 2027)} == set(named)


def test_own_days_stay_and_a_corrected_notice_takes_the_first_ones_place(notice: Notice) -> None:
    own = "holidays:\n  2027-04-14: 三月三  # 广西\n  2027-10-06~2027-10-08: 厂休\ncomplete_years: [2026]\n"
    first = enter(own, notice)
    assert "  2027-04-14: 三月三  # 广西\n" in first
    assert "  2027-10-08: 厂休\n" in first
    assert "complete_years: [2026, 2027]\n" in first
    corrected = Notice(2027, tuple(day for day in notice.days if f"{day.date:%m-%d}" != "02-12"), NUMBER)
    again = enter(first, corrected)
    assert "2027-02-05~2027-02-11" in again
    assert "2027-02-12" not in again
    assert "三月三" in again


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "holidays:\n", "holidays: {}\nnotices: {2026: x}\n"])
def test_any_calendar_takes_a_notice(changed: Changed, notice: Notice, text: str) -> None:
    after = enter(text, notice)
    assert compile_bundle(changed({"calendar.yaml": after})).calendar.covers(2027)
    assert enter(after, notice) == after
