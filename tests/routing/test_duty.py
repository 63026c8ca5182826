"""The reason of an answer is found once a minute, whatever the number of calls."""

from __future__ import annotations

from datetime import datetime, timedelta

from routing.duty import Duty
from schedules.ask import ask_why
from schedules.times import ZONE
from storage.ids import LineId
from tests.reference import reference_book

YUNNAN, GUANGXI = LineId("yunnan"), LineId("guangxi")
EVENING = datetime(2026, 11, 23, 21, 30, tzinfo=ZONE)  # a closed line's sentence names the time


def test_calls_of_one_minute_share_their_sentence_and_no_other_minute_or_line_has_it() -> None:
    duty = Duty(reference_book())
    _, first = duty.answer(YUNNAN, EVENING)
    assert duty.answer(YUNNAN, EVENING + timedelta(seconds=59))[1] is first
    assert duty.answer(YUNNAN, EVENING + timedelta(seconds=60))[1] != first
    assert duty.answer(GUANGXI, EVENING)[1] != first


def test_at_every_edge_the_sentence_is_the_one_of_the_answer() -> None:
    duty = Duty(reference_book())
    for minute in range(0, 24 * 60, 7):
        for second in (0, 59):
            instant = EVENING + timedelta(minutes=minute, seconds=second)
            answer, why = duty.answer(YUNNAN, instant)
            assert why == ask_why(duty.book, answer, instant)
