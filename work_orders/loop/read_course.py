"""The course of an order: steps, actions, clocks. See ``loop.py`` for what each part means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from schedules.answer import Because as Words
from schedules.document import Bilingual, Section

from .follow_up import FollowUp
from .loop import (
    Action,
    ActionId,
    Actor,
    Category,
    CategoryId,
    Clock,
    ClockId,
    Condition,
    Escalation,
    Input,
    Mark,
    StartOf,
    Step,
    StepId,
)
from .read_risks import LEVEL, known_risks
from .reading import check_name, kinds, names, natural, reference, references, term
from .risk import RiskId
from .terms import TermRule

LINE = "line"
"""The calendar that is each order's own: the duty hours of its line."""

COUNTING = frozenset({Mark.WRONG_DISPATCH, Mark.DISSATISFIED})
"""Marks that count; all others take one of these words."""
MARK_VALUES: Mapping[Mark, frozenset[str]] = {
    Mark.ACCEPTED: frozenset({"yes", "no"}),
    Mark.MAJOR: frozenset({"asked", "confirmed", "declined"}),
    Mark.LISTED: frozenset({"yes", "no"}),
    Mark.DIRECT: frozenset({"yes"}),
    Mark.REACHED: frozenset({"yes", "no"}),
    Mark.MISCONDUCT_TOLD: frozenset({"yes"}),
    Mark.RAISE_RISK: frozenset({"asked", "confirmed", "declined"}),
}
NOT_SET = "none"

STEP, ACTION, CATEGORY = Bilingual("环节", "step"), Bilingual("操作", "action"), Bilingual("类别", "category")
CLOCK, CALENDAR, MARK = Bilingual("时限", "clock"), Bilingual("日历", "calendar"), Bilingual("标记", "mark")
TONES = ("main", "plain", "grave")


def read_steps(top: Section, calendars: Collection[str]) -> tuple[dict[StepId, Step], StepId]:
    """The steps in the order of the file, and the first of them."""
    steps: dict[StepId, Step] = {}
    outer = top.section("steps")
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        by = None if section.flag("end", False) else _actor(section, "by")
        calendar = LINE if by is None else reference(section, "calendar", (LINE, *calendars), CALENDAR, LINE)
        steps[StepId(name)] = Step(StepId(name), names(section), by, calendar)
    return steps, next(iter(steps), StepId(""))


def read_actions(
    top: Section,
    steps: Mapping[StepId, Step],
    categories: Mapping[CategoryId, Category],
    clocks: Collection[str],
) -> dict[ActionId, Action]:
    outer, risks = top.section("actions"), known_risks(top)
    actions: dict[ActionId, Action] = {}
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        when = _condition(section, categories, risks)
        actions[ActionId(name)] = _action(ActionId(name), section, when, steps, clocks)
    return actions


def asked_besides(follow_up: FollowUp | None, actions: Mapping[ActionId, Action]) -> dict[ActionId, Action]:
    """The actions, with the NPS asked of everybody who was reached where the hotline wants to know it."""
    if follow_up is None or not follow_up.nps:
        return dict(actions)
    return {
        name: replace(one, asks=(*one.asks, Input.NPS))
        if one.sets.get(Mark.REACHED) == "yes" and Input.NPS not in one.asks
        else one
        for name, one in actions.items()
    }


def _action(
    name: ActionId,
    section: Section,
    when: Condition,
    steps: Mapping[StepId, Step],
    clocks: Collection[str],
) -> Action:
    to = reference(section, "to", steps, STEP, "")
    asks = kinds(section, "asks", Input, ())
    return Action(
        id=name,
        names=names(section),
        by=frozenset(kinds(section, "by", Actor)),
        at=frozenset(StepId(step) for step in references(section, "at", steps, STEP)),
        to=StepId(to) if to else None,
        asks=asks,
        when=when,
        sets=_sets(section),
        stops=_clocks(section, "stops", clocks),
        extends=_extensions(section, clocks),
        suspends=_clocks(section, "suspends", clocks),
        resumes=_clocks(section, "resumes", clocks),
        tone=section.choice("tone", TONES, "plain"),
        labels=_labels(section, asks),
        takes_back=section.flag("takes_back", False),
    )


def _labels(section: Section, asks: Collection[Input]) -> dict[Input, Words]:
    """Names of what is asked; of what this action does not ask there is none."""
    given, asked = section.section("labels", optional=True), [one.value for one in asks]
    for name in given.names:
        if name not in asked:
            problem = Bilingual(f"此操作没有填写 “{name}”", f"this action does not ask for “{name}”")
            given.fail_key(name, problem, Bilingual(f"可用：{'、'.join(asked)}", f"one of: {', '.join(asked)}"))
            given.section(name).leave()
    return {one: names(given.section(one.value)) for one in asks if given.has(one.value)}


def _condition(section: Section, categories: Mapping[CategoryId, Category], risks: Collection[RiskId]) -> Condition:
    when = section.section("when", optional=True)
    return Condition(
        categories=frozenset(CategoryId(one) for one in references(when, "categories", categories, CATEGORY, ())),
        marks=_marks(when, "marks"),
        at_least=_counts(when, "at_least"),
        below=_counts(when, "below"),
        risks=frozenset(RiskId(one) for one in references(when, "risks", risks, LEVEL, ())),
    )


