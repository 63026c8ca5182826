"""Alarms: one sentence in each language for whoever has to see to it."""

from __future__ import annotations

from datetime import datetime

from agent_bridge.link import LinkDown, LinkFault
from app.alarms import Alarms, RefusedFiles, asterisk, calendar, following
from app.clock import SHANGHAI
from schedules.book import DutyBook
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.document import Bilingual, Finding
from tests.app.conftest import CONFIG

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
    refused.note(())
    assert refused() == ()


def test_a_version_that_cannot_be_followed_and_a_dead_link_are_told_together() -> None:
    down = LinkDown(LinkFault.LOST, "connection reset")
    codes = [alarm.code for alarm in Alarms(following(lambda: "the disk is full"), asterisk(lambda: down))()]
    assert codes == ["duty_not_followed", "asterisk_link"]


def test_a_year_without_a_calendar_is_told_before_it_comes() -> None:
    book = compile_bundle(read_bundle(CONFIG))
    covered = max(year for year in range(2020, 2040) if not _alarms(book, datetime(year, 6, 1, tzinfo=SHANGHAI)))
    assert covered >= 2026
    assert _alarms(book, datetime(covered + 1, 6, 1, tzinfo=SHANGHAI)) == [f"calendar_{covered + 1}"]


def _alarms(book: DutyBook, now: datetime) -> list[str]:
    return [alarm.code for alarm in calendar(lambda: book, lambda: now)()]
