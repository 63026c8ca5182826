"""What a handbook takes from the configuration, made anew: ``python -m tests.docs.handbook_tables`` writes all of it.

In the text a comment that readers do not see (``<!-- deadlines agent -->``) stands before each such table or list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from app.identity_file import read_identity
from participants.rules import IdentityRules, Whose
from schedules.answer import Because as Words
from tests.reference import reference_loop
from urgent.event import DETECTED, KINDS, Kind
from urgent.rules import Rules, read_rules
from work_orders.loop.loop import Actor, Clock, Loop
from work_orders.loop.table import clock_rows, risk_rows

DOCS = Path(__file__).parents[2] / "docs"
CONFIG = DOCS.parent / "config"
HANDBOOKS: Mapping[str, Mapping[str, Path]] = {
    "agent": {"zh": DOCS / "坐席手册.md", "en": DOCS / "agent-handbook.md"},
    "dispatcher": {"zh": DOCS / "服务调度手册.md", "en": DOCS / "dispatcher-handbook.md"},
    "department": {"zh": DOCS / "业务部门手册.md", "en": DOCS / "department-handbook.md"},
}
_WHOSE: Mapping[str, frozenset[Actor]] = {
    "agent": frozenset({Actor.OWNER, Actor.FOLLOWER}),
    "dispatcher": frozenset(Actor),
    "department": frozenset({Actor.UNIT, Actor.HEAD}),
}
"""Whose clocks stand in which handbook; the whole order's stands in each."""
_CHINESE = r"[一-鿿（）“”；，]"


def renewed(text: str, language: str) -> str:
    """The text with everything that it takes from the configuration as it is now."""
    for marker, lines in _made(language).items():
        block = re.compile(rf"(<!-- {re.escape(marker)} -->\n)(?:(?:\||- )[^\n]*\n)*")
        text = block.sub(lambda found, made=lines: found[1] + "\n".join(made) + "\n", text)  # type: ignore[misc]
    return text


def _made(language: str) -> Mapping[str, list[str]]:
    loop, rules, identity = reference_loop(), read_rules(CONFIG), read_identity(CONFIG)
    told = _Told(language)
    return {
        "categories": list(_categories(told, loop)),
        "not_accepted": [f"- {told(words)}" for words in loop.not_accepted.values()],
        "outcomes": [f"- {told.listed(loop.follow_up.outcomes.values())}" if loop.follow_up else "-"],
        "identity": list(_identity(told, identity)),
        "event kinds": [f"- {told(words)}" for kind, words in KINDS.items() if kind not in DETECTED],
        "detected": list(_detected(told, rules)),
        "urgent clocks": list(_urgent_clocks(told, rules)),
        "risks": list(_risks(told, loop)),
        **{f"deadlines {whose}": list(_deadlines(told, loop, whose)) for whose in HANDBOOKS},
    }