def _marks(when: Section, key: str) -> dict[Mark, str]:
    found: dict[Mark, str] = {}
    given = when.section(key, optional=True)
    for name, mark in _known_marks(given, MARK_VALUES):
        found[mark] = given.choice(name, sorted({NOT_SET, *MARK_VALUES[mark]}))
    return found


def _counts(when: Section, key: str) -> dict[Mark, int]:
    given = when.section(key, optional=True)
    return {mark: given.integer(name, at_least=1, at_most=99) for name, mark in _known_marks(given, COUNTING)}


def _sets(section: Section) -> dict[Mark, str]:
    given = section.section("sets", optional=True)
    return {
        mark: given.choice(name, ("+1",) if mark in COUNTING else sorted(MARK_VALUES[mark]))
        for name, mark in _known_marks(given, [*COUNTING, *MARK_VALUES])
    }


def _known_marks(given: Section, allowed: Iterable[Mark]) -> list[tuple[str, Mark]]:
    words = {mark.value: mark for mark in allowed}
    for name in given.names:
        if name not in words:
            given.text(name, "")
            problem = Bilingual(f"没有这个标记：“{name}”", f"there is no mark “{name}” here")
            given.fail_key(name, problem, Bilingual(f"可用：{'、'.join(words)}", f"one of: {', '.join(words)}"))
    return [(name, words[name]) for name in given.names if name in words]


def _extensions(section: Section, clocks: Collection[str]) -> dict[ClockId, TermRule]:
    given = section.section("extends", optional=True)
    found: dict[ClockId, TermRule] = {}
    for name in given.names:
        longer = term(given, name)
        if name not in clocks:
            problem = Bilingual(f"没有这个时限：“{name}”", f"there is no clock “{name}”")
            given.fail_key(name, problem, Bilingual(f"可用：{'、'.join(clocks)}", f"one of: {', '.join(clocks)}"))
        elif longer is not None:
            found[ClockId(name)] = longer
    return found


def _clocks(section: Section, key: str, clocks: Collection[str]) -> frozenset[ClockId]:
    return frozenset(ClockId(clock) for clock in references(section, key, clocks, CLOCK, ()))


def read_clocks(
    top: Section,
    steps: Mapping[StepId, Step],
    actions: Mapping[ActionId, Action],
    categories: Mapping[CategoryId, Category],
    calendars: Collection[str],
) -> dict[ClockId, Clock]:
    outer = top.section("clocks")
    clocks: dict[ClockId, Clock] = {}
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        begun_by = reference(section, "starts_with", actions, ACTION, "")
        default = StartOf.ACTION if begun_by else StartOf.STEP
        starts = section.choice("starts", [one.value for one in StartOf], default.value)
        clocks[ClockId(name)] = Clock(
            id=ClockId(name),
            names=names(section),
            starts=StartOf(starts or default.value),
            steps=frozenset(StepId(step) for step in references(section, "steps", steps, STEP, ())),
            starts_with=ActionId(begun_by) if begun_by else None,
            once=section.flag("once", False),
            whose=_actor(section, "whose") or Actor.DISPATCHER,
            calendar=reference(section, "calendar", (LINE, *calendars), CALENDAR, LINE),
            terms=_terms(section, "term", categories) if section.has("term") else {},
            major_terms=_terms(section, "major", categories) if section.has("major") else {},
            warn_before=natural(section, "warn_before"),
            escalations=_escalations(section),
            caps=section.flag("caps", False),
            anew_with=frozenset(ActionId(one) for one in references(section, "anew_with", actions, ACTION, ())),
            waits=section.flag("waits", True),
        )
    return clocks


def _terms(section: Section, key: str, categories: Mapping[CategoryId, Category]) -> dict[CategoryId, TermRule]:
    """One term for all categories, or a mapping of those that have one. ``waits: false`` runs through the night."""
    waits = section.flag("waits", True)
    if not section.is_mapping(key):
        same = term(section, key, waits=waits)
        return {} if same is None else dict.fromkeys(categories, same)
    given = section.section(key)
    found: dict[CategoryId, TermRule] = {}
    for name in given.names:
        one = term(given, name, waits=waits)
        if name not in categories:
            problem = Bilingual(f"没有这个类别：“{name}”", f"there is no category “{name}”")
            given.fail_key(
                name, problem, Bilingual(f"可用：{'、'.join(categories)}", f"one of: {', '.join(categories)}")
            )
        elif one is not None:
            found[CategoryId(name)] = one
    return found


def _escalations(section: Section) -> tuple[Escalation, ...]:
    return tuple(
        Escalation(natural(entry, "after", "0 分钟") or timedelta(0), frozenset(kinds(entry, "to", Actor)))
        for entry in section.section_list("escalate", optional=True, most=20)
    )


def _actor(section: Section, key: str) -> Actor | None:
    said = section.choice(key, [actor.value for actor in Actor])
    return Actor(said) if said else None
