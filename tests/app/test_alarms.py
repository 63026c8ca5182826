"""Alarms: one sentence in each language for whoever has to see to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_bridge.directory import Names
from agent_bridge.link import LinkDown, LinkFault
from agent_bridge.relief import Turn, Watch
from app.alarms import Alarms, RefusedFiles, asterisk, calendar, covers, following, relief
from app.clock import SHANGHAI
from app.desk import directory as desk_directory
from app.turns import Turns
from routing.duty import Duty
from schedules.book import DutyBook
from schedules.document import Bilingual, Finding
from storage.ids import GroupId
from tests.reference import night_book, reference_book

FINDING = Finding("rosters/hainan.yaml", 9, 3, Bilingual("时间写错", "a wrong time"), Bilingual("请改正", "mend it"))


def test_where_all_is_well_there_is_none() -> None:
    assert Alarms(RefusedFiles(), following(lambda: None), asterisk(lambda: None))() == ()


def test_a_refused_file_is_told_until_a_good_one_comes() -> None:
    refused = RefusedFiles()
    refused.note((FINDING,))
    (alarm,) = Alarms(refused)()
    assert alarm.code == "files_refused"
    assert alarm.zh == "配置未生效，仍用上一版：rosters/hainan.yaml:9:3 时间写错；请改正"
    assert "rosters/hainan.yaml:9:3 a wrong time; mend it" in alarm.en
    refused.note((FINDING, FINDING, FINDING))
    (alarm,) = refused()
    assert alarm.zh.endswith("请改正（另有 2 处）")
    assert alarm.en.endswith("mend it (and 2 more)")
    refused.note(())
    assert refused() == ()


def test_a_version_that_cannot_be_followed_and_a_dead_link_are_told_together() -> None:
    down = LinkDown(LinkFault.LOST, "connection reset")
    codes = [alarm.code for alarm in Alarms(following(lambda: "the disk is full"), asterisk(lambda: down))()]
    assert codes == ["duty_not_followed", "asterisk_link"]


def test_a_year_without_a_calendar_is_told_before_it_comes() -> None:
    book = reference_book()
    covered = max(year for year in range(2020, 2040) if not _alarms(book, datetime(year, 6, 1, tzinfo=SHANGHAI)))
    assert covered >= 2026
    assert _alarms(book, datetime(covered + 1, 6, 1, tzinfo=SHANGHAI)) == [f"calendar_{covered + 1}"]


def _alarms(book: DutyBook, now: datetime) -> list[str]:
    return [alarm.code for alarm in calendar(lambda: book, lambda: now)()]


def _night() -> DutyBook:
    return night_book()


def test_an_emergency_closing_and_an_override_are_told_with_their_end_as_long_as_they_last() -> None:
    book = _night()

    def told(at: str) -> list[str]:
        now = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
        return [alarm.zh for alarm in covers(lambda: book, lambda: now)()]

    assert told("2026-11-23 14:29") == []
    assert told("2026-11-23 15:10") == [
        "贵州、云南专线临时停止服务至 2026-11-23 15:30（supervisor：停电）",
        "云南专线临时改派云南客服至 2026-11-23 16:00（supervisor：专家培训）",
    ]
    assert told("2026-11-23 15:30") == ["云南专线临时改派云南客服至 2026-11-23 16:00（supervisor：专家培训）"]
    assert told("2026-11-23 16:00") == []
    now = datetime(2026, 11, 28, 10, 30, tzinfo=SHANGHAI)
    (alarm,) = covers(lambda: book, lambda: now)()
    assert alarm.en == "Calls of Hainan go to Guizhou service staff until 2026-11-28 11:00 (supervisor: 代班)"


def test_a_relief_that_is_not_there_is_told_by_name_with_those_who_stay() -> None:
    book = _night()
    at = datetime(2026, 11, 23, 19, 0, tzinfo=SHANGHAI)
    turns = Turns(lambda: book)
    turn = turns.turn(GroupId("guizhou-staff"), at)
    others = turns.turn(GroupId("guizhou-staff"), at - timedelta(seconds=1))
    directory = desk_directory(Duty(book))
    (alarm,) = relief(lambda: (Watch(turn, others.people[:1], turn.people),), lambda: directory)()
    names = [book.people[person].name for person in (*turn.people, others.people[0])]
    assert alarm.zh == (
        f"贵州客服 19:00 接班的{turn.shift.zh if turn.shift else ''}未就绪："
        f"{names[0]}、{names[1]}；{names[2]}留守接听，有人接班即止"
    )
    (nobody,) = relief(lambda: (Watch(turn, (), turn.people),), lambda: directory)()
    assert nobody.zh.endswith("无人留守，来电无人接听")
    assert nobody.en.endswith("nobody of the shift before is there")


def test_turns_come_from_the_calendar_with_leave_and_whether_calls_come() -> None:
    book = _night()

    def turn(group: str, at: str) -> Turn:
        turns, instant = Turns(lambda: book), datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
        return turns.known_of(turns.turn(GroupId(group), instant), instant)

    assert turn("yunnan-staff", "2026-11-28 13:00").called is False, "Saturday afternoon"
    assert turn("hainan-staff", "2026-11-28 13:00").shift is None
    assert turn("guizhou-staff", "2026-12-01 10:00").on_leave == {"gz-staff-1"}
    assert turn("guizhou-experts", "2026-11-23 10:00").shift == Names("指名值班第 1 条", "named slot 1")
    assert turn("nobody-knows", "2026-11-23 10:00") == Turn(GroupId("nobody-knows"), (), called=False)
