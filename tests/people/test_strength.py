"""Which passwords people may choose."""

from __future__ import annotations

import pytest

from people.passwords import generated
from people.strength import Weakness, weakness

OLD = "correct horse battery"


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", Weakness.TOO_SHORT),
        ("春眠不觉晓，处处闻", Weakness.TOO_SHORT),
        ("x" * 200, Weakness.TOO_LONG),
        ("my-YN-Expert-1-word", Weakness.HOLDS_THE_ID),
        (OLD, Weakness.UNCHANGED),
        ("abababababab", Weakness.EASILY_GUESSED),
        ("abcdefghijkl", Weakness.EASILY_GUESSED),
        ("Password1234!", Weakness.EASILY_GUESSED),
        ("1qaz2wsx3edc4rfv", Weakness.EASILY_GUESSED),
        ("woaini5201314", Weakness.EASILY_GUESSED),
        ("Hotline@2026!", Weakness.EASILY_GUESSED),
        ("4001595598abc", Weakness.EASILY_GUESSED),
        ("expertexpert1", Weakness.EASILY_GUESSED),
        ("春眠不觉晓，处处闻啼鸟。", None),
        ("evening tram to the lake", None),
        ("k7mq2x-p9r4t", None),
        ("x7" * 64, Weakness.EASILY_GUESSED),
    ],
)
async def test_weak_passwords_are_refused_with_the_reason(password: str, fault: Weakness | None) -> None:
    assert await weakness(password, account="yn-expert-1", old=OLD) is fault


async def test_what_we_generate_is_never_weak() -> None:
    assert await weakness(generated(), account="yn-expert-1", old="") is None
