"""What a loop needs besides being well written: every step reached and left, every clock with an end."""

from __future__ import annotations

from collections.abc import Iterator

from schedules.document import Bilingual, Section
from schedules.working_time.term import Term

from .check_risks import check_risks, given_by_level
from .loop import Action, Actor, Clock, Input, Loop, StartOf, StepId
from .terms import EVENT_FIELD, REFERRER_FIELD, BeforeEvent, SetByReferrer
from .ways import can_end, reached

DEPARTMENTS = frozenset({Actor.UNIT, Actor.CO_UNIT, Actor.HEAD})
NEEDED_INPUT = {Actor.UNIT: Input.UNIT, Actor.FOLLOWER: Input.PERSON}
"""Who can only act once somebody has named them, and what names them."""


def check(loop: Loop, top: Section) -> None:
    """Note what cannot work, at its place in the file."""
    _ends(loop, top)
    steps, actions, clocks = top.section("steps"), top.section("actions"), top.section("clocks")
    found, leaving = reached(loop), can_end(loop)
    for step in loop.steps:
        if step not in found:
            steps.fail(step, _words("从起点到不了环节 “{}”", "the step “{}” is never reached", step), _LEAD_THERE)
        elif step not in leaving:
            steps.fail(step, _words("从环节 “{}” 到不了归档", "from “{}” the loop never ends", step), _LEAD_ON)
    for step, missing in _nobody_named(loop):
        remedy = Bilingual(
            f"到达它的操作须在 asks 中含 {missing}", f"an action that leads there must ask for {missing}"
        )
        steps.fail(step, _words("环节 “{}” 的办理人从未指定", "nobody is ever named who acts at “{}”", step), remedy)
    for action in loop.actions.values():
        _check_action(loop, action, actions.section(action.id))
    for clock in loop.clocks.values():
        _check_clock(loop, clock, clocks.section(clock.id))
    _check_caps(loop, clocks)
    check_risks(loop, top)
    for category in loop.categories.values():
        if category.followed != "none" and loop.follow_up is None:
            problem = Bilingual(
                "要求回访，但没有 follow_up 一节", "is to be followed up, but there is no section follow_up"
            )
            remedy = Bilingual("写 followed: none，或补上 follow_up", "say followed: none, or add follow_up")
            top.section("categories").fail(category.id, problem, remedy)


def _ends(loop: Loop, top: Section) -> None:
    ends = [step.id for step in loop.steps.values() if step.is_end]
    if len(ends) != 1:
        problem = Bilingual(f"有 {len(ends)} 个环节写了 end: true", f"{len(ends)} steps say end: true")
        top.fail("steps", problem, Bilingual("须恰有一个", "exactly one must"))


def _nobody_named(loop: Loop) -> Iterator[tuple[StepId, str]]:
    """Steps of a unit or a follow-up agent that no earlier action can have named."""
    for step in loop.steps.values():
        needed = NEEDED_INPUT.get(step.by) if step.by else None
        if needed and not any(needed in action.asks for action in loop.actions.values() if action.to is not None):
            yield step.id, needed.value


def _check_action(loop: Loop, action: Action, section: Section) -> None:
    ends = {step.id for step in loop.steps.values() if step.is_end}
    if action.to is not None and action.at & ends:
        problem = Bilingual("已归档的工单不再流转", "an archived order does not move any more")
        section.fail("at", problem, Bilingual("从 at 中去掉归档环节", "take the last step out of at"))
    if action.to is not None and action.at == {action.to}:
        problem = Bilingual("“to” 就是原来的环节", "“to” is the step where it stands")
        section.fail("to", problem, Bilingual("不写 to", "leave to out"))
    if Input.NOT_ACCEPTED in action.asks and not loop.not_accepted:
        problem = Bilingual("没有写不予受理的理由", "there are no reasons for not accepting a matter")
        section.fail("asks", problem, Bilingual("补上 not_accepted 一节", "add the section not_accepted"))
    if Input.OUTCOME in action.asks and loop.follow_up is None:
        problem = Bilingual("没有 follow_up 一节", "there is no section follow_up")
        section.fail("asks", problem, Bilingual("补上 follow_up", "add it"))
    if Input.TOLD in action.asks and not loop.misconduct_wording.zh:
        problem = Bilingual("没有写举报告知用语", "the wording for misconduct reports is missing")
        section.fail("asks", problem, Bilingual("补上 misconduct_wording", "add misconduct_wording"))
    if Input.UNIT in action.asks and not loop.units:
        section.fail("asks", Bilingual("没有任何部门", "there are no units"), Bilingual("补上 units 一节", "add units"))
    if action.takes_back:
        _check_taking_back(loop, action, section)


