"""A loop on one page: what can be done where, by whom, and which clock runs meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from schedules.answer import Because as Words

from .loop import Action, Actor, CategoryId, Clock, Condition, Loop, StartOf, Step
from .response import brings
from .terms import TermRule, said

ASKED = {
    "form": Words("完整表单", "the form"),
    "reason": Words("原因", "a reason"),
    "note": Words("备注（可不填）", "a note"),
    "result": Words("结果", "the result"),
    "reply": Words("回单内容", "the reply"),
    "unit": Words("主办部门", "the lead unit"),
    "co_units": Words("协办部门（可不填）", "co-handling units"),
    "sub_unit": Words("下级部门", "a unit below"),
    "person": Words("人员", "a person"),
    "not_accepted": Words("不予受理的理由", "why it is not accepted"),
    "told": Words("已告知举报电话", "that the number was told"),
    "outcome": Words("未接通的原因", "why nobody was reached"),
    "service_score": Words("服务满意度", "satisfaction with the service"),
    "handling_score": Words("处理满意度", "satisfaction with the handling"),
    "nps": Words("推荐意愿", "NPS"),
    "other_order": Words("另一工单", "another order"),
    "risk": Words("风险等级", "the risk"),
    "new_risk": Words("新的风险等级", "the new risk"),
    "higher_risk": Words("上调至", "a higher risk"),
    "cause": Words("原因分析", "the cause"),
    "evaluation": Words("处置评价", "an evaluation of the response"),
    "measures": Words("改进措施、责任人和期限", "measures with owners and due days"),
}
"""What an action asks for, in words."""

MARKED = {
    "accepted": Words("受理", "accepted"),
    "major": Words("重大", "major"),
    "listed": Words("挂牌督办", "listed for supervision"),
    "wrong_dispatch": Words("派发有误次数", "wrong dispatches"),
    "direct": Words("直接办结", "closed directly"),
    "reached": Words("回访接通", "reached"),
    "dissatisfied": Words("不满意次数", "times dissatisfied"),
    "misconduct_told": Words("已告知举报电话", "number told"),
    "raise_risk": Words("上调风险", "a higher risk"),
}

VALUES = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "asked": Words("已申请", "asked for"),
    "confirmed": Words("已确认", "confirmed"),
    "declined": Words("未认定", "declined"),
    "none": Words("未申请", "not asked for"),
    "+1": Words("加一次", "once more"),
}

EVERYBODY = Words("所有相关人员", "everybody concerned")


@dataclass(frozen=True, slots=True)
class ActionRow:
    step: Words
    action: Words
    by: Words
    asks: Words
    leads_to: Words
    when: Words


@dataclass(frozen=True, slots=True)
class ClockRow:
    clock: Words
    starts: Words
    whose: Words
    calendar: str
    terms: Words
    warns: Words


@dataclass(frozen=True, slots=True)
class RiskRow:
    risk: Words
    meaning: Words
    brings: Words


def action_rows(loop: Loop) -> Iterator[ActionRow]:
    """Step by step as the file gives them, what can be done at each."""
    for step in loop.steps.values():
        for action in loop.actions.values():
            if step.id in action.at:
                yield _action_row(loop, step, action)


def clock_rows(loop: Loop) -> Iterator[ClockRow]:
    for clock in loop.clocks.values():
        yield ClockRow(
            clock=clock.names,
            starts=_starts(loop, clock),
            whose=loop.actors[clock.whose],
            calendar=clock.calendar,
            terms=_terms(loop, clock),
            warns=_warns(loop, clock),
        )


def risk_rows(loop: Loop) -> Iterator[RiskRow]:
    """From the lowest to the highest."""
    for risk in loop.risks.values():
        yield RiskRow(risk.names, risk.meaning, _listed(brings(loop, risk), "；", "; "))


def _action_row(loop: Loop, step: Step, action: Action) -> ActionRow:
    return ActionRow(
        step=step.names,
        action=action.names,
        by=EVERYBODY if len(action.by) == len(Actor) else _listed(loop.actors[a] for a in Actor if a in action.by),
        asks=_listed(action.labels.get(asked, ASKED[asked.value]) for asked in action.asks),
        leads_to=loop.steps[action.to].names if action.to else Words("", ""),
        when=_condition(loop, action.when),
    )


def _condition(loop: Loop, when: Condition) -> Words:
    parts = [_listed(loop.categories[one].names for one in loop.categories if one in when.categories)]
    for mark, value in when.marks.items():
        parts.append(_joined(MARKED[mark.value], VALUES[value], "：", ": "))
    for mark, least in when.at_least.items():
        parts.append(Words(f"{MARKED[mark.value].zh} ≥ {least}", f"{MARKED[mark.value].en} ≥ {least}"))
    for mark, limit in when.below.items():
        parts.append(Words(f"{MARKED[mark.value].zh} < {limit}", f"{MARKED[mark.value].en} < {limit}"))
    risks = _listed(risk.names for risk in loop.risks.values() if risk.id in when.risks)
    parts += [Words(f"风险：{risks.zh}", f"risk: {risks.en}")] if risks.zh else []
    return _listed((part for part in parts if part.zh), "；", "; ")


def _starts(loop: Loop, clock: Clock) -> Words:
    begins = _begins(loop, clock)
    if not clock.anew_with:
        return begins
    again = _listed(loop.actions[one].names for one in loop.actions if one in clock.anew_with)
    return Words(f"{begins.zh}；{again.zh}后重新计", f"{begins.en}; anew with {again.en}")


def _begins(loop: Loop, clock: Clock) -> Words:
    steps = _listed(step.names for step in loop.steps.values() if step.id in clock.steps)
    if clock.starts_with:
        action = loop.actions[clock.starts_with].names
        return Words(f"“{action.zh}” 起", f"from “{action.en}”")
    begins = {
        StartOf.STEP: Words(f"进入 {steps.zh}", f"entering {steps.en}"),
        StartOf.WHOLE: Words("应答（留言或停班来电：下次开班）", "the answer, or the next opening"),
        StartOf.CONVERSATION_END: Words("通话结束", "the end of the conversation"),
        StartOf.ACTION: steps,
    }
    return begins[clock.starts]


def _terms(loop: Loop, clock: Clock) -> Words:
    parts = [_term(loop, category, rule, "") for category, rule in clock.terms.items()]
    if len(clock.terms) == len(loop.categories) and len(set(clock.terms.values())) == 1:
        parts = [said(next(iter(clock.terms.values())))]
    parts += [_term(loop, category, rule, "major") for category, rule in clock.major_terms.items()]
    for risk in loop.risks.values():
        if clock.id in risk.terms:
            term, most = said(risk.terms[clock.id]), Words("最长 ", "at most ") if clock.terms else Words("", "")
            parts.append(Words(f"风险{risk.names.zh} {most.zh}{term.zh}", f"{risk.names.en} risk {most.en}{term.en}"))
    return _listed(parts, "；", "; ")


def _term(loop: Loop, category: CategoryId, rule: TermRule, major: str) -> Words:
    name, term = loop.categories[category].names, said(rule)
    return Words(
        f"{name.zh}{'（重大）' if major else ''} {term.zh}", f"{name.en}{' (major)' if major else ''} {term.en}"
    )


def _warns(loop: Loop, clock: Clock) -> Words:
    parts = []
    if clock.warn_before:
        before = _minutes(clock.warn_before)
        parts.append(Words(f"提前 {before.zh}预警", f"warns {before.en} before"))
    for step in clock.escalations:
        whom = _listed(loop.actors[actor] for actor in Actor if actor in step.to)
        after = _minutes(step.after)
        parts.append(Words(f"超时 {after.zh}通知{whom.zh}", f"{after.en} late: {whom.en}"))
    return _listed(parts, "；", "; ")


def _minutes(span: timedelta) -> Words:
    minutes = int(span.total_seconds()) // 60
    if minutes == 0:
        return Words("即刻", "at once when")
    if minutes % 60 == 0:
        return Words(f"{minutes // 60} 小时", f"{minutes // 60} h")
    return Words(f"{minutes} 分钟", f"{minutes} min")


def _listed(words: Iterable[Words], zh: str = "、", en: str = ", ") -> Words:
    found = list(words)
    return Words(zh.join(one.zh for one in found), en.join(one.en for one in found))


def _joined(first: Words, second: Words, zh: str, en: str) -> Words:
    return Words(first.zh + zh + second.zh, first.en + en + second.en)
