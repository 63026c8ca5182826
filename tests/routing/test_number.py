"""One caller, one number: however a carrier writes it, and nobody else's."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from routing.number import normalised


@pytest.mark.parametrize(
    "shown",
    [
        "13812345678",
        "013812345678",
        "8613812345678",
        "86-138 1234 5678",
        "+8613812345678",
        "+86 138-1234-5678",
        "(+86)13812345678",
        "008613812345678",
        "0086013812345678",
    ],
)
def test_a_mobile_is_the_same_caller_however_the_carrier_writes_it(shown: str) -> None:
    assert normalised(shown) == "13812345678"


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ("+862036623007", "02036623007"),
        ("862036623007", "02036623007"),
        ("02036623007", "02036623007"),
        ("020-3662 3007", "02036623007"),
        ("+8687112345678", "087112345678"),  # Kunming, whose area code begins with 8
        ("+868511234567", "08511234567"),
        ("+8689812345678", "089812345678"),
        ("+864111234567", "04111234567"),  # Dalian: no 400 number
        ("+861012345678", "01012345678"),  # Beijing: no mobile
        ("+864001595598", "4001595598"),
        ("+868008123456", "8008123456"),
        ("+8610086", "10086"),
        ("12345", "12345"),
        ("86123456", "86123456"),  # a local number, which only begins like the country's code
        ("+13812345678", "0013812345678"),  # from North America: not the mobile 13812345678
        ("+85221234567", "0085221234567"),
    ],
)
def test_area_codes_service_numbers_and_foreign_numbers_stay_what_they_are(shown: str, kept: str) -> None:
    assert normalised(shown) == kept


@pytest.mark.parametrize("shown", ["", "unknown", "anonymous", "Anonymous", "+", "匿名", "<script>", "\0", "\r\n"])
def test_who_shows_no_number_has_none(shown: str) -> None:
    assert normalised(shown) == ""


@settings(max_examples=40)
@given(st.text(max_size=30) | st.text(alphabet="+0168 -()", max_size=30))
@example("+8686" + "13812345678")
@example("0+086138")
@example("+0086" * 9)
def test_whatever_is_shown_gives_plain_digits_that_stay_as_they_are(shown: str) -> None:
    kept = normalised(shown)
    assert kept == "" or (kept.isascii() and kept.isdigit() and len(kept) <= 25)
    assert normalised(kept) == kept
