"""Files that are not text as we take it, hold too much, or hide something: refused before they are understood."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schedules.document import BadFiles, Section, decode, parse


def test_words_that_yaml_would_turn_into_something_else_stay_text() -> None:
    section = parse("x.yaml", "a: 12:00\nb: no\nc: 010\nd: ~\n")
    assert [section.text(key) for key in "abc"] == ["12:00", "no", "010"]
    assert not section.has("d")


@pytest.mark.parametrize(
    "read", [lambda s: s.integer("c"), lambda s: s.flag("b"), lambda s: s.texts("m"), lambda s: s.text("m")]
)
def test_a_value_of_another_kind_is_a_finding(read: Callable[[Section], object]) -> None:
    section = parse("x.yaml", "b: no\nc: 010\nm: {a: 1}\n")
    read(section)
    with pytest.raises(BadFiles):
        section.finish()


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        ("name: x\n名称: 云南\n".encode("gbk"), (2, 1), "GBK"),
        ("name: x\n".encode("utf-16"), (1, 1), "UTF-16"),
        (b"a: " + b"x" * 10_000_000, (1, 1), "250 KB"),
    ],
)
def test_other_encodings_and_huge_files_are_refused_with_the_way_out(
    data: bytes, place: tuple[int, int], says: str
) -> None:
    with pytest.raises(BadFiles) as bad:
        decode("x.yaml", data)
    assert bad.value.findings[0].place[1:] == place
    assert says in bad.value.findings[0].problem.zh


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse("x.yaml", decode("x.yaml", "\ufeffname: 云南\n".encode())).text("name") == "云南"


@pytest.mark.parametrize(
    "bomb",
    [
        "a: b\n" * 45_000,
        "a: [" + "x, " * 60_000 + "]\n",
        "\n" * 240_000,
        "a: '" + "x\n" * 100_000,
        "a: &a [*a]\n",
        "? [a]\n: b\n",
        'a: "\\x00"\n',
        "a: \u202e1\n",
    ],
)
def test_what_is_too_much_or_hidden_is_refused_before_it_is_read(bomb: str) -> None:
    with pytest.raises(BadFiles):
        parse("x.yaml", bomb)


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 100_000, "a: &a [x]\nb: &b [*a, *a]\n", "- " * 100_000])
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    with pytest.raises(BadFiles):
        parse("x.yaml", bomb)
