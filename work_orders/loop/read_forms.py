"""What an order says and about what: fields, categories, matters, sources, units, follow-up calls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from schedules.document import Bilingual, Section
from schedules.times import Span
from storage.ids import LineId, UnitId

from .follow_up import FollowUp
from .loop import (
    Category,
    CategoryId,
    Field,
    FieldId,
    Matter,
    MatterId,
    Source,
    SourceId,
    Step,
    StepId,
    Unit,
)
from .reading import check_name, minute_of, names, natural, ranges, reference, references

FIELD, MATTER, UNIT, STEP = (
    Bilingual("字段", "field"),
    Bilingual("事项", "matter"),
    Bilingual("部门", "unit"),
    Bilingual("环节", "step"),
)
KINDS = ("text", "long_text", "choice", "phone", "date", "instant", "number", "flag")
FOLLOWED = ("all", "sample", "none")
LONGEST_LINE, LONGEST_TEXT = 200, 20_000


def read_fields(top: Section) -> dict[FieldId, Field]:
    outer = top.section("fields")
    fields: dict[FieldId, Field] = {}
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        kind = section.choice("kind", KINDS) or "text"
        choices = {choice: names(one) for choice, one in section.sections("choices", optional=kind != "choice").items()}
        default = 2_000 if kind == "long_text" else LONGEST_LINE
        longest = section.integer("longest", default, at_least=1, at_most=LONGEST_TEXT)
        fields[FieldId(name)] = Field(
            FieldId(name), names(section), kind, choices, section.flag("private", False), longest
        )
    return fields


def read_categories(top: Section, fields: Mapping[FieldId, Field]) -> dict[CategoryId, Category]:
    outer = top.section("categories")
    found: dict[CategoryId, Category] = {}
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        required = references(section, "required", fields, FIELD)
        optional = references(section, "optional", fields, FIELD, ())
        for index, twice in enumerate(optional):
            if twice in required:
                problem = Bilingual(f"“{twice}” 已是必填", f"“{twice}” is required already")
                section.fail("optional", problem, Bilingual("从其中一处删去", "remove it from one of the two"), index)
        found[CategoryId(name)] = Category(
            id=CategoryId(name),
            names=names(section),
            required=tuple(FieldId(one) for one in required),
            optional=tuple(FieldId(one) for one in optional),
            matters=section.flag("matter", True),
            confidential=section.flag("confidential", False),
            followed=section.choice("followed", FOLLOWED, "all") or "all",
            template=_template(section, {*required, *optional}),
        )
    return found


def _template(section: Section, fields: set[str]) -> dict[FieldId, str]:
    given = section.section("template", optional=True)
    for name in given.names:
        if name not in fields:
            problem = Bilingual(f"此类别没有字段 “{name}”", f"this category has no field “{name}”")
            given.fail_key(name, problem, Bilingual("先列入 required 或 optional", "list it as required or optional"))
    return {FieldId(name): given.text(name) for name in given.names}


def read_matters(top: Section) -> dict[MatterId, Matter]:
    found: dict[MatterId, Matter] = {}
    for entry in top.section_list("matters", optional=True, most=2_000):
        under = _tree_entry(entry, found, MATTER)
        until = _day(entry, "new_until")
        name = MatterId(entry.text("id"))
        found[name] = Matter(name, names(entry), MatterId(under) if under else None, until)
    return found


def read_units(top: Section) -> dict[UnitId, Unit]:
    found: dict[UnitId, Unit] = {}
    for entry in top.section_list("units", optional=True, most=2_000):
        under = _tree_entry(entry, found, UNIT)
        name = UnitId(entry.text("id"))
        lines = frozenset(LineId(line) for line in entry.texts("lines", ()))
        found[name] = Unit(name, names(entry), UnitId(under) if under else None, lines)
    return found


def _tree_entry(entry: Section, before: Mapping[Any, object], what: Bilingual) -> str:
    """The parent, which stands before its children: so that no tree runs in a circle. Ids are unique."""
    name = entry.text("id")
    if name in before:
        problem = Bilingual(f"“{name}” 重复", f"“{name}” is given twice")
        entry.fail("id", problem, Bilingual("代号须唯一", "each needs an id of its own"))
    return reference(entry, "under", before, what, "")


def read_sources(top: Section) -> tuple[dict[SourceId, Source], SourceId]:
    """The sources, and the one of calls: exactly one says ``phone: true``."""
    outer = top.section("sources")
    found: dict[SourceId, Source] = {}
    phones: list[SourceId] = []
    for name in outer.names:
        check_name(outer, name)
        section = outer.section(name)
        source = SourceId(name)
        found[source] = Source(
            source, names(section), section.flag("outside_number", False), section.flag("returns_result", False)
        )
        phones += [source] if section.flag("phone", False) else []
    if found and len(phones) != 1:
        problem = Bilingual("须恰有一个来源写 phone: true", "exactly one source must say phone: true")
        top.fail("sources", problem, Bilingual("热线来电的来源写 phone: true", "say so at the source of calls"))
    return found, phones[0] if phones else SourceId("")


def read_follow_up(top: Section, steps: Mapping[StepId, Step]) -> FollowUp | None:
    """None for a loop without follow-up calls."""
    if not top.has("follow_up"):
        top.text("follow_up", "")
        return None
    section = top.section("follow_up")
    outer = section.section("outcomes")
    for name in outer.names:
        check_name(outer, name)
    outcomes = {name: outer.section(name) for name in outer.names}
    hours = ranges(section, "hours")
    return FollowUp(
        step=StepId(reference(section, "step", steps, STEP)),
        share=_share(section, "sample"),
        hours=hours,
        most_attempts=section.integer("attempts", at_least=1, at_most=50),
        outcomes={name: names(one) for name, one in outcomes.items()},
        listed_after=section.integer("listed_after", at_least=1, at_most=20),
        nps=section.flag("nps", False),
        final=frozenset(name for name, one in outcomes.items() if one.flag("final", False)),
        apart=natural(section, "apart", "30 分钟") or timedelta(0),
        draw_at=_draw_at(section, hours),
    )


def _draw_at(section: Section, hours: tuple[Span, ...]) -> int:
    """Minutes after midnight; when the permitted hours begin where nothing else is said."""
    said = section.text("draw_at", "")
    found = minute_of(said) if said else None
    if said and found is None:
        problem = Bilingual(f"“{said}” 不是时刻", f"“{said}” is no time of day")
        section.fail("draw_at", problem, Bilingual("例：09:00", "e.g. 09:00"))
    return found if found is not None else hours[0].start if hours else 0


def _share(section: Section, key: str) -> float:
    said = section.text(key, "100 %").replace("％", "%")
    match = re.fullmatch(r"([0-9]{1,3})(\.[0-9]+)? ?%", said)
    if match is None or not 0 < float(said.rstrip("% ")) <= 100:
        problem = Bilingual(f"“{said}” 不是比例", f"“{said}” is no share")
        section.fail(key, problem, Bilingual("例：10 %", "e.g. 10 %"))
        return 1.0
    return float(said.rstrip("% ")) / 100


def _day(section: Section, key: str) -> date | None:
    said = section.text(key, "")
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        problem = Bilingual(f"“{said}” 不是日期", f"“{said}” is no date")
        section.fail(key, problem, Bilingual("写成 2026-12-31", "write it like 2026-12-31"))
        return None