class _Told:
    """Says things in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, words: Words) -> str:
        said = str(getattr(words, self._language))
        return re.sub(rf"(?<={_CHINESE}) (?={_CHINESE})", "", said)

    def title(self, words: Words) -> str:
        """As it stands alone on a page: English names begin with a capital there."""
        said = self(words)
        return said[:1].upper() + said[1:]

    def of(self, zh: str, en: str) -> str:
        return self(Words(zh, en))

    def listed(self, words: Iterable[Words]) -> str:
        return self.of("、", ", ").join(self(one) for one in words)

    def table(self, head: tuple[Words, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
        yield f"| {' | '.join(self(one) for one in head)} |"
        yield f"|{'---|' * len(head)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)


def _categories(told: _Told, loop: Loop) -> Iterator[str]:
    head = (Words("类别", "category"), Words("必填", "required"), Words("可填", "optional"))
    matter = Words("事项", "matter")
    rows = (
        (
            told.title(one.names),
            told.listed([*([matter] if one.matters else []), *(loop.fields[name].names for name in one.required)]),
            told.listed(loop.fields[name].names for name in one.optional),
        )
        for one in loop.categories.values()
    )
    return told.table(head, rows)


def _deadlines(told: _Told, loop: Loop, whose: str) -> Iterator[str]:
    head = (
        Words("时限", "clock"),
        Words("何时起算", "starts with"),
        Words("期限", "term"),
        Words("预警和超时", "warning, and when it is late"),
    )

    def belongs(clock: Clock) -> bool:
        return clock.caps or clock.whose in _WHOSE[whose]

    pairs = zip(loop.clocks.values(), clock_rows(loop), strict=True)
    rows = (
        (told.title(row.clock), *map(told, (row.starts, row.terms, row.warns)))
        for clock, row in pairs
        if belongs(clock)
    )
    return told.table(head, rows)


def _risks(told: _Told, loop: Loop) -> Iterator[str]:
    head = (Words("等级", "level"), Words("含义", "meaning"), Words("系统会做什么", "what the system does"))
    rows = ((told.title(row.risk), told(row.meaning), told(row.brings) or "—") for row in risk_rows(loop))
    return told.table(head, rows)


def _identity(told: _Told, rules: IdentityRules) -> Iterator[str]:
    def item(id_: str, *, of_company: bool = False) -> Words:
        one = next(item for item in rules.items.values() if item.id == id_)
        if of_company and one.whose is Whose.CONTACT:
            return Words(f"管理员{one.zh}", f"the administrator’s {one.en}")
        return Words(one.zh, one.en)

    noted = told.listed(item(id_) for id_ in rules.recorded)
    person = told.listed(item(id_) for id_ in rules.asked_of_person)
    company = told.listed(item(id_, of_company=True) for id_ in rules.drawn_for_company)
    yield told.of(f"- 记录身份：{noted}，照来电人自己说的填", f"- Noting who calls: {noted}, as the caller says")
    yield told.of(f"- 核验个人：{person}，全部答对", f"- A person: {person}, all of them")
    yield told.of(
        f"- 核验企业：从{company}中，由系统随机抽 {rules.draw} 项，全部答对",
        f"- A company: {rules.draw} drawn by the desk from {company}, all of them",
    )


def _detected(told: _Told, rules: Rules) -> Iterator[str]:
    within, days = rules.collective_within.days, rules.repeated_within.days
    more, times, lasts = rules.collective_more_than, rules.repeated_times, int(rules.fault_lasts.total_seconds() // 60)
    notes: Mapping[Kind, Words] = {
        Kind.COLLECTIVE: Words(
            f"（{within} 天内超过 {more} 家不同主体，新规则、新功能除外）",
            f" (more than {more} different ones in {within} days, new rules and functions aside)",
        ),
        Kind.REPEATED: Words(f"（{days} 天内 {times} 次及以上）", f" ({times} times or more in {days} days)"),
        Kind.SYSTEM_FAULT: Words(f"（持续超过 {lasts} 分钟）", f" (for more than {lasts} minutes)"),
        Kind.SURGE: Words("（与同类日期同一时段相比）", " (compared with the same hour of such days)"),
        Kind.FEW_CALLS: Words("（可能是线路断了）", " (a line may be dead)"),
    }
    return (f"- {told(KINDS[kind])}{told(notes[kind])}" for kind in KINDS if kind in DETECTED)


def _urgent_clocks(told: _Told, rules: Rules) -> Iterator[str]:
    minutes: Callable[[str], int] = lambda name: int(getattr(rules, name).total_seconds() // 60)  # noqa: E731
    rows = (
        (Words("确认或排除", "confirm or dismiss"), "confirm"),
        (Words("通知到每一位对接人", "every contact told"), "notify"),
        (Words("提示再次催办", "you are asked to remind the departments"), "propose_reminder"),
        (Words("再次催办业务部门", "the departments reminded"), "remind"),
    )
    head = (Words("要做的", "what"), Words("时限", "within"))
    said = ((told(words), told.of(f"{minutes(name)} 分钟", f"{minutes(name)} minutes")) for words, name in rows)
    return told.table(head, said)


def main() -> None:
    for languages in HANDBOOKS.values():
        for language, file in languages.items():
            file.write_text(renewed(file.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main()
