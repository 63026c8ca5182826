"""What is made of a run of pops: who was shown what, how soon, and whether it was theirs."""

from __future__ import annotations

from collections import defaultdict

import pytest

from benchmarks.pops.crowd import Popped
from benchmarks.pops.measure import Rings, Seen

ME, OTHER, BYSTANDER = "hi-1", "gd-1", "gd-2"


def seen(*others: Popped, painted: dict[str, float] | None = None) -> Seen:
    rings = Rings(at={("137", ME): 10.0, ("138", OTHER): 20.0}, news=defaultdict())
    called = {("137", ME): ("call-a", 10.001), ("138", OTHER): ("call-b", 20.001)}
    return Seen(ME, rings, called, {"call-a": 10.051} if painted is None else painted, others)


def test_a_paint_is_counted_from_asterisks_word_and_from_the_telephones() -> None:
    (shown, after) = seen().paints()["137"]
    assert shown == pytest.approx(0.050)
    assert after == pytest.approx(0.051)


def test_a_pop_that_was_not_painted_is_missing() -> None:
    assert seen(painted={}).paints() == {}
    assert seen(painted={"call-a": 0}).paints() == {}, "seen by the page, and never drawn"


def test_the_first_message_of_a_pop_is_the_one_that_counts() -> None:
    wire = seen(Popped(OTHER, "call-b", 20.006), Popped(OTHER, "call-b", 20.106)).wire()
    assert wire == pytest.approx([0.005])


def test_a_pop_is_on_a_wrong_desk_when_that_telephone_did_not_ring_for_the_caller() -> None:
    assert seen(Popped(OTHER, "call-b", 20.006)).wrong() == 0
    assert seen(Popped(BYSTANDER, "call-b", 20.006)).wrong() == 1
    assert seen(Popped(OTHER, "call-a", 10.006)).wrong() == 1
    assert seen(painted={"call-a": 10.05, "call-b": 20.05}).wrong() == 1, "another's call on the browser's screen"
