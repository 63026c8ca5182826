"""The small parts by themselves: buckets, cursors, what is wrong with a value and where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.secret import PREFIX, digest, new_secret
from storage.vault import Vault
from web.api.cursor import cursor, place, question_of
from web.api.limits import Buckets
from web.api.schema import Schema, by_name, faults, instant, members, name, one_of, or_null, ref, several, text, whole
from web.errors import Refusal

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
VAULT = Vault(b"a secret of the tests, 32 bytes.")


def test_a_bucket_fills_again_evenly() -> None:
    buckets = Buckets()
    assert [buckets.take("a", 2, NOW) for _ in range(3)] == [0, 0, 30]
    assert buckets.take("a", 2, NOW + timedelta(seconds=29)) == 1
    assert buckets.take("a", 2, NOW + timedelta(seconds=30)) == 0
    assert [buckets.take("a", 2, NOW + timedelta(hours=1)) for _ in range(3)] == [0, 0, 30]


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    buckets = Buckets()
    assert buckets.take("a", 60, NOW) == 0
    assert buckets.take("a", 60, NOW - timedelta(days=1)) == 0


def test_buckets_are_bounded() -> None:
    buckets = Buckets(most=2)
    for whose in ("a", "b", "c"):
        buckets.take(whose, 1, NOW)
    assert buckets.take("c", 1, NOW) > 0
    assert buckets.take("a", 1, NOW) == 0  # forgotten: it begins anew


@given(st.text(max_size=20), st.text(max_size=20), st.binary(max_size=60))
def test_a_cursor_leads_back_and_no_other_does(question: str, where: str, other: bytes) -> None:
    made = cursor(VAULT, question, where.encode("utf-8", "ignore").decode())
    assert place(VAULT, question, made) == where.encode("utf-8", "ignore").decode()
    for strange in (made[:-2], made + "AA", other.hex(), other.decode("latin-1")):
        if strange != made:
            with pytest.raises(Refusal):
                place(VAULT, question, strange)
    with pytest.raises(Refusal):
        place(VAULT, question + "?", made)


def test_a_cursor_is_of_everything_asked_but_how_many() -> None:
    asked = {"line": "yunnan", "limit": 5}
    assert question_of("crm", "/p", asked) == question_of("crm", "/p", {**asked, "limit": 6, "cursor": "x"})
    assert question_of("crm", "/p", asked) != question_of("dms", "/p", asked)
    assert question_of("crm", "/p", asked) != question_of("crm", "/p", {"line": "guizhou"})


def test_a_secret_is_kept_as_its_digest_and_nothing_else_has_one() -> None:
    secret = new_secret()
    assert secret.startswith(PREFIX)
    assert digest(secret) == digest(secret) != digest(new_secret())
    for other in ("", "x", secret[:-1], secret + "x", secret.upper(), secret.replace("_", " ", 1)):
        assert digest(other) is None


KNOWN = {"Line": name()}


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        (text(3, shortest=2), ["ab", "电力"], ["", "a", "abcd", None, 7, ["ab"], "\x00b", "\ud800b"]),
        (text(9, pattern="^[a-z]+$"), ["ab"], ["", "A", "ab\n", "a b"]),
        (one_of("a", "b"), ["a"], ["c", "", None]),
        (or_null(one_of("a")), ["a", None], ["b", 1]),
        (whole(1, 3), [1, 3], [0, 4, True, 1.0, "1", None]),
        (instant(), ["2026-11-23T09:00:00+08:00", "2026-11-23T01:00Z"], ["2026-11-23", "2026-11-23T09:00:00", "now"]),
        (several(whole(0, 1), 2), [[], [0, 1]], [[0, 0, 0], [2], {}, None]),
        (by_name(text(2), 1), [{}, {"a": "b"}], [{"a": "b", "c": "d"}, {"a": 1}, {"\x00": "b"}, []]),
        (members(("a",), a=whole(0, 1), closed=True), [{"a": 0}], [{}, {"a": 2}, {"a": 0, "b": 0}, None]),
        (members((), a=whole(0, 1)), [{}, {"b": "?"}], [{"a": "?"}]),
        (ref("Line"), ["yunnan"], ["", 1]),
        (or_null(ref("Line")), ["yunnan", None], ["", 1]),
    ],
)
def test_a_schema_tells_right_from_wrong(schema: Schema, right: list[object], wrong: list[object]) -> None:
    assert [value for value in right if any(faults(schema, value, KNOWN))] == []
    assert [value for value in wrong if not any(faults(schema, value, KNOWN))] == []


def test_what_is_wrong_is_pointed_at() -> None:
    schema = members(("a",), {"b/~": several(members(("c",)))}, closed=True)
    found = list(faults(schema, {"b/~": [{}, 7], "x": 1}, KNOWN))
    assert [one.pointer for one in found] == ["/a", "/b~1~0/0/c", "/b~1~0/1", "/x"]
