"""Numbers are shown masked, and found in texts that should not hold any."""

from __future__ import annotations

import pytest

from storage.masked import PhoneNumber, exported, mask, masked_text
from storage.vault import Vault


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812345678", "138****5678"), ("02036623007", "020****3007"), ("95598", "9****8"), ("110", "***"), ("", "")],
)
def test_a_number_is_masked(number: str, shown: str) -> None:
    assert mask(number) == shown


def test_a_phone_number_is_never_printed_whole() -> None:
    number = PhoneNumber("13812345678")
    assert "13812345678" not in f"{number} {number!r} {[number]} %s" % number
    assert number.digits == "13812345678"


@pytest.mark.parametrize("number", ["13812345678", "+8613812345678", "138-1234-5678", "020-36623007", "02036623007"])
def test_numbers_in_texts_are_masked(number: str) -> None:
    assert number not in masked_text(f"来电{number}，已记录")


@pytest.mark.parametrize(
    "text", ["YN-20261123-0007", "n3f2a-1795304994.17", "a13812345678f", "2026-11-23 12:30:00.123456"]
)
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert masked_text(text) == text


@pytest.mark.parametrize("number", ["44010619900307123X", "440106199003071234", "53010219780229567x"])
def test_residents_numbers_in_texts_are_masked(number: str) -> None:
    assert masked_text(f"证件{number}。") == f"证件{number[:3]}****{number[-4:]}。"


@pytest.mark.parametrize(
    "text", ["440106199013071234", "4401061990030712345", "1795304994123456789", "ab440106199003071234"]
)
def test_other_long_numbers_are_left_alone(text: str) -> None:
    assert masked_text(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (PhoneNumber("13812345678"), "138****5678"),
        ("请回电 13812345678", "请回电 138****5678"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+8613812345678", "861****5678"),
        ("-1", "'-1"),
        ("＝1+1", "'＝1+1"),
        ("\n=1", "'\n=1"),
        ("202611230000170001", "'202611230000170001"),
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        (None, ""),
        (7, "7"),
    ],
)
def test_what_is_exported_is_masked_and_no_formula(value: object, cell: str) -> None:
    assert exported(value) == cell


def test_a_caller_is_recognised_and_readable_only_with_the_vault() -> None:
    vault, other = Vault(b"a" * 32), Vault(b"b" * 32)
    once, again = vault.caller("13812345678"), vault.caller("13812345678")
    assert once.key == again.key != other.caller("13812345678").key
    assert once.sealed != again.sealed
    assert vault.open(once.sealed) == "13812345678"
    assert b"13812345678" not in once.sealed
    assert "sealed" not in repr(once)
