"""What is typed or imported is comparable however it was written, and slips of the hand are noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.check_digits import credit_code_fits, fits, id_number_fits
from participants.masking import masked
from participants.normal import normalised
from participants.rules import Form
from tests.participants import market

KNOWN = json.loads((Path(__file__).parent / "check_digits.json").read_text("utf-8"))
FULL_WIDTH = str.maketrans(
    "0123456789XABCDEFGHJKLMNPQRTUWYxyz-", "０１２３４５６７８９ＸＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＹｘｙｚ－"
)
FORMS = st.sampled_from(list(Form))


@pytest.mark.parametrize(
    ("form", "written", "normal"),
    [
        (Form.PHONE, "+86 138-1234-5678", "13812345678"),
        (Form.PHONE, "0086 138 1234 5678", "13812345678"),
        (Form.PHONE, "86-13812345678", "13812345678"),
        (Form.PHONE, "013812345678", "13812345678"),
        (Form.PHONE, "（020）8512 0000", "02085120000"),
        (Form.PHONE, "+86 20 8512 0000", "02085120000"),
        (Form.PHONE, "4001595598", "4001595598"),
        (Form.ID_NUMBER, " 11010519491231002x ", "11010519491231002X"),
        (Form.ID_NUMBER, "１１０１０５ １９４９１２３１ ００２Ｘ", "11010519491231002X"),
        (Form.CREDIT_CODE, "9135 0100-m000100y43", "91350100M000100Y43"),
        (Form.NAME, " 王 小明 ", "王小明"),
        (Form.NAME, "阿依古丽•买买提", "阿依古丽·买买提"),
        (Form.NAME, "古丽.艾山", "古丽·艾山"),
        (Form.ACCOUNT, "YGD_00１", "ygd_001"),
        (Form.DIGITS, "6222 0212-0000 1234 567", "6222021200001234567"),
        (Form.DIGITS, "没有", ""),
    ],
)
def test_a_value_is_the_same_however_it_was_written(form: Form, written: str, normal: str) -> None:
    assert normalised(form, written) == normal


@given(FORMS, st.text(max_size=60))
def test_normalising_twice_is_normalising_once(form: Form, text: str) -> None:
    once = normalised(form, text)
    assert normalised(form, once) == once


@given(
    st.sampled_from([Form.ID_NUMBER, Form.CREDIT_CODE, Form.DIGITS]), st.text("0123456789X", min_size=1, max_size=20)
)
def test_full_width_small_and_spaced_out_count_for_nothing(form: Form, text: str) -> None:
    spaced = " ".join(text.lower().translate(FULL_WIDTH))
    assert normalised(form, spaced) == normalised(form, text)


@pytest.mark.parametrize(("name", "check"), [("id_number", id_number_fits), ("credit_code", credit_code_fits)])
def test_check_digits_know_the_examples_of_the_standards(name: str, check: object) -> None:
    assert callable(check)
    assert [text for text in KNOWN[name]["fits"] if not check(text)] == []
    assert [text for text in KNOWN[name]["does_not"] if check(text)] == []


@given(st.integers(0, 9999), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(n: int, place: int, digit: str) -> None:
    for form, good in ((Form.ID_NUMBER, market.id_number(n)), (Form.CREDIT_CODE, market.credit_code(n))):
        wrong = good[:place] + digit + good[place + 1 :]
        assert fits(form, good)
        assert fits(form, wrong) is (wrong == good)


@given(st.integers(0, 9999), st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_noticed(n: int, place: int) -> None:
    for form, good in ((Form.ID_NUMBER, market.id_number(n)), (Form.CREDIT_CODE, market.credit_code(n))):
        swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
        assert fits(form, swapped) is (swapped == good)


def test_values_without_a_check_digit_always_fit() -> None:
    assert fits(Form.PHONE, "1")
    assert fits(Form.NAME, "王")


@given(FORMS, st.text("0123456789王小明abcX", min_size=6, max_size=30))
def test_what_is_masked_cannot_be_told(form: Form, text: str) -> None:
    shown = masked(form, text)
    assert "*" in shown
    assert text not in shown
    assert len(shown.replace("*", "")) <= 7


def test_masks_are_those_that_people_know() -> None:
    assert masked(Form.NAME, "王小明") == "王**"
    assert masked(Form.PHONE, "13812345678") == "138****5678"
    assert masked(Form.ID_NUMBER, "11010519491231002X") == "1****X"
