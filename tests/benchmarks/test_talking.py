"""The telephones that only speak, the ears beside them, and what ``/proc`` says."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from app.rehearsal.sip.sdp import Peer
from app.rehearsal.waiting import until
from benchmarks.talking.beat import Beat, Voice
from benchmarks.talking.gaps import Listeners, gaps_of
from benchmarks.talking.standing import Standing


def standing(*, gap: float = 0.02, busy: float = 0.5, late: float = 0.0) -> Standing:
    of_all = busy * 10.0 * (os.cpu_count() or 1)
    spent = {"asterisk": 1.6, "node": 0.3, "telephones": of_all - 1.9}
    return Standing(20, 10.0, spent, [gap] * 500, [late], idle={"asterisk": 0.02, "node": 0.01})


def test_gaps_lie_between_packets() -> None:
    assert gaps_of([1.0, 1.02, 1.06]) == pytest.approx([0.02, 0.04])
    assert gaps_of([]) == gaps_of([1.0]) == []


def test_a_step_holds_while_voice_is_in_time_and_the_machine_has_something_left() -> None:
    assert standing().held
    assert not standing(gap=0.041).held
    assert not standing(busy=0.82).held
    assert standing().per_call == pytest.approx(0.7), "what the same time costs idle is no call's"
    assert standing().all_per_call == pytest.approx(0.8)


def test_a_step_says_nothing_when_the_telephones_were_late_themselves_on_a_machine_with_time() -> None:
    assert standing(gap=0.075, late=0.031).says_nothing
    assert not standing(gap=0.075).says_nothing, "it was the hotline"
    assert not standing(gap=0.075, late=0.031, busy=0.9).says_nothing, "the machine has no more to give"
    assert not standing(late=0.031).says_nothing, "it held all the same"


def test_a_voice_counts_its_packets() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth,
    ):
        ear.bind(("127.0.0.1", 0))
        voice = Voice(mouth, ear.getsockname())
        voice.speak()
        voice.speak()
        first, second = ear.recv(512), ear.recv(512)
    assert len(first) == 12 + 160
    assert int.from_bytes(second[2:4], "big") - int.from_bytes(first[2:4], "big") == 1
    assert int.from_bytes(second[4:8], "big") - int.from_bytes(first[4:8], "big") == 160
    assert first[8:12] == second[8:12]


async def test_the_first_calls_listen_and_the_next_when_one_of_them_has_ended() -> None:
    with Beat() as beat:
        listeners = Listeners(beat, most=1)
        first = await listeners.audio("127.0.0.1", "caller")
        second = await listeners.audio("127.0.0.1", "agent")
        speaking = [
            asyncio.create_task(first.speak(Peer(second.address, None))),
            asyncio.create_task(second.speak(Peer(first.address, None))),
        ]
        await until("the first hears the second", lambda: len(listeners.gaps()) >= 3, within=5, step=0.01)
        listeners.begin()
        assert listeners.gaps() == []
        for task in speaking:
            task.cancel()
        await asyncio.gather(*speaking, return_exceptions=True)
        first.close()
        third = await listeners.audio("127.0.0.1", "caller")
        assert type(third) is type(first) is not type(second)
        second.close()
        third.close()
