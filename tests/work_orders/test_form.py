"""Filling in the form of an order."""

from __future__ import annotations

import pytest

from tests.work_orders.desk_cases import INQUIRY, SUMMARY, Walk
from tests.work_orders.desk_people import DISPATCHER, LEAD, MANAGER, OWNER, STRANGER
from work_orders.case.case import Acting
from work_orders.case.form import Edited
from work_orders.case.refusal import Refused
from work_orders.loop.loop import Loop


@pytest.fixture
def walk(loop: Loop) -> Walk:
    return Walk(loop)


def refused(outcome: object) -> tuple[str, list[str]]:
    assert isinstance(outcome, Refused)
    return outcome.code, list(outcome.about)


def test_a_saved_form_is_one_revision_and_one_row(walk: Walk) -> None:
    walk.fills(OWNER, **INQUIRY, form=SUMMARY, outside_number="〔2026〕15", source="referred")
    assert (walk.case.revision, len(walk.entries)) == (1, 1)
    assert walk.entries[0].changes == {
        "category": ("", "inquiry"),
        "matter": ("", "rules"),
        "source": ("phone", "referred"),
        "outside_number": ("", "〔2026〕15"),
        "form.summary": ("", SUMMARY["summary"]),
    }


def test_what_is_saved_again_changes_nothing(walk: Walk) -> None:
    walk.fills(OWNER, form=SUMMARY)
    assert refused(walk.fills(OWNER, form={"summary": f" {SUMMARY['summary']} "})) == ("nothing_changed", [])
    assert walk.case.revision == 1


def test_private_fields_are_not_in_the_history(walk: Walk) -> None:
    outcome = walk.fills(OWNER, form={"caller_name": "王女士", "contact_phone": "138-0013-8000"})
    assert isinstance(outcome, Edited)
    assert outcome.private == {"caller_name": "王女士", "contact_phone": "13800138000"}
    assert walk.case.form == {}
    assert walk.entries[0].changes == {"form.caller_name": ("***", "***"), "form.contact_phone": ("***", "***")}
    walk.fills(OWNER, form={"caller_name": ""})
    assert walk.private == {"contact_phone": "13800138000"}


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("trade_date", "2026-11-23", "2026-11-23"),
        ("trade_date", "23.11.", None),
        ("referrer_due_at", "2026-11-30T10:00", "2026-11-30T10:00+08:00"),
        ("referrer_due_at", "2026-11-30T02:00:00Z", "2026-11-30T10:00+08:00"),
        ("referrer_due_at", "明天", None),
        ("summary", "一\n二", None),
        ("summary", "字" * 101, None),
        ("summary", "\u202e倒\u200b着", "倒着"),
        ("description", "一\r\n二\t三", "一\n二\t三"),
        ("description", "\x07", None),
        ("nonsense", "x", None),
    ],
)
def test_fields_have_one_spelling_or_are_refused(walk: Walk, field: str, typed: str, kept: str | None) -> None:
    outcome = walk.fills(OWNER, form={field: typed})
    if kept is None:
        assert refused(outcome) == ("bad_input", [field])
    else:
        assert walk.case.form == {field: kept}


@pytest.mark.parametrize("typed", ["12", "１３８００１３８０００x", "电话", "1" * 25])
def test_a_phone_number_is_one(walk: Walk, typed: str) -> None:
    assert refused(walk.fills(OWNER, form={"contact_phone": typed})) == ("bad_input", ["contact_phone"])


def test_all_that_is_wrong_is_said_at_once(walk: Walk) -> None:
    outcome = walk.fills(OWNER, category="praise", matter="x", source="", outside_number="9" * 61, form={"y": ""})
    assert refused(outcome) == ("bad_input", ["category", "matter", "source", "outside_number", "y"])


def test_a_confidential_category_stays_confidential(walk: Walk) -> None:
    walk.fills(OWNER, category="misconduct_report", confidential=False)
    assert walk.case.confidential
    walk.fills(OWNER, category="inquiry")
    assert walk.case.confidential
    walk.fills(OWNER, confidential=False)
    assert not walk.case.confidential


def test_once_passed_on_category_and_matter_are_the_dispatchers(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "pass_on")
    assert refused(walk.fills(OWNER, category="complaint")) == ("category_fixed", [])
    assert isinstance(walk.fills(OWNER, form={"description": "补充"}), Edited)
    assert isinstance(walk.fills(DISPATCHER, category="complaint"), Edited)


@pytest.mark.parametrize("who", [STRANGER, LEAD, MANAGER])
def test_others_do_not_write_in_it(walk: Walk, who: Acting) -> None:
    assert refused(walk.assigned().fills(who, form={"summary": "改"})) == ("not_allowed", [])


def test_an_archived_order_and_a_merged_one_stay_as_they_are(walk: Walk) -> None:
    walk.filled_in().must(OWNER, "close_directly", result="好")
    assert refused(walk.fills(OWNER, form={"summary": "改"})) == ("archived", [])
    walk.as_it_is(archived_at=None, parent="YN-1")
    assert refused(walk.fills(OWNER, form={"summary": "改"})) == ("merged", [])
