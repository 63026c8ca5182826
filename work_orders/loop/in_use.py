"""What open orders need of a loop: a file that does without it would leave them nowhere to go, and is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schedules.document import Bilingual, Finding, parse
from storage.ids import UnitId

from .loop import CategoryId, Loop, StepId
from .risk import RiskId


@dataclass(frozen=True, slots=True)
class InUse:
    """Of orders that are not archived, how many stand at each step, in each category, with each unit, of each risk."""

    steps: Mapping[StepId, int] = field(default_factory=dict)
    categories: Mapping[CategoryId, int] = field(default_factory=dict)
    units: Mapping[UnitId, int] = field(default_factory=dict)
    risks: Mapping[RiskId, int] = field(default_factory=dict)


def what_lacks(loop: Loop, use: InUse, file: str, text: str) -> tuple[Finding, ...]:
    """A finding for each step, category, unit or risk level that open orders stand in and the file has no more."""
    top = parse(file, text)
    found = []
    for section, kind, name, count in _lacking(loop, use):
        mark = top.place(section)
        problem = Bilingual(
            f"还有 {count} 张未归档的工单在{kind.zh} “{name}”，文件里却没有了",
            f"{count} open orders are in the {kind.en} “{name}”, which is not in the file any more",
        )
        remedy = Bilingual("先办完这些工单，或把它加回来", "finish these orders first, or put it back")
        found.append(Finding(file, mark.line, mark.column, problem, remedy))
    return tuple(found)


def _lacking(loop: Loop, use: InUse) -> Iterator[tuple[str, Bilingual, str, int]]:
    for step, count in use.steps.items():
        if step not in loop.steps:
            yield "steps", Bilingual("环节", "step"), step, count
    for category, count in use.categories.items():
        if category not in loop.categories:
            yield "categories", Bilingual("类别", "category"), category, count
    for unit, count in use.units.items():
        if unit not in loop.units:
            yield "units", Bilingual("部门", "unit"), unit, count
    for risk, count in use.risks.items():
        if risk not in loop.risks:
            yield "risks", Bilingual("风险等级", "risk level"), risk, count
