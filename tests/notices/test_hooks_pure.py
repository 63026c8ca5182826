"""Signatures, pauses, who wants what: nothing here needs a database or a network."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.hooks.event import EventId, EventType, body_of
from notices.hooks.judgement import LEAST_ATTEMPTS, LONGEST_PAUSE, Round, again_at, health_after, pause_after
from notices.hooks.post import Answer, judged
from notices.hooks.signing import new_secret, signed_headers
from notices.hooks.subscription import Delivery, Health, Subscription, covers, unknown_events
from notices.hooks.switchboard import Switchboard
from storage.database import Database
from storage.ids import LineId
from tests.notices.hook_house import NOW, an_event
from tests.notices.verifier import GUIDES, verifier

TAKEN, AWAY, REFUSED = Answer(taken=True), Answer(error="HTTP 503", away=True), Answer(error="HTTP 422 no")
DAYS = timedelta(hours=72)


def test_a_signature_is_that_of_the_standard() -> None:
    """The example of the specification's own libraries."""
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(
        EventId("msg_p5jXN8AQM9LWM0D4loKWxJek"), '{"test": 2432232314}', at, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_the_guides_lines_take_what_we_sign_and_nothing_else(guide: object) -> None:
    verified, secret = verifier(guide), new_secret()  # type: ignore[arg-type] # a path
    body = body_of(EventId("evt_1"), "order.opened", NOW, {"order": "YN-20261123-0007"})
    headers = signed_headers(EventId("evt_1"), body, NOW, [new_secret(), secret])
    now = NOW.timestamp()
    assert verified(secret, headers, body.encode(), now)["data"] == {"order": "YN-20261123-0007"}
    for wrong in (
        (secret, headers, body.replace("7", "8").encode(), now),
        (new_secret(), headers, body.encode(), now),
        (secret, {**headers, "webhook-id": "evt_2"}, body.encode(), now),
        (secret, headers, body.encode(), now + 301),
        (secret, {**headers, "webhook-timestamp": str(int(now) + 1)}, body.encode(), now),
    ):
        with pytest.raises(ValueError, match="not s"):
            verified(*wrong)


def test_secrets_are_long_and_never_the_same() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


@pytest.mark.parametrize(
    ("patterns", "wanted"),
    [
        (("*",), set(EventType)),
        (("order.*",), {kind for kind in EventType if kind.startswith("order.")}),
        (("clock.breached", "urgent.closed"), {EventType.CLOCK_BREACHED, EventType.URGENT_CLOSED}),
        (("order",), set[EventType]()),
    ],
)
def test_patterns_stand_for_types(patterns: tuple[str, ...], wanted: set[EventType]) -> None:
    assert {kind for kind in EventType if covers(patterns, kind)} == wanted
    assert (unknown_events(patterns) == []) is bool(wanted)


def test_whoever_wants_some_lines_hears_of_nothing_else() -> None:
    def a_subscription(*lines: str) -> Subscription:
        return Subscription(1, "https://x/", ("*",), tuple(LineId(one) for one in lines), NOW, "admin", b"")

    assert [a_subscription().wants("order.opened", line) for line in ("yunnan", None)] == [True, True]
    some = a_subscription("yunnan")
    assert [some.wants("order.opened", line) for line in ("yunnan", "hainan", None)] == [True, False, False]


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_pauses_grow_to_a_quarter_of_an_hour_give_or_take(failures: int, chance: float) -> None:
    pause = pause_after(failures, chance)
    assert timedelta(seconds=4) <= pause <= LONGEST_PAUSE * 1.2
    assert pause_after(failures + 1, chance) >= pause


def test_one_that_was_taken_makes_all_well() -> None:
    ill = Health(failures=5, failing_since=NOW, resume_at=NOW, last_error="HTTP 503")
    assert health_after(ill, Round([TAKEN, TAKEN], NOW, 0.5)) == Health(last_taken_at=NOW)
    assert health_after(ill, Round([TAKEN, REFUSED], NOW, 0.5)).last_error == REFUSED.error


def test_a_receiver_that_is_away_is_left_alone_for_a_while() -> None:
    health = health_after(Health(), Round([REFUSED, AWAY], NOW, 0.5))
    assert health == Health(1, NOW, NOW + timedelta(seconds=5), None, "HTTP 503")
    later = health_after(health, Round([AWAY], NOW + timedelta(minutes=1), 0.5))
    assert (later.failures, later.failing_since) == (2, NOW)


def test_an_event_that_is_not_liked_says_little_of_its_receiver() -> None:
    assert health_after(Health(), Round([REFUSED], NOW, 0.5)) == Health(0, NOW, None, None, REFUSED.error)


def test_an_event_is_given_up_after_its_time_and_not_before_it_was_tried() -> None:
    def tried(attempts: int) -> Delivery:
        return Delivery(1, 1, EventId("evt_1"), "order.opened", "x", "{}", NOW, attempts)

    assert again_at(tried(500), REFUSED, NOW + DAYS - timedelta(seconds=1), 0.5, DAYS) is not None
    assert again_at(tried(500), REFUSED, NOW + DAYS, 0.5, DAYS) is None
    assert again_at(tried(LEAST_ATTEMPTS - 1), REFUSED, NOW + 2 * DAYS, 0.5, DAYS) is not None


@pytest.mark.parametrize(
    ("status", "away"), [(302, True), (400, False), (401, False), (408, True), (425, True), (429, True), (500, True)]
)
def test_what_an_answer_is_about(status: int, *, away: bool) -> None:
    answer = judged(status, b"why", "")
    assert (answer.taken, answer.away, answer.gone) == (False, away, False)
    assert answer.error.startswith(f"HTTP {status}")


@pytest.mark.parametrize("said", ["Wed, 21 Oct 2026 07:28:00 GMT", "-5", "1e9", "٣", "", "9" * 5_000])
def test_what_is_no_number_of_seconds_is_no_pause(said: str) -> None:
    assert judged(429, b"", said).wait == timedelta(0)


def test_what_a_receiver_says_is_kept_short_and_masked() -> None:
    error = judged(500, "请联系 13812345678 \x00\n".encode() + b"\xff" * 4_096, "").error
    assert "13812345678" not in error
    assert len(error) < 200


async def test_what_nobody_wants_costs_no_statement() -> None:
    switchboard = Switchboard(Database("sqlite+aiosqlite:///nowhere/at/all.db"))
    await switchboard.publish(None, [an_event()])  # type: ignore[arg-type] # there is no transaction to use
