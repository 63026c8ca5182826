"""What Asterisk answers by itself is what a visit would have decided, at every instant of two weeks and after them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from dialplan.duty import NativeAnswer, NativeDuty, render_duty
from ivr.native import DAYS, Undecidable, native_duties
from ivr.saying import say_for
from routing.decide import decide
from routing.decision import Choice, Decision, Facts
from routing.duty import Duty
from schedules.answer import Because
from schedules.times import ZONE, local
from storage.ids import CallId, LineId

At = Callable[[str], datetime]

STARTS = (
    "2026-11-23 11:59:30",  # an ordinary Monday
    "2026-09-20 00:00:00",  # mid-autumn, National Day, and the Sundays worked for them
    "2026-12-24 17:59:59.9",  # over the end of the year
)
ANNOUNCED = {"notice-new-rule", "closed-maintenance", "closed-now", "training"}  # prompts of the night hotline
INSTANTS = 60  # random ones a line and start, beside every edge


def native_answer(duty: NativeDuty, epoch: int) -> NativeAnswer:
    """As the rendered dialplan finds it."""
    ends = [*(change.since for change in duty.changes[1:]), duty.until]
    if epoch >= duty.changes[0].since:
        for change, end in zip(duty.changes, ends, strict=True):
            if epoch < end:
                return change.answer
    return weekly_answer(duty, datetime.fromtimestamp(epoch, ZONE))


def weekly_answer(duty: NativeDuty, moment: datetime) -> NativeAnswer:
    week = moment.isoweekday() * 10_000 + moment.hour * 100 + moment.minute
    for span in duty.weekly:
        if span.weekday * 10_000 + span.start <= week < span.weekday * 10_000 + span.end:
            return span.answer
    return duty.otherwise


def decided(duty: Duty, line: LineId, instant: datetime) -> Decision:
    """What a visit decides when Asterisk would not count anybody."""
    answer, call, unsaid = duty.book.state_at(line, instant), CallId("n1-1.0"), Because("", "")
    return decide(Facts(call, line, Choice.PRESSED, "", instant, answer, unsaid, duty.names(line), None), duty.rules)


def instants(native: NativeDuty, chance: random.Random) -> Iterator[int]:
    for change in native.changes:
        yield from (change.since, change.since + 1)
    yield from (change.since - 1 for change in native.changes[1:])
    yield native.until - 1
    yield from (chance.randrange(native.changes[0].since, native.until) for _ in range(INSTANTS))


@pytest.fixture(params=["the reference hotline", "all of the duty language"])
def hotline(request: pytest.FixtureRequest, duty: Duty, night: Duty) -> Duty:
    return night if "language" in request.param else duty


def closing_at(duty: Duty, line: LineId, instant: datetime) -> tuple[int | None, tuple[tuple[str, int], ...]]:
    """What a visit would say of the line's end."""
    closing = duty.closing(duty.book.state_at(line, instant), instant)
    if closing is None:
        return None, ()
    return int(closing.at.timestamp()), () if closing.step is None else ((closing.step.group, closing.step.seconds),)


@pytest.mark.parametrize("start", STARTS)
def test_it_agrees_with_the_decision_at_every_instant_of_two_weeks(
    hotline: Duty, playable: frozenset[str], at: At, start: str
) -> None:
    duty, playable, compared = hotline, playable | ANNOUNCED, 0
    for native in native_duties(duty, at(start), playable):
        for epoch in instants(native, random.Random(native.line)):  # noqa: S311 reproducible, not secret
            instant = datetime.fromtimestamp(epoch, ZONE)
            decision = decided(duty, LineId(native.line), instant)
            closes, at_closing = closing_at(duty, LineId(native.line), instant)
            found = native_answer(native, epoch)
            if closes is not None and closes - epoch > 86_400:  # so far ahead neither needs to know it
                found = replace(found, closes=closes, at_closing=at_closing)
            assert found == NativeAnswer(
                state=decision.state.value,
                plan=tuple((step.group, step.seconds) for step in decision.plan),
                rule=decision.rule,
                reason=decision.reason.value,
                version=str(decision.version),
                say=say_for(decision, duty.book, playable),
                closes=closes,
                at_closing=at_closing,
            ), f"{native.line} at {instant}"
            compared += 1
    assert compared > 1_000


@pytest.mark.parametrize("start", STARTS)
def test_it_reaches_two_weeks_ahead_and_says_the_day_anew_each_midnight(
    duty: Duty, playable: frozenset[str], at: At, start: str
) -> None:
    now = at(start)
    for native in native_duties(duty, now, playable):
        assert native.changes[0].since == int(now.timestamp())
        assert native.until - int(now.timestamp()) > (DAYS - 1) * 86_400
        assert all(
            local(datetime.fromtimestamp(one.since, ZONE)).date()
            == local(datetime.fromtimestamp(other.since - 1, ZONE)).date()
            for one, other in pairwise(native.changes)
        )


def test_the_week_that_follows_agrees_with_an_ordinary_week(duty: Duty, playable: frozenset[str], at: At) -> None:
    monday = at("2026-11-23 00:00")
    for native in native_duties(duty, at("2026-01-05 08:00"), playable):
        for minute in range(0, 7 * 24 * 60, 30):
            for moment in (monday + timedelta(minutes=minute), monday + timedelta(minutes=minute, seconds=-1)):
                answer, decision = weekly_answer(native, moment), decided(duty, LineId(native.line), moment)
                assert (answer.state, answer.plan) == (
                    decision.state.value,
                    tuple((step.group, step.seconds) for step in decision.plan),
                ), f"{native.line} at {moment}"
                assert answer.version == decision.version


def test_everything_it_says_can_be_played(duty: Duty, playable: frozenset[str], at: At) -> None:
    said = {
        name
        for start in STARTS
        for native in native_duties(duty, at(start), playable)
        for change in native.changes
        for name in change.answer.say
    }
    assert said
    assert said <= playable


def test_it_can_be_rendered(duty: Duty, playable: frozenset[str], at: At) -> None:
    file = render_duty(native_duties(duty, at(STARTS[0]), playable))
    assert set(file.sizes) == {f"duty-{line}" for line in duty.book.lines}


def test_what_cannot_be_decided_is_not_rendered_over_good_answers(duty: Duty, playable: frozenset[str], at: At) -> None:
    with pytest.raises(Undecidable, match="Clock or time-zone"):
        native_duties(duty, at("2023-11-23 12:00"), playable)
