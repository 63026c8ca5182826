"""What a level of risk brings (分级响应), in words: for who chooses it, for the order's page, for the loop's table."""

from __future__ import annotations

from collections.abc import Iterator

from schedules.answer import Because as Words

from .loop import Actor, Clock, Loop
from .risk import Risk
from .terms import said


def brings(loop: Loop, risk: Risk) -> tuple[Words, ...]:
    """One sentence each, without a full stop; nothing where it brings no more than any order does."""
    return tuple(_all(loop, risk))


def _all(loop: Loop, risk: Risk) -> Iterator[Words]:
    if risk.tell:
        names = [loop.actors[actor] for actor in Actor if actor in risk.tell]
        zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
        hour = Words("（不分昼夜）", " at any hour") if risk.at_any_hour else Words("", "")
        yield Words(f"立即告知{zh}{hour.zh}", f"{en} told at once{hour.en}")
    for clock in loop.clocks.values():
        if clock.id in risk.terms:
            yield term_words(clock, risk)
    if risk.followed:
        yield Words("必须回访", "always followed up")
    if risk.review is not None:
        step = loop.steps[risk.review].names
        yield Words(f"归档前须{step.zh}", f"{step.en} before it is archived")


def term_words(clock: Clock, risk: Risk) -> Words:
    """What the level asks of one of its clocks."""
    term, names = said(risk.terms[clock.id]), clock.names
    if clock.terms:
        return Words(f"“{names.zh}”不超过 {term.zh}", f"“{names.en}” within {term.en} at most")
    if clock.anew_with:
        return Words(f"每 {term.zh}{names.zh}", f"{names.en} every {term.en}")
    return Words(f"“{names.zh}”{term.zh}", f"“{names.en}” within {term.en}")
