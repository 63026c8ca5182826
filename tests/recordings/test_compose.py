"""What is composed: said as people say it, and only with pieces that exist."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings import compose
from recordings.compose import Days, SpokenHours
from recordings.prompts import Script
from recordings.text import spoken_text

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def said(names: compose.Names, spoken_script: Script) -> str:
    return spoken_text(names, spoken_script.texts)


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (0, "零"), (2, "二"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "一百"), (105, "一百零五"),
        (110, "一百一十"), (112, "一百一十二"), (222, "两百二十二"), (1005, "一千零五"), (1050, "一千零五十"),
        (2000, "两千"), (10_000, "一万"), (10_010, "一万零一十"), (20_000, "两万"), (100_230, "十万零两百三十"),
        (120_000, "十二万"), (20_260_000, "两千零二十六万"), (100_000_001, "一亿零一"), (1_0000_1000, "一亿零一千"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_counted(value: int, spoken: str, spoken_script: Script) -> None:
    assert said(compose.number(value), spoken_script) == spoken


def test_two_things_are_liang(spoken_script: Script) -> None:
    assert said(compose.number(2, counting=True), spoken_script) == "两"


def test_the_misconduct_number_is_read_in_groups(spoken_script: Script) -> None:
    assert said(compose.misconduct("020-36623007"), spoken_script) == "违规违纪举报，请拨打零二零，三六六二，三零零七。"


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("12345", "幺二三四五"),
        ("13800138000", "幺三八，零零幺三，八零零零"),
        ("400-159-5598", "四零零，幺五九，五五九八"),
    ],
)
def test_telephone_numbers_are_grouped_and_say_yao(number: str, groups: str, spoken_script: Script) -> None:
    assert said(compose.phone(number), spoken_script) == groups


def test_a_number_recorded_in_one_breath_is_said_so(spoken_script: Script) -> None:
    names = compose.misconduct("020-36623007", spoken_script.texts)
    assert names == ("misconduct-number", "phone/02036623007", "pause")
    assert said(names, spoken_script) == "违规违纪举报，请拨打零二零，三六六二，三零零七。"


@pytest.mark.parametrize("text", ["", "12a", "１２", "1;2", "1&beep"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        compose.digits(text)
    with pytest.raises(ValueError, match="digits"):
        compose.phone(text)


def test_yunnans_two_groups_are_one_range_to_the_caller(spoken_script: Script) -> None:
    hours = SpokenHours(Days.WORKING_DAYS, ((540, 720), (720, 840), (840, 1080)))
    names = compose.hours("yunnan", hours, spoken_script.texts)
    assert said(names, spoken_script) == "云南专线的人工服务时间是工作日，上午九点到下午六点。"


def test_a_break_at_noon_is_said(spoken_script: Script) -> None:
    hours = SpokenHours(Days.EVERY_DAY, ((840, 1065), (510, 720)))
    names = compose.hours("guangzhou", hours, spoken_script.texts)
    wanted = "广州专线的人工服务时间是每天，包括法定节假日，上午八点半到中午十二点，下午两点到下午五点四十五分。"
    assert said(names, spoken_script) == wanted


def test_a_line_without_its_own_prompt_is_still_announced(spoken_script: Script) -> None:
    names = compose.hours("tibet", SpokenHours(Days.WORKING_DAYS, ((540, 1080),)), spoken_script.texts)
    assert said(names, spoken_script).startswith("本专线的人工服务时间是工作日")


@pytest.mark.parametrize(
    ("opens", "spoken"),
    [
        (datetime(2026, 11, 23, 21, 0, tzinfo=UTC), "最近的服务时间是今天晚上九点。"),
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "最近的服务时间是明天上午九点。"),
        (datetime(2026, 11, 30, 8, 30, tzinfo=UTC), "最近的服务时间是十一月三十日周一上午八点半。"),
        (datetime(2027, 1, 4, 8, 7, tzinfo=UTC), "最近的服务时间是二零二七年一月四日周一上午八点零七分。"),
    ],
)
def test_the_next_opening(opens: datetime, spoken: str, spoken_script: Script) -> None:
    assert said(compose.next_opening(opens, NOW), spoken_script) == spoken


def test_a_place_in_the_queue(spoken_script: Script) -> None:
    assert said(compose.position(1), spoken_script) == "您排在第一位，请稍候。"
    assert said(compose.position(12), spoken_script) == "目前您排在第十二位。"


def test_a_prompt_without_text_shows_in_the_terminal() -> None:
    assert spoken_text(("welcome", "lost/prompt"), {"welcome": "您好。"}) == "您好。［lost/prompt］"


@given(st.integers(0, 10**12 - 1), st.booleans())
def test_any_number_is_made_of_pieces_that_exist(playable: frozenset[str], value: int, counting: bool) -> None:
    assert set(compose.number(value, counting=counting)) <= playable


@given(st.dates(date(2024, 1, 1), date(2099, 12, 31)), st.dates(date(2024, 1, 1), date(2099, 12, 31)))
def test_any_day_is_made_of_pieces_that_exist(playable: frozenset[str], day: date, today: date) -> None:
    assert set(compose.day(day, today)) <= playable


@given(st.sampled_from(Days), st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), min_size=1, max_size=4))
def test_any_hours_are_made_of_pieces_that_exist(
    playable: frozenset[str], days: Days, bounds: list[tuple[int, int]]
) -> None:
    ranges = tuple((min(pair), max(pair)) for pair in bounds if pair[0] != pair[1]) or ((0, 1440),)
    names = compose.closed("any-line", SpokenHours(days, ranges), NOW + timedelta(minutes=bounds[0][0]), NOW, playable)
    assert set(names) <= playable


@pytest.mark.parametrize("ranges", [(), ((10, 10),), ((-1, 5),), ((0, 1441),), ((9, 8),)])
def test_impossible_hours_are_refused(ranges: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="ranges"):
        SpokenHours(Days.EVERY_DAY, ranges)
