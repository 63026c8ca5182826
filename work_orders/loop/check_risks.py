"""What levels of risk need to work: each can be archived, and none that is to be looked at afterwards without that."""

from __future__ import annotations

from schedules.document import Bilingual, Section

from .loop import Action, Clock, Input, Loop, StartOf, StepId
from .risk import Risk
from .ways import can_end, is_there, reached

REVIEW = (Input.CAUSE, Input.EVALUATION, Input.MEASURES)
"""What is written in a review afterwards."""
CHOICES = {Input.NEW_RISK, Input.HIGHER_RISK}


def check_risks(loop: Loop, top: Section) -> None:
    """Note what cannot work, at its place in the file."""
    actions, steps, clocks = top.section("actions"), top.section("steps"), top.section("clocks")
    for risk in loop.risks.values():
        _check_ends(loop, risk, steps)
        if risk.review is not None:
            _check_review(loop, risk, top.section("risks").section(risk.id))
            for action in loop.actions.values():
                _check_way_out(loop, risk, risk.review, action, actions)
    for action in loop.actions.values():
        if len(loop.risks) < 2 and CHOICES.intersection(action.asks):
            problem = Bilingual("只有一个风险等级，无从选择", "there is but one risk level to choose")
            remedy = Bilingual("在 risks 中写出其余等级", "give the other levels in risks")
            actions.section(action.id).fail("asks", problem, remedy)
    for clock in loop.clocks.values():
        _check_clock(loop, clock, clocks)


def given_by_level(loop: Loop, clock: Clock) -> bool:
    """Whether any level of risk has a term for it."""
    return any(clock.id in risk.terms for risk in loop.risks.values())


def _check_ends(loop: Loop, risk: Risk, steps: Section) -> None:
    """Wherever an order stands when it comes to this level, it can go on to the end."""
    stuck = (reached(loop) & can_end(loop)) - can_end(loop, risk.id)
    for step in (one for one in loop.steps if one in stuck):
        problem = Bilingual(
            f"风险等级为“{risk.names.zh}”的工单从环节 “{step}” 到不了归档",
            f"an order of risk “{risk.names.en}” never ends from “{step}”",
        )
        remedy = Bilingual(
            f"让某个操作的 when 的 risks 含 {risk.id}，或不写 risks",
            f"let the risks in the “when” of an action include {risk.id}, or leave risks out",
        )
        steps.fail(step, problem, remedy)


def _check_review(loop: Loop, risk: Risk, section: Section) -> None:
    step = loop.steps[risk.review] if risk.review else None
    if step is not None and (step.is_end or step.id == loop.first):
        problem = Bilingual(f"“{step.id}” 不能用于事后评估", f"nothing can be reviewed afterwards at “{step.id}”")
        remedy = Bilingual("写归档之前的另一个环节", "name a step of its own before the end")
        section.fail("review", problem, remedy)
    sampled = any(category.followed != "all" for category in loop.categories.values())
    if loop.follow_up is not None and sampled and not risk.followed:
        problem = Bilingual(
            "不回访、未抽中回访的工单会直接归档，不经事后评估",
            "orders that are not followed up, or not drawn, are archived without the review",
        )
        section.fail("review", problem, Bilingual("在此等级写 follow_up: true", "say follow_up: true at this level"))


def _check_way_out(loop: Loop, risk: Risk, review: StepId, action: Action, actions: Section) -> None:
    """No way to the end but from the review, with all that belongs into it."""
    if action.to is None or not loop.steps[action.to].is_end or not is_there(action, risk.id):
        return
    lacking = [asked.value for asked in REVIEW if asked not in action.asks]
    if action.at - {review}:
        others = ", ".join(one for one in loop.risks if loop.risks[one].review is None)
        problem = Bilingual(
            f"风险等级为“{risk.names.zh}”的工单可由 “{action.id}” 归档，不经事后评估",
            f"an order of risk “{risk.names.en}” can be archived by “{action.id}” without its review",
        )
        remedy = Bilingual(
            f"写 when: {{risks: [{others}]}}，或使其去往 {review}",
            f"say when: {{risks: [{others}]}}, or let it lead to {review}",
        )
        actions.section(action.id).fail("to", problem, remedy)
    elif lacking:
        listed = ", ".join(lacking)
        problem = Bilingual(f"事后评估缺少 {listed}", f"the review lacks {listed}")
        actions.section(action.id).fail("asks", problem, Bilingual(f"在 asks 中加 {listed}", f"ask for {listed}"))


def _check_clock(loop: Loop, clock: Clock, clocks: Section) -> None:
    if not clock.terms and (clock.caps or clock.starts not in {StartOf.STEP, StartOf.ACTION}):
        problem = Bilingual(
            "只有风险等级给出时长的时限从进入环节或定级时起算",
            "a clock to which only risk levels give a term counts from its step, or from when the level is set",
        )
        remedy = Bilingual("删去 starts、caps，或写上 term", "remove starts and caps, or write a term")
        clocks.section(clock.id).fail(None, problem, remedy)
    for name in clock.anew_with:
        if clock.steps and clock.steps.isdisjoint(loop.actions[name].at):
            problem = Bilingual(f"“{name}” 不在此时限的环节", f"“{name}” is not at the steps of this clock")
            remedy = Bilingual("换一个操作，或加上它的环节", "name another action, or add its step")
            clocks.section(clock.id).fail("anew_with", problem, remedy)
