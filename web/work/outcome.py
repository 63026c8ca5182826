"""What came of a deed, as an answer: refusals with their numbers and words, and what others changed meanwhile."""

from __future__ import annotations

from web.errors import Refusal
from web.shapes import instant
from web.work.shapes import told_entry
from work_orders.case.case import Case
from work_orders.case.refusal import Refused, Stale
from work_orders.case.told import Teller
from work_orders.case.use import Outcome

_STATUS = {
    "no_such_order": 404,
    "no_such_line": 404,
    "no_such_file": 404,
    "no_such_measure": 404,
    "unknown_action": 404,
    "not_allowed": 403,
    "not_seen": 403,
    "bad_input": 422,
    "bad_file": 415,
    "too_large": 413,
    "infected": 422,
    "no_scan": 503,
    "unknown_input": 422,
    "form_incomplete": 422,
    "nothing_changed": 422,
}
"""Of what is not here: 409, the order is not such that this can be done."""


def settled(outcome: Outcome, teller: Teller) -> Case:
    """The order afterwards; raises the refusal otherwise."""
    if isinstance(outcome, Case):
        return outcome
    raise _stale(outcome, teller) if isinstance(outcome, Stale) else refusal(outcome)


def refusal(refused: Refused) -> Refusal:
    words = refused.words
    about = {name: {"zh": one.zh, "en": one.en} for name, one in refused.about.items()}
    return Refusal(_STATUS.get(refused.code, 409), refused.code, words.zh, words.en, {"about": about} if about else {})


def _stale(stale: Stale, teller: Teller) -> Refusal:
    theirs = [told_entry(one, teller) for one in teller.told(stale.theirs)]
    return Refusal(
        409,
        "stale",
        "他人已修改本工单，请核对后再提交。",
        "Somebody else changed this order meanwhile; look at what they did, then try again.",
        {"theirs": theirs, "revision": stale.case.revision, "at": instant(stale.theirs[-1].at) if theirs else None},
    )
