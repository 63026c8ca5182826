"""Why the calendar answers as it does, in a supervisor's words: the sentence, and every rule that was looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from schedules.book import DutyBook
from schedules.precedence import Precedence
from storage.ids import LineId

At = Callable[[str], datetime]
YUNNAN, HAINAN = LineId("yunnan"), LineId("hainan")


SENTENCES = {
    ("yunnan", "2026-11-23 14:10"): (
        "2026-11-23（周一，工作日）14:00–18:00 由专家应答，30 秒无人接听时转客服。",
        "On Monday 2026-11-23, a working day, experts answer from 14:00 to 18:00, "
        "then service staff when nobody picks up for 30 seconds.",
    ),
    ("yunnan", "2026-11-23 14:40"): (
        "2026-11-23 14:30 至 2026-11-23 16:00 临时改派，由客服应答，原因：专家培训（唐静怡）。",
        "From 2026-11-23 14:30 to 2026-11-23 16:00 service staff answer by order of 唐静怡: 专家培训.",
    ),
    ("hainan", "2026-11-28 10:30"): (
        "2026-11-28 10:00 至 2026-11-28 11:00 临时改派，由贵州客服应答，原因：代班（唐静怡）。",
        "From 2026-11-28 10:00 to 2026-11-28 11:00 Guizhou service staff answer by order of 唐静怡: 代班.",
    ),
    ("yunnan", "2026-11-24 19:00"): (
        "2026-11-24（周二，工作日）按当日例外，08:00–20:00 由客服应答，原因：电价新规。",
        "On Tuesday 2026-11-24, a working day, service staff answer from 08:00 to 20:00, by exception: 电价新规.",
    ),
    ("yunnan", "2026-11-25 10:00"): (
        "2026-11-25（周三，工作日）按当日例外不值班，原因：系统割接，下次值班 2026-11-27（周五）09:00。",
        "On Wednesday 2026-11-25, a working day, the line is closed, by exception: 系统割接; "
        "next on duty on Friday 2026-11-27 at 09:00.",
    ),
    ("yunnan", "2026-11-30 10:00"): (
        "2026-11-30（周一，工作日）10:00 不在当日例外的值班时间 07:00–09:30、23:00–次日01:00 之内，"
        "原因：月末结算，下次值班 2026-11-30（周一）23:00。",
        "On Monday 2026-11-30, a working day, 10:00 is outside that day's exceptional hours "
        "07:00–09:30 and 23:00–01:00 the next day, by exception: 月末结算; next on duty on Monday 2026-11-30 at 23:00.",
    ),
    ("yunnan", "2026-11-30 05:00"): (
        "2026-11-29（周日，休息日）22:00–次日06:00 由客服应答。",
        "On Sunday 2026-11-29, a day of rest, service staff answer from 22:00 to 06:00 the next day.",
    ),
}


@pytest.mark.parametrize(("line", "moment"), SENTENCES)
def test_the_sentence_says_who_when_and_why(night: DutyBook, at: At, line: str, moment: str) -> None:
    because = night.explain(LineId(line), at(moment))
    assert (because.zh, because.en) == SENTENCES[line, moment]


def test_each_rule_that_was_looked_at_stands_in_the_order_of_precedence(night: DutyBook, at: At) -> None:
    steps = night.explanation(YUNNAN, at("2026-12-05 10:00")).steps
    assert [(step.level, step.because.zh) for step in steps] == [
        (Precedence.OVERRIDE, "此时没有紧急停服，也没有临时改派。"),
        (Precedence.EXCEPTION, "2026-12-05 没有例外。"),
        (Precedence.DAY, "2026-12-05：周六，休息日，依据国务院放假安排。"),
        (Precedence.DAY, "云南专线周六 09:00–12:00 值班：10:00 在其内。"),
        (Precedence.RULE, "第 1 条：周日 客服：不符合。"),
        (Precedence.RULE, "第 2 条：14:00–18:00 专家、客服：不符合。"),
        (Precedence.RULE, "第 3 条：调休上班日 专家：不符合。"),
        (Precedence.RULE, "第 4 条：其他值班时间 客服、专家：符合，由此条决定。"),
    ]
    assert [step.decides for step in steps] == [False] * 7 + [True]
    assert [step.level.number for step in steps] == sorted(step.level.number for step in steps)


@pytest.mark.parametrize(
    ("moment", "level", "told"),
    [
        ("2026-11-23 15:10", Precedence.CLOSING, "停电"),
        ("2026-11-23 14:40", Precedence.OVERRIDE, "专家培训"),
        ("2026-11-24 19:00", Precedence.EXCEPTION, "先播放 notice-new-rule"),
        ("2026-11-24 21:00", Precedence.EXCEPTION, "值班时间 08:00–20:00"),
        ("2026-10-01 10:00", Precedence.DAY, "云南专线节假日不值班"),
        ("2026-11-23 10:00", Precedence.RULE, "第 4 条"),
    ],
)
def test_exactly_one_step_decides(night: DutyBook, at: At, moment: str, level: Precedence, told: str) -> None:
    explanation = night.explanation(YUNNAN, at(moment))
    decided = [step for step in explanation.steps if step.decides]
    assert [step.level for step in decided] == [level]
    assert told in decided[0].because.zh
    assert explanation.answer == night.state_at(YUNNAN, at(moment))


def test_a_line_that_nothing_was_ordered_for_is_not_bothered_with_it(night: DutyBook, at: At) -> None:
    levels = {step.level for step in night.explanation(LineId("guangxi"), at("2026-11-23 10:00")).steps}
    assert levels == {Precedence.DAY, Precedence.RULE}


def test_the_order_of_precedence_is_one_list_with_words_in_both_languages() -> None:
    assert [level.number for level in Precedence] == [1, 2, 3, 4, 5, 6]
    assert all(level.words.zh and level.words.en for level in Precedence)
