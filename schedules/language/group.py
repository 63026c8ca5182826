"""Lines and their groups: who answers together, and what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from schedules.document import Bilingual, Section
from storage.ids import GroupId, LineId, PersonId

LINE_ID = re.compile(r"[a-z][a-z0-9]{0,19}")  # no hyphen: it separates line and group in a group's id
GROUP_NAME = re.compile(r"[a-z][a-z0-9]{0,19}")


@dataclass(frozen=True, slots=True)
class Group:
    """People who answer together. ``members`` stand in the order of ``people.yaml``."""

    id: GroupId
    line: LineId
    name_zh: str
    name_en: str
    members: tuple[PersonId, ...] = ()


class Closing(StrEnum):
    """What happens at closing time to callers who still wait."""

    SERVE = "serve"  # 照常接完 · they are served
    CALLBACK = "callback"  # 提供回拨 · they are offered a callback
    GROUP = "group"  # 转给另一组 · another group takes them


@dataclass(frozen=True, slots=True)
class AtClosing:
    """``group`` is set where :attr:`Closing.GROUP` takes over."""

    what: Closing = Closing.SERVE
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A 专线. ``code`` begins its order numbers."""

    id: LineId
    code: str
    name_zh: str
    name_en: str
    groups: tuple[GroupId, ...]
    at_closing: AtClosing


def read_groups_of(line: LineId, section: Section) -> dict[str, Group]:
    """``groups``, by the names the roster gives them."""
    outer = section.section("groups")
    groups: dict[str, Group] = {}
    for name in outer.names:
        inner = outer.section(name)
        if not GROUP_NAME.fullmatch(name):
            problem = Bilingual(f"组名 “{name}” 不可用", f"“{name}” cannot name a group")
            outer.fail_key(name, problem, Bilingual("请用小写字母和数字", "use lower-case letters and digits"))
        elif name in set(Closing):
            problem = Bilingual(f"组名 “{name}” 另有含义", f"“{name}” means something else in at_closing")
            outer.fail_key(name, problem, Bilingual("请换一个名字", "choose another name"))
        groups[name] = Group(GroupId(f"{line}-{name}"), line, inner.text("name"), inner.text("name_en"))
    if section.has("groups") and not groups:
        section.fail("groups", Bilingual("没有坐席组", "no group"), Bilingual("至少写一个组", "name at least one"))
    return groups


def read_at_closing(section: Section, groups: dict[str, Group]) -> AtClosing:
    """``at_closing``: ``serve``, ``callback`` or one of the groups."""
    said = section.choice("at_closing", (Closing.SERVE, Closing.CALLBACK, *groups), Closing.SERVE)
    if said in groups:
        return AtClosing(Closing.GROUP, groups[said].id)
    return AtClosing(Closing(said or Closing.SERVE))
