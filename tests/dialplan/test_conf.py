"""The one quoting function: what goes through comes out as it was, and nothing dangerous goes through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialplan.conf import (
    Unsendable,
    address,
    agi_argument,
    ami_value,
    assignments,
    conf_value,
    filled,
    name,
    number,
    path,
    plain,
    word,
)

QUICK = settings(max_examples=40)
ROADS: tuple[Callable[[str], str], ...] = (plain, agi_argument, ami_value, conf_value, word, path, number, name)
LETTERS = "aZ09云é \\\";,&|${}()[]<>=/:+@#*-_.%~'`!?"
"""Ours, and all that means something on some road."""

TEXTS = st.text(st.sampled_from(LETTERS), max_size=40)
WORDS = st.from_regex(r"[a-z0-9:/.-]{0,20}(&[a-z0-9:]{1,9})?", fullmatch=True)
CONTROLS = "".join(chr(code) for code in (*range(32), 127, 0x85, 0x2028, 0x2029))


def as_asterisk_reads_an_argument(quoted: str) -> str:
    """What ``parse_args`` of ``res_agi.c`` makes of one quoted argument."""
    read, escaped, inside = [], False, False
    for character in quoted:
        if escaped:
            read.append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            inside = not inside
        else:
            assert inside
            read.append(character)
    assert not inside
    assert not escaped
    return "".join(read)


def as_asterisk_reads_a_value(line: str) -> str:
    """What ``config.c`` makes of a value: ``;`` ends it unless a backslash stands before it."""
    read: list[str] = []
    for character in line:
        if character == ";":
            if not read or read[-1] != "\\":
                break
            read.pop()
        read.append(character)
    return "".join(read).strip()


@pytest.mark.parametrize("road", ROADS)
@QUICK
@given(before=TEXTS, control=st.sampled_from(CONTROLS), after=TEXTS)
def test_no_road_carries_a_control_character(road: Callable[[str], str], before: str, control: str, after: str) -> None:
    with pytest.raises(Unsendable):
        road(before + control + after)


@given(TEXTS)
@example('${SHELL(id)}" EXEC System "id')
@example("云南\\")
def test_an_agi_argument_is_read_back_as_it_was(text: str) -> None:
    assert as_asterisk_reads_an_argument(agi_argument(text)) == text


@given(TEXTS)
@example("a;b")
@example("a\\;b")
@example(";-- comment --;")
@example(">")
def test_a_conf_value_is_read_back_as_it_was_or_refused(text: str) -> None:
    try:
        written = conf_value(text)
    except Unsendable:
        return
    assert as_asterisk_reads_a_value(written) == text
    assert "\n" not in written


@given(TEXTS)
@example("a${SHELL(id)}")
@example("a,b")
@example("a|b")
def test_a_word_has_no_character_that_means_something_in_a_dialplan(text: str) -> None:
    try:
        assert not set(word(text)) & set(' ,|&$(){}[]"\\;?!<>\n')
    except Unsendable:
        assert any(not (character.isalnum() or character in "_./:+@=#*-") for character in text)


@given(st.dictionaries(st.sampled_from(["HOTLINE_SAY", "HOTLINE_PLAN", "HOTLINE_DONE"]), TEXTS | WORDS, min_size=1))
@example({"HOTLINE_PLAN": "yunnan-experts:20&yunnan-staff:300", "HOTLINE_DONE": "1"})
@example({"HOTLINE_SAY": ""})
@example({"HOTLINE_SAY": "a,HOTLINE_DONE=1"})
@example({"HOTLINE_SAY": "${SHELL(id)}"})
def test_several_variables_are_each_what_they_were_or_are_refused(values: dict[str, str]) -> None:
    try:
        written = assignments(values)
    except Unsendable:
        return
    assert dict(pair.split("=", 1) for pair in written.split(",")) == values
    assert not set(written) & set('|$(){}[]"\\;?!<> \n')


def test_what_is_no_variable_is_not_assigned() -> None:
    with pytest.raises(Unsendable):
        assignments({"SHELL(id)": "1"})


@pytest.mark.parametrize("text", ["_X.", "_4001595598", "1&2", "112,1", "", "+", "s", "4001595598/13800138000", "１２"])
def test_a_number_is_never_a_pattern_a_list_or_a_word(text: str) -> None:
    with pytest.raises(Unsendable):
        number(text)


@pytest.mark.parametrize("text", ["4001595598", "12345", "+864001595598"])
def test_numbers_are_numbers(text: str) -> None:
    assert number(text) == text


@pytest.mark.parametrize("text", ["8001", "-a", "A", "a b", "a&b", "a]b", "", "a" * 41, "云"])
def test_an_endpoints_name_is_never_a_number_nor_anything_but_a_name(text: str) -> None:
    with pytest.raises(Unsendable):
        name(text)


@pytest.mark.parametrize("text", ["relative", "/a,b", "/a;b", "/a$(id)", "/a|b", "/a&b", '/a"b'])
def test_a_path_with_meaning_in_an_argument_is_refused(text: str) -> None:
    with pytest.raises(Unsendable):
        path(text)


def test_a_path_may_be_chinese_and_have_blanks() -> None:
    assert path("/home/张三/我的 热线/var") == "/home/张三/我的 热线/var"


def test_carriers_are_addresses_and_networks_but_no_names() -> None:
    assert address("198.51.100.7") == "198.51.100.7/32"
    assert address("2001:db8::/64") == "2001:db8::/64"
    with pytest.raises(Unsendable):
        address("carrier.example")


def test_an_agi_argument_longer_than_asterisk_reads_is_refused() -> None:
    with pytest.raises(Unsendable):
        agi_argument("云" * 700)


def test_a_template_and_its_values_must_fit_each_other() -> None:
    assert filled("a = @A@", {"A": "x;y"}) == "a = x\\;y"
    for values in ({}, {"A": "1", "B": "2"}):
        with pytest.raises(KeyError):
            filled("a = @A@", values)
