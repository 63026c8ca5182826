"""``answer`` of a roster: which groups answer when, from top to bottom, the first rule that matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schedules.bounds import MOST_RULES
from schedules.document import Bilingual, Section
from schedules.language.group import Group
from schedules.language.kinds_of_day import DayWord, read_day_words
from schedules.language.ranges import read_ranges
from schedules.rules import LONGEST_RING, SHORTEST_RING
from schedules.times import Span
from storage.ids import GroupId

Groups = Mapping[str, Group]
"""A roster's groups by the names it gives them."""


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """On these days in these hours these groups answer, tried in this order.

    No days: on any day. No hours: in all the duty hours of such days. Neither: in all that is left (otherwise).
    """

    on: tuple[DayWord, ...]
    spans: tuple[Span, ...]
    groups: tuple[GroupId, ...]
    after: int | None = None
    """Seconds that each group but the last rings; None: as ``routing`` says."""

    @property
    def otherwise(self) -> bool:
        return not self.spans and not self.on


def read_rules_of(section: Section, groups: Groups) -> tuple[AnswerRule, ...]:
    """Read ``answer``; a roster with one group may do without. Nothing where a rule cannot be read."""
    if not section.has("answer") and len(groups) == 1:
        return (AnswerRule((), (), tuple(group.id for group in groups.values())),)
    entries = section.section_list("answer", most=MOST_RULES)
    rules = [_rule(entry, groups) for entry in entries]
    good = tuple(rule for rule in rules if rule is not None)
    return good if len(good) == len(entries) else ()


def _rule(entry: Section, groups: Groups) -> AnswerRule | None:
    after = read_after(entry)
    if entry.has("otherwise"):
        return _not_empty(AnswerRule((), (), read_groups(entry, "otherwise", groups), after))
    on = read_day_words(entry, "on")
    needs_hours = not entry.has("on") or entry.has("at")
    spans, named = read_ranges(entry, "at") if needs_hours else (), read_groups(entry, "by", groups)
    if (needs_hours and not spans) or (entry.has("on") and not on):
        return None
    return _not_empty(AnswerRule(on, spans, named, after))


def _not_empty(rule: AnswerRule) -> AnswerRule | None:
    return rule if rule.groups else None


def read_groups(entry: Section, key: str, groups: Groups) -> tuple[GroupId, ...]:
    """Groups of the roster, each named once."""
    found: list[GroupId] = []
    names = entry.texts(key)
    if entry.has(key) and not names:
        entry.fail(key, Bilingual("没有写组", "no group is named"), Bilingual("至少写一个组", "name at least one"))
    for index, name in enumerate(names):
        if name not in groups:
            problem = Bilingual(f"没有 “{name}” 组", f"there is no group “{name}”")
            remedy = Bilingual(f"可用：{'、'.join(groups)}", f"one of: {', '.join(groups)}")
            entry.fail(key, problem, remedy, index)
        elif groups[name].id in found:
            problem = Bilingual(f"“{name}” 重复", f"“{name}” is named twice")
            entry.fail(key, problem, Bilingual("每组只写一次", "name each group once"), index)
        else:
            found.append(groups[name].id)
    return tuple(found)


def read_after(entry: Section) -> int | None:
    """Seconds until the next group is tried."""
    if not entry.has("after"):
        return None
    return entry.integer("after", at_least=SHORTEST_RING, at_most=LONGEST_RING) or None
