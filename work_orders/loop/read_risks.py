"""The levels of risk, and what each brings. See ``risk.py`` for what each part means."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from schedules.answer import Because as Words
from schedules.document import Bilingual, Section
from schedules.working_time.term import Term

from .loop import Actor, Clock, ClockId, Step, StepId
from .reading import check_name, kinds, names, reference, term
from .risk import DEFAULT, Risk, RiskId

STEP = Bilingual("环节", "step")
LEVEL = Bilingual("风险等级", "risk level")


def known_risks(top: Section) -> tuple[RiskId, ...]:
    """Their ids, for what refers to them before they are read."""
    return tuple(RiskId(name) for name in top.names_in("risks")) or tuple(one.id for one in DEFAULT)


def read_risks(top: Section, steps: Mapping[StepId, Step], clocks: Mapping[ClockId, Clock]) -> dict[RiskId, Risk]:
    """In rising order, as the file gives them; three that bring next to nothing where it gives none."""
    outer = top.section("risks", optional=True)
    found: dict[RiskId, Risk] = {}
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        review = reference(section, "review", steps, STEP, "")
        found[RiskId(name)] = Risk(
            id=RiskId(name),
            names=names(section),
            meaning=_meaning(section),
            tell=frozenset(kinds(section, "tell", Actor, ())),
            at_any_hour=section.flag("any_hour", False),
            terms=_terms(section, clocks),
            followed=section.flag("follow_up", False),
            review=StepId(review) if review else None,
        )
    return found or {one.id: one for one in DEFAULT}


def _meaning(section: Section) -> Words:
    zh = section.text("meaning", "")
    return Words(zh, section.text("meaning_en", zh))


def _terms(section: Section, clocks: Mapping[ClockId, Clock]) -> dict[ClockId, Term]:
    given = section.section("terms", optional=True)
    found: dict[ClockId, Term] = {}
    for name in given.names:
        clock = clocks.get(ClockId(name))
        rule = term(given, name, waits=clock.waits if clock else True)
        if clock is None:
            _unknown(given, name, clocks)
        elif isinstance(rule, Term):
            found[clock.id] = rule
        elif rule is not None:
            problem = Bilingual("风险等级的时限须是一段时长", "the term of a risk level must be a length of time")
            given.fail(name, problem, Bilingual("例：1 个工作日、2 值班小时", "e.g. 1 working day, 2 duty hours"))
    return found


def _unknown(given: Section, name: str, clocks: Collection[str]) -> None:
    problem = Bilingual(f"没有这个时限：“{name}”", f"there is no clock “{name}”")
    given.fail_key(name, problem, Bilingual(f"可用：{'、'.join(clocks)}", f"one of: {', '.join(clocks)}"))
