"""Our own calendar above the official one, and closings above everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from schedules import whatif
from schedules.answer import DutyState
from schedules.ask import Undecided, ask, ask_why
from schedules.book import DutyBook
from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.coverage import alarm, missing_year
from storage.ids import LineId

At = Callable[[str], datetime]
Changed = Callable[..., Bundle]
YUNNAN, GUANGZHOU = LineId("yunnan"), LineId("guangzhou")

CALENDAR_2027 = """\
holidays:
  2027-10-01~2027-10-07: 国庆节 / National Day
  2026-11-24: 三月三
workdays:
  2027-10-09: 国庆节 / National Day
complete_years: [2027]
"""
CLOSING = """\
closings:
  - {lines: [yunnan, guangzhou], from: 2026-11-23 11:30, until: 2026-11-23 12:15, who: 唐静怡, why: 机房检修}
  - {lines: guangzhou, from: 2026-12-31 17:00, until: 2027-01-02 09:00, who: 唐静怡, why: 搬迁}
"""


def test_our_table_comes_before_the_official_calendar(changed: Changed, at: At) -> None:
    book = compile_bundle(changed({"calendar.yaml": CALENDAR_2027}))
    assert book.state_at(YUNNAN, at("2026-11-24 10:00")).rule == "holiday"
    assert book.state_at(YUNNAN, at("2027-10-09 10:00")).state is DutyState.OPEN
    assert book.explain(YUNNAN, at("2027-10-09 10:00")).zh.startswith("2027-10-09（周六，国庆节调休上班日）")
    assert "National Day (holiday)" in book.explain(YUNNAN, at("2027-10-04 10:00")).en
    assert not book.state_at(YUNNAN, at("2027-05-10 10:00")).assumed
    assert book.calendar.covers(2027)


def test_a_closing_is_above_everything_and_ends_by_itself(changed: Changed, at: At) -> None:
    book = compile_bundle(changed({"overrides.yaml": CLOSING}))
    assert book.state_at(YUNNAN, at("2026-11-23 11:29:59")).state is DutyState.OPEN
    closed = book.state_at(YUNNAN, at("2026-11-23 12:00"))
    assert (closed.state, closed.rule, closed.until) == (
        DutyState.CLOSED,
        "closing/2026-11-23T11:30",
        at("2026-11-23 12:15"),
    )
    assert book.explain(YUNNAN, at("2026-11-23 12:00")).zh == (
        "2026-11-23 11:30 至 2026-11-23 12:15 临时停止应答，原因：机房检修（唐静怡），"
        "下次值班 2026-11-23（周一）12:15。"
    )
    assert book.state_at(YUNNAN, at("2026-11-23 12:15")).groups == ("yunnan-staff",)
    assert book.state_at(LineId("spot"), at("2026-11-23 12:00")).state is DutyState.OPEN


def test_a_closing_over_the_turn_of_the_year_is_one_answer(changed: Changed, at: At) -> None:
    book = compile_bundle(changed({"overrides.yaml": CLOSING}))
    answer = book.state_at(GUANGZHOU, at("2027-01-01 00:00"))
    assert (answer.since, answer.until) == (at("2026-12-31 17:00"), at("2027-01-02 09:00"))
    assert book.next_opening(GUANGZHOU, at("2026-12-31 18:00")) == at("2027-01-02 09:00")


def test_a_line_that_never_closes_has_open_ends(changed: Changed, at: At) -> None:
    head = "code: CAN\nname: 广州\nname_en: Guangzhou\n"
    text = head + "groups: {staff: {name: 客服, name_en: staff}}\nduty: {every_day: 00:00-24:00}\n"
    book = compile_bundle(changed({"rosters/guangzhou.yaml": text}))
    answer = book.state_at(GUANGZHOU, at("2026-11-23 00:00"))
    assert (answer.state, answer.since, answer.until) == (DutyState.OPEN, None, None)
    assert book.changes(GUANGZHOU, at("2026-11-23 00:00"), at("2027-11-23 00:00")) == [answer]
    assert book.next_opening(GUANGZHOU, at("2026-11-23 00:00")) is None
    assert len(book.weekly(GUANGZHOU)) == 7


def test_undecided_has_exactly_three_causes(book: DutyBook, at: At) -> None:
    noon = at("2026-11-23 12:00")
    causes = {
        Undecided.NO_VERSION: ask(None, YUNNAN, noon),
        Undecided.CLOCK: ask(book, YUNNAN, at("1970-01-01 12:00")),
        Undecided.FAULT: ask(book, LineId("nowhere"), noon),
    }
    assert set(causes) == set(Undecided)
    for cause, answer in causes.items():
        assert (answer.state, answer.rule) == (DutyState.UNDECIDED, cause)
        assert ask_why(book, answer, noon) == cause.because
    assert ask(book, YUNNAN, noon) == book.state_at(YUNNAN, noon)
    assert ask_why(book, book.state_at(YUNNAN, noon), noon) == book.explain(YUNNAN, noon)


def test_whatif_gives_a_row_for_each_line_and_time(book: DutyBook, at: At) -> None:
    rows = list(
        whatif.between(book, [YUNNAN, GUANGZHOU], at("2026-11-23 11:30"), at("2026-11-23 12:30"), timedelta(minutes=30))
    )
    assert [(row.line, f"{row.at:%H:%M}", row.groups[0]) for row in rows] == [
        ("yunnan", "11:30", "yunnan-experts"),
        ("guangzhou", "11:30", "guangzhou-staff"),
        ("yunnan", "12:00", "yunnan-staff"),
        ("guangzhou", "12:00", "guangzhou-staff"),
    ]
    assert rows[0].until == at("2026-11-23 12:00")
    assert rows[0].version == book.version
    assert rows[0].because == book.explain(YUNNAN, at("2026-11-23 11:30"))


def test_a_missing_year_alarms_from_december_on(book: DutyBook, changed: Changed, at: At) -> None:
    assert missing_year(book, at("2026-11-30 23:59")) is None
    assert missing_year(book, at("2026-12-01 00:00")) == 2027
    assert missing_year(book, at("2027-03-01 00:00")) == 2027
    assert missing_year(compile_bundle(changed({"calendar.yaml": CALENDAR_2027})), at("2026-12-01 00:00")) is None
    assert "2027" in alarm(2027).zh
    assert "2027" in alarm(2027).en
