"""The vault: its algorithms against published vectors, its keys, and what was sealed before there were several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage.ciphers import AES, SM4, SUITES, Sm4Gcm, hmac_sha_256, hmac_sm3
from storage.keys import Key, NoSuchKey, Ring
from storage.vault import HEADER, MAGIC, Vault, header_of, key_number

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NUMBER = "13812345678"


@dataclass
class Held:
    """A ring that a test changes."""

    now: Ring

    def ring(self) -> Ring:
        return self.now


def unhex(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    """Appendix A.1."""
    cipher = Sm4Gcm(unhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce, header = unhex("00001234567800000000ABCD"), unhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = b"".join(byte * 8 for byte in (b"\xaa", b"\xbb", b"\xcc", b"\xdd", b"\xee", b"\xff", b"\xee", b"\xaa"))
    sealed = unhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D 5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15 A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert cipher.encrypt(nonce, plain, header) == sealed
    assert cipher.decrypt(nonce, sealed, header) == plain


def test_aes_256_gcm_is_that_of_its_authors() -> None:
    """McGrew and Viega's test case 16, in NIST's collection too."""
    cipher = AESGCM(unhex("feffe9928665731c6d6a8f9467308308" * 2))
    plain = unhex(
        "d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39"
    )
    sealed = unhex(
        "522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    nonce, header = unhex("cafebabefacedbaddecaf888"), unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert cipher.encrypt(nonce, plain, header) == sealed


def test_sm3_is_that_of_its_standard() -> None:
    """GB/T 32905-2016, example 1: the library's SM3, on which our keyed hash stands."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize() == unhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")


def test_hmac_sm3_is_rfc_2104_over_sm3() -> None:
    """By the definition: SM3 has blocks of 64 bytes."""

    def sm3(data: bytes) -> bytes:
        digest = hashes.Hash(hashes.SM3())
        digest.update(data)
        return digest.finalize()

    key, text = bytes(range(32)), NUMBER.encode()
    padded = key.ljust(64, b"\0")
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + text)
    assert hmac_sm3(key)(text) == sm3(bytes(byte ^ 0x5C for byte in padded) + inner)


def test_hmac_sha_256_is_that_of_rfc_4231() -> None:
    """Test case 2."""
    told = hmac_sha_256(b"Jefe")(b"what do ya want for nothing?")
    assert told == unhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")


@pytest.mark.parametrize("suite", SUITES)
def test_what_is_sealed_is_opened_and_says_with_which_key_it_was(suite: str) -> None:
    held = Held(Ring.make(suite, NOW))
    vault = Vault(held)
    sealed = vault.seal("广州 13812345678")
    assert sealed[:HEADER] == header_of(held.now.sealing_key) == MAGIC + bytes([SUITES[suite].code, 0, 1])
    assert key_number(sealed) == 1
    assert vault.open(sealed) == "广州 13812345678"
    assert vault.seal(NUMBER) != vault.seal(NUMBER)


@pytest.mark.parametrize("suite", SUITES)
def test_a_flipped_bit_anywhere_is_noticed(suite: str) -> None:
    vault = Vault(Held(Ring.make(suite, NOW)))
    sealed = vault.seal(NUMBER)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert vault.opened(changed) is None, place
    for length in range(len(sealed)):
        assert vault.opened(sealed[:length]) is None, length


@given(st.binary(max_size=80))
def test_any_bytes_are_opened_or_refused_and_nothing_else(data: bytes) -> None:
    vault = Vault(b"a" * 32)
    assert vault.opened(data) is None
    assert vault.opened(MAGIC + data) is None


def test_what_was_sealed_before_there_were_several_keys_is_still_read() -> None:
    secret = bytes(range(32))
    before = unhex("000102030405060708090a0b 99db0b5b9e7b9d9678f5ed b7dc54003fe3c4ff45a5c31e9d4fcccc")
    held = Held(Ring.of_secret(secret))
    vault = Vault(held)
    assert vault.open(before) == NUMBER
    assert key_number(before) == 0
    held.now = held.now.with_waiting(SM4.name, NOW).changed_over(NOW)
    assert vault.open(before) == NUMBER
    assert key_number(vault.seal(NUMBER)) == 1
    held.now = held.now.without(0)
    assert vault.opened(before) is None


def test_a_nonce_from_before_that_looks_like_a_header_is_read_as_what_it_is() -> None:
    secret = bytes(range(32))
    nonce = (MAGIC + b"\x01\x00\x00").ljust(12, b"\x07")
    before = nonce + AES.aead(secret).encrypt(nonce, NUMBER.encode(), None)
    assert Vault(secret).open(before) == NUMBER


def test_the_hash_of_a_number_stays_what_it_was_when_there_was_one_secret() -> None:
    """Fixed in the databases of houses that run: HMAC-SHA-256 under HKDF, 32 hexadecimal digits."""
    assert Vault(bytes(range(32))).caller_key(NUMBER) == "eb0b314a37d11698639e522feae79628"


def test_a_key_that_seals_with_another_algorithm_takes_over() -> None:
    held = Held(Ring.make(AES.name, NOW))
    vault = Vault(held)
    old = vault.seal(NUMBER)
    held.now = held.now.with_waiting(SM4.name, NOW)
    assert key_number(vault.seal(NUMBER)) == 1, "until all know it, it only opens"
    held.now = held.now.changed_over(NOW)
    new = vault.seal(NUMBER)
    assert (key_number(old), key_number(new), new[len(MAGIC)]) == (1, 2, SM4.code)
    assert vault.open(old) == vault.open(new) == NUMBER
    assert [key.left_at for key in held.now.left] == [NOW]


def test_a_ring_does_not_lose_the_key_that_seals_nor_give_a_number_twice() -> None:
    ring = Ring.make(AES.name, NOW)
    with pytest.raises(ValueError, match="the one that seals"):
        ring.without(1)
    with pytest.raises(ValueError, match="same number"):
        Ring((ring.keys[0], ring.keys[0]), 1, ring.hash_key)
    changed = ring.with_waiting(AES.name, NOW).changed_over(NOW).without(1).with_waiting(AES.name, NOW)
    assert [key.number for key in changed.keys] == [2, 3]
    assert changed.with_waiting(AES.name, NOW) is changed


def test_a_new_hash_key_gives_other_hashes_and_takes_over_when_told() -> None:
    held = Held(Ring.make(AES.name, NOW))
    vault = Vault(held)
    before = vault.caller_key(NUMBER)
    with pytest.raises(NoSuchKey):
        vault.next_caller_key(NUMBER)
    held.now = held.now.with_next_hash(SM4.name, NOW)
    coming = vault.next_caller_key(NUMBER)
    assert vault.caller_key(NUMBER) == before != coming
    held.now = held.now.rehashed()
    assert vault.caller_key(NUMBER) == coming


def test_keys_do_not_show_themselves() -> None:
    ring = Ring.make(AES.name, NOW)
    assert ring.sealing_key.secret.hex() not in repr(ring)
    assert repr(ring.sealing_key.secret) not in repr(ring)


@pytest.mark.parametrize(
    "key", [(1, "rot13", 32), (1, "aes-256-gcm", 31), (-1, "aes-256-gcm", 32), (65536, "sm4-gcm", 32)]
)
def test_no_other_keys_are_taken(key: tuple[int, str, int]) -> None:
    number, suite, length = key
    with pytest.raises(ValueError, match=r"."):
        Key(number, suite, bytes(length))
