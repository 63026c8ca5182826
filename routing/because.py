"""The reason of a decision in words: how the line was chosen, what the calendar says, what was done about it."""

from __future__ import annotations

from math import ceil

from schedules.answer import Because
from schedules.times import local

from .decision import Choice, Facts, Reason, Step

_CHOICES = {
    Choice.PRESSED: ("按 {key} 选择{line}专线", "pressed {key} for the {line} line"),
    Choice.SILENT: ("未按键，转默认的{line}专线", "pressed nothing, so the default line {line}"),
    Choice.WRONG_KEY: ("多次按错，转默认的{line}专线", "pressed wrong keys, so the default line {line}"),
    Choice.REPEATED: (
        "多次重听仍未选择，转默认的{line}专线",
        "had the menu repeated too often, so the default line {line}",
    ),
    Choice.NO_MENU: ("未设菜单，直接进入{line}专线", "no menu, straight to the {line} line"),
}

_REASONS = {
    Reason.ON_DUTY: ("", ""),
    Reason.OVERFLOW_NOBODY_READY: ("{skipped}无人空闲，转{first}", "no {skipped} are free, so {first}"),
    Reason.CLOSED: ("提供回拨或留言", "a callback or a message is offered"),
    Reason.NOBODY_SIGNED_IN: (
        "但当前无人签入，提供回拨或留言",
        "but nobody is signed in: a callback or a message is offered",
    ),
    Reason.UNDECIDED_GROUP: ("按配置转{first}", "as configured, to {first}"),
    Reason.UNDECIDED_MESSAGE: ("提供回拨或留言", "a callback or a message is offered"),
}


def because(facts: Facts, reason: Reason, plan: tuple[Step, ...]) -> Because:
    """Complete in itself: one sentence in Chinese, up to four in English."""
    names_zh, names_en = _names(facts, plan)
    choice_zh, choice_en = _CHOICES[facts.choice]
    reason_zh, reason_en = _REASONS[reason]
    duty = facts.duty_because  # people's own words may stand in it: never a template
    ends = _at_closing(facts, plan)
    zh = (choice_zh.format_map(names_zh), duty.zh.rstrip("。"), reason_zh.format_map(names_zh), ends.zh)
    en = (choice_en.format_map(names_en), duty.en.rstrip("."), reason_en.format_map(names_en), ends.en)
    return Because(zh="；".join(filter(None, zh)) + "。", en=" ".join(map(_sentence, filter(None, en))))


def _at_closing(facts: Facts, plan: tuple[Step, ...]) -> Because:
    """What becomes of the caller at closing time, where that can come before the plan's end."""
    closing = facts.closing
    if closing is None or sum(step.seconds for step in plan) < ceil((closing.at - facts.instant).total_seconds()):
        return Because("", "")
    at = f"{local(closing.at):%H:%M}"
    if closing.step is None:
        return Because(
            f"{at} 停止服务时仍未接通的，提供回拨或留言",
            f"if still waiting when the line closes at {at}, a callback or a message is offered",
        )
    name = facts.names.group(closing.step.group)
    return Because(
        f"{at} 停止服务时仍未接通的，转{name.zh}", f"if still waiting when the line closes at {at}, to {name.en}"
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _names(facts: Facts, plan: tuple[Step, ...]) -> tuple[dict[str, str], dict[str, str]]:
    first = plan[0].group if plan else None
    skipped = facts.duty.groups[: facts.duty.groups.index(first)] if first in facts.duty.groups else ()
    names = facts.names
    zh = {
        "key": facts.key,
        "line": names.line.zh,
        "first": names.group(first).zh,
        "skipped": "、".join(names.group(group).zh for group in skipped),
    }
    en = {
        "key": facts.key,
        "line": names.line.en,
        "first": names.group(first).en,
        "skipped": ", ".join(names.group(group).en for group in skipped),
    }
    return zh, en
