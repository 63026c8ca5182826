"""Hashing, checking, generating passwords."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters

from people.passwords import SHORTEST, Passwords, Weakness, generated, hashed_quickly, weakness


async def test_a_password_is_recognised_by_its_hash_alone(quick: Passwords) -> None:
    stored = await quick.hashed("correct horse")
    assert stored.startswith("$argon2id$")
    assert (await quick.check(stored, "correct horse")).right
    assert not (await quick.check(stored, "correct horses")).right


async def test_nobody_has_no_password_that_is_right(quick: Passwords) -> None:
    assert not (await quick.check(None, "anything")).right
    assert not (await quick.check("not a hash", "anything")).right


async def test_a_generated_password_is_hashed_properly_at_its_first_use() -> None:
    strict = Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    password = generated()
    verdict = await strict.check(hashed_quickly(password), password)
    assert verdict.right
    assert verdict.rehashed is not None
    assert extract_parameters(verdict.rehashed).memory_cost == 64
    assert (await strict.check(verdict.rehashed, password)).rehashed is None


def test_generated_passwords_are_long_readable_and_all_different() -> None:
    some = {generated() for _ in range(100)}
    assert len(some) == 100
    assert all(len(password) == 20 and not set(password) & set("ilo01") for password in some)
    assert all(weakness(password, account="yn-expert-1", old="") is None for password in some)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", Weakness.TOO_SHORT),
        ("x" * 200, Weakness.TOO_LONG),
        ("ababababababab", Weakness.TOO_PLAIN),
        ("my-YN-Expert-1-word", Weakness.HOLDS_THE_ID),
        ("correct horse battery", Weakness.UNCHANGED),
        ("南方区域统一服务热线坐席密码", None),
        ("abcdefghijkl"[:SHORTEST], None),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, fault: Weakness | None) -> None:
    assert weakness(password, account="yn-expert-1", old="correct horse battery") is fault
