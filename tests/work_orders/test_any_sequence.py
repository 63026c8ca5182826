"""Whatever people do to an order, in whatever sequence, it stays one that the loop knows; and its history tells all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reference import reference_loop
from tests.work_orders.desk_cases import Walk
from tests.work_orders.desk_people import EVERYBODY, OWNER, someone
from work_orders.case.inputs import choices
from work_orders.case.relation import leads_to, may, why_not
from work_orders.case.take import Taken
from work_orders.loop.loop import Action, Actor, Input, Mark

LOOP = reference_loop()
TEXTS = (Input.REASON, Input.NOTE, Input.RESULT, Input.REPLY, Input.CAUSE, Input.EVALUATION)
MEASURES = '[{"what": "甲", "person": "lead", "due": "2026-12-31"}]'


def spoken(data: st.DataObject, walk: Walk, action: Action) -> dict[str, str]:
    """Something for each input that is asked for, mostly right."""
    who = data.draw(st.sampled_from(EVERYBODY))
    found: dict[str, str] = {}
    for asked in action.asks:
        there = choices(LOOP, walk.case, who, asked)
        if asked in TEXTS:
            found[asked.value] = data.draw(st.text(max_size=20))
        elif asked is Input.PERSON:
            found[asked.value] = data.draw(st.sampled_from(["owner", "colleague", "stranger", "nobody"]))
        elif asked is Input.TOLD:
            found[asked.value] = "yes"
        elif asked is Input.MEASURES:
            found[asked.value] = MEASURES
        elif there and asked is not Input.FORM:
            found[asked.value] = data.draw(st.sampled_from(sorted(there)))
    return found


def sound(walk: Walk) -> None:
    """What the checked loop forbids is never reached."""
    case = walk.case
    step = LOOP.steps[case.step]
    assert (case.archived_at is not None) == step.is_end
    assert step.by is not Actor.UNIT or (case.unit is not None and case.holder in LOOP.under(case.unit))
    assert step.by is not Actor.FOLLOWER or case.follower is not None
    assert {case.unit, case.holder, *case.co_units} - {None} <= case.lay_with
    assert case.unit not in case.co_units
    assert case.revision == len(walk.entries) == (walk.entries[-1].revision if walk.entries else 0)
    assert case.count(Mark.DISSATISFIED) <= case.rounds
    needs_review = case.archived_at is not None and LOOP.risk(case.risk).review is not None
    assert not needs_review or any("measures" in entry.inputs for entry in walk.entries)


@settings(max_examples=150)
@given(st.data())
def test_no_sequence_leads_out_of_the_loop(data: st.DataObject) -> None:
    walk = Walk(LOOP).filled_in()
    category = data.draw(st.sampled_from(sorted(LOOP.categories)))
    walk.fills(OWNER, category=category, form=dict.fromkeys(("summary", "proposal", "description"), "2026-11-23"))
    walk.fills(OWNER, form={"participant_name": "甲", "caller_name": "乙", "contact_phone": "13800138000"})
    for _ in range(data.draw(st.integers(1, 30))):
        who = data.draw(st.sampled_from(EVERYBODY))
        before, revisions = walk.case, len(walk.entries)
        offered = may(LOOP, before, who) or tuple(LOOP.actions.values())
        action = data.draw(st.sampled_from(offered))
        outcome = walk.does(who, action.id, **spoken(data, walk, action))
        sound(walk)
        if isinstance(outcome, Taken):
            assert why_not(LOOP, before, who, action) is None
            assert len(walk.entries) == revisions + 1
            assert outcome.case.step == (leads_to(LOOP, before, action) or before.step)
            assert (outcome.entry.step_before, outcome.entry.step_after) == (before.step, outcome.case.step)
        else:
            assert walk.case is before
            assert len(walk.entries) == revisions


@settings(max_examples=60)
@given(st.data())
def test_every_order_can_still_be_archived_by_those_whose_turn_it_is(data: st.DataObject) -> None:
    """From wherever play has led, somebody is offered an action; nobody's order is ever stuck."""
    walk = Walk(LOOP).assigned()
    for _ in range(data.draw(st.integers(0, 25))):
        who = data.draw(st.sampled_from(EVERYBODY))
        offered = may(LOOP, walk.case, who)
        if offered:
            action = data.draw(st.sampled_from(offered))
            walk.does(who, action.id, **spoken(data, walk, action))
    if walk.case.archived_at is None:
        handler = someone("handler", units=frozenset({walk.case.unit, walk.case.holder} - {None}))
        moves = {action.to for who in (*EVERYBODY, handler) for action in may(LOOP, walk.case, who)}
        assert moves - {None}
