"""Hashing, checking, generating passwords."""

from __future__ import annotations

from argon2 import PasswordHasher, extract_parameters

from people.passwords import Passwords, generated, hashed_quickly


async def test_a_password_is_recognised_by_its_hash_alone(quick: Passwords) -> None:
    stored = await quick.hashed("correct horse")
    assert stored.startswith("$argon2id$")
    assert (await quick.check(stored, "correct horse")).right
    assert not (await quick.check(stored, "correct horses")).right


async def test_nobody_has_no_password_that_is_right(quick: Passwords) -> None:
    assert not (await quick.check(None, "anything")).right
    assert not (await quick.check("not a hash", "anything")).right


async def test_a_password_hashed_with_too_little_care_is_hashed_anew_when_it_is_used() -> None:
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