def _check_taking_back(loop: Loop, action: Action, section: Section) -> None:
    """It leads from where a department has the order to where none has, and is nothing that a department does."""
    if any(loop.steps[step].by is not Actor.UNIT for step in action.at):
        problem = Bilingual("只能从部门办理的环节收回", "a dispatch is taken back from a department's step")
        section.fail("at", problem, Bilingual("at 只写由 unit 办理的环节", "name steps of “unit” alone"))
    if action.to is None or loop.steps[action.to].by in {None, Actor.UNIT}:
        problem = Bilingual("收回之后仍在部门手上", "taken back, it would still lie with a department")
        section.fail("to", problem, Bilingual("to 写派发的环节", "lead to the step at which it is dispatched"))
    if action.by & DEPARTMENTS:
        problem = Bilingual("部门只能退单，不能收回", "a department refuses a dispatch, it does not take it back")
        section.fail("by", problem, Bilingual("by 中去掉部门", "take the departments out of by"))
    if Input.REASON not in action.asks:
        remedy = Bilingual("在 asks 中加 reason", "ask for reason")
        section.fail("asks", Bilingual("收回须写明理由", "it needs a reason"), remedy)


def _check_clock(loop: Loop, clock: Clock, section: Section) -> None:
    if not clock.terms and not given_by_level(loop, clock):
        section.fail("term", Bilingual("没有任何时限", "no term at all"), Bilingual("写上 term", "write a term"))
    needs_step = clock.starts is StartOf.STEP and not clock.steps
    if needs_step:
        problem = Bilingual("不知从何时起算", "it is not said when it starts")
        section.fail(
            None, problem, Bilingual("写 steps，或 starts、starts_with", "say steps, or starts, or starts_with")
        )
    if clock.starts_with and not clock.steps and clock.id not in _stopped(loop):
        problem = Bilingual("从不停止", "it never stops")
        section.fail(None, problem, Bilingual("写 steps，或让某个操作 stops 它", "say steps, or let an action stop it"))
    for category, rule in {**clock.terms, **clock.major_terms}.items():
        needed = {SetByReferrer: REFERRER_FIELD, BeforeEvent: EVENT_FIELD}.get(type(rule))
        known = loop.categories[category]
        if needed and needed not in {*known.required, *known.optional}:
            problem = Bilingual(f"类别 “{category}” 没有字段 {needed}", f"“{category}” has no field {needed}")
            section.fail("term", problem, Bilingual("加入该类别的字段", "add it to the category's fields"))
    for category in clock.major_terms.keys() - clock.terms.keys():
        problem = Bilingual(f"“{category}” 只有重大时限", f"“{category}” has a term for major orders only")
        section.fail("major", problem, Bilingual("term 里也写上", "give it in term as well"))


def _stopped(loop: Loop) -> set[str]:
    return {clock for action in loop.actions.values() for clock in action.stops}


def _check_caps(loop: Loop, clocks: Section) -> None:
    caps = [clock for clock in loop.clocks.values() if clock.caps]
    if len(caps) > 1:
        problem = Bilingual("只能有一个整单时限", "only one clock can be the whole order's")
        clocks.section(caps[1].id).fail("caps", problem, Bilingual("删去其余的 caps", "remove the other caps"))
    for cap in caps:
        for rule in cap.terms.values():
            if isinstance(rule, Term) and cap.steps:
                problem = Bilingual("整单时限不属于某个环节", "the whole order's clock belongs to no step")
                clocks.section(cap.id).fail("steps", problem, Bilingual("删去 steps", "remove steps"))
                return


def _words(zh: str, en: str, name: str) -> Bilingual:
    return Bilingual(zh.format(name), en.format(name))


_LEAD_THERE = Bilingual("让某个操作的 to 指向它，或删去它", "let an action lead to it, or remove it")
_LEAD_ON = Bilingual("给它一个能走向归档的操作", "give it an action that leads on to the end")
