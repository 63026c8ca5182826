"""Who waits when a line is closed by order hears it, and goes where the roster wants him."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from ivr.meanwhile import newly_closed, see, told
from ivr.saying import say_for
from routing.decide import decide
from routing.decision import Choice, Facts
from routing.duty import Duty
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from storage.ids import CallId, LineId

CONFIG = Path(__file__).parents[2] / "config"
YUNNAN, HAINAN = LineId("yunnan"), LineId("hainan")
CLOSING = "closings:\n  - {{lines: [yunnan], from: {}, until: {}, who: 唐静怡, why: 疏散{}}}\n"
At = Callable[[str], datetime]


def duty_with(overrides: str = "", *, at_closing: str = "", exception: str = "") -> Duty:
    files = dict(read_bundle(CONFIG).files)
    files["rosters/yunnan.yaml"] += f"{at_closing}\n{exception}\n"
    if overrides:
        files["overrides.yaml"] = overrides
    return Duty(compile_bundle(Bundle(files)))


def closed_from(start: str, end: str, say: str = "") -> str:
    return CLOSING.format(f"2026-11-23 {start}", f"2026-11-23 {end}", say)


def test_an_order_that_begins_is_news_once(at: At) -> None:
    duty = duty_with(closed_from("10:05", "11:00"))
    looks = [see(duty, at(f"2026-11-23 {time}")) for time in ("10:04:59", "10:05", "10:05:01")]
    assert newly_closed(looks[0], looks[1]) == {YUNNAN}
    assert newly_closed(looks[1], looks[2]) == frozenset()


def test_an_order_published_while_the_line_is_open_is_news(at: At) -> None:
    now = at("2026-11-23 10:06")
    assert newly_closed(see(duty_with(), now), see(duty_with(closed_from("10:05", "11:00")), now)) == {YUNNAN}


def test_who_still_waits_after_hours_hears_of_an_order_too(at: At) -> None:
    duty = duty_with(closed_from("18:10", "19:00"))
    assert newly_closed(see(duty, at("2026-11-23 18:09")), see(duty, at("2026-11-23 18:10"))) == {YUNNAN}


def test_closing_time_is_no_news(at: At) -> None:
    duty = duty_with()
    assert newly_closed(see(duty, at("2026-11-23 17:59:59")), see(duty, at("2026-11-23 18:00"))) == frozenset()


def test_an_exception_saved_for_today_is_news(at: At) -> None:
    now = at("2026-11-23 10:06")
    after = duty_with(exception="exceptions:\n  2026-11-23: {closed: true, why: 停电}")
    assert newly_closed(see(duty_with(), now), see(after, now)) == {YUNNAN}


def test_a_node_that_just_started_tells_of_orders_in_force_and_of_nothing_else(at: At) -> None:
    assert newly_closed(None, see(duty_with(closed_from("10:05", "11:00")), at("2026-11-23 10:30"))) == {YUNNAN}
    assert newly_closed(None, see(duty_with(), at("2026-11-23 22:00"))) == frozenset()


@pytest.mark.parametrize(
    ("at_closing", "expected"),
    [
        ("", "serve|closed-by-order&still-served|3"),
        ("at_closing: callback", "|closed-by-order|3"),
        ("at_closing: staff", "yunnan-staff:300|closed-by-order&served-elsewhere|3"),
    ],
)
def test_what_becomes_of_them_is_what_the_roster_says_of_closing_time(at: At, at_closing: str, expected: str) -> None:
    duty = duty_with(closed_from("10:05", "11:00"), at_closing=at_closing)
    answer = duty.book.state_at(YUNNAN, at("2026-11-23 10:06"))
    assert told(duty, answer, ()).in_place(3) == expected


def test_who_calls_a_line_that_is_closed_by_order_hears_that_and_when_it_opens(
    at: At, playable: frozenset[str]
) -> None:
    duty = duty_with(closed_from("10:05", "11:00"))
    instant = at("2026-11-23 10:06")
    answer, because = duty.answer(YUNNAN, instant)
    facts = Facts(CallId("n-1.0"), YUNNAN, Choice.PRESSED, "3", instant, answer, because, duty.names(YUNNAN), {})
    said = say_for(decide(facts, duty.rules), duty.book, playable)
    assert said[:2] == ("closed-by-order", "hours/yunnan")
    assert "hours/next" in said


def test_the_announcement_of_the_order_is_heard_where_it_can_be_spoken(at: At) -> None:
    duty = duty_with(closed_from("10:05", "11:00", ", say: [closed-fire, gone]"), at_closing="at_closing: callback")
    answer = duty.book.state_at(YUNNAN, at("2026-11-23 10:06"))
    assert told(duty, answer, {"closed-fire"}).in_place(1) == "|closed-fire|1"
