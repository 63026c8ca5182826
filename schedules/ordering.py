"""Ordering an emergency closing or an override, and ending it: entries of ``overrides.yaml``. What else stands there,
comments too, stays as it was written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from schedules.editing import edited, list_in_line
from schedules.language.overrides import Cover
from schedules.times import local, read_instant
from storage.ids import GroupId, LineId, PersonId

HEAD = """\
# 紧急停服（closings）与临时改派（overrides）：高于一切值班规则，到期自动结束。
# Emergency closings and overrides: above every roster; each ends by itself.

"""


@dataclass(frozen=True, slots=True)
class Order:
    """A closing of lines or, with groups, an override of one line. Both times are whole minutes, the end behind."""

    lines: tuple[LineId, ...]
    start: datetime
    end: datetime
    who: PersonId
    why: str
    by: tuple[GroupId, ...] = ()
    say: tuple[str, ...] = ()


class NoSuchOrder(Exception):
    """It is not in the file: somebody ended it, or wrote it otherwise."""


def ordered(text: str, order: Order) -> str:
    """The text of ``overrides.yaml`` with the order in it; it stands first, since the first one holds."""
    entry = CommentedMap()
    if order.by:
        entry["line"] = order.lines[0]
    else:
        entry["lines"] = list_in_line(order.lines)
    entry["from"], entry["until"] = _written(order.start), _written(order.end)
    if order.by:
        entry["by"] = list_in_line(order.by)
    entry["who"], entry["why"] = order.who, order.why
    if order.say:
        entry["say"] = list_in_line(order.say)

    def change(top: Any) -> None:
        entries_in(top, "overrides" if order.by else "closings").insert(0, entry)

    return edited(text or HEAD, change)


def ended(text: str, cover: Cover, now: datetime) -> str:
    """The text with the order ended by now; what has not yet begun, or began this very minute, is taken out."""
    this_minute = local(now).replace(second=0, microsecond=0)

    def change(top: Any) -> None:
        entries = top.get("overrides" if cover.groups else "closings") or []
        for index, entry in enumerate(entries):
            if _is(entry, cover):
                if cover.start >= this_minute:
                    del entries[index]
                else:
                    entry["until"] = _written(this_minute)
                return
        raise NoSuchOrder(cover.rule)

    return edited(text, change)


def entries_in(top: Any, key: str) -> Any:
    """The list under a key, made where there is none, written with an entry a line."""
    if top.get(key) is None:
        top[key] = CommentedSeq()
    if not top[key]:
        top[key].fa.set_block_style()
    return top[key]


def _is(entry: Any, cover: Cover) -> bool:
    lines = entry.get("lines") or entry.get("line")
    named: Collection[str] = [lines] if isinstance(lines, str) else lines or ()
    times = (read_instant(str(entry.get(key))) for key in ("from", "until"))
    return set(named) == cover.lines and tuple(times) == (cover.start, cover.end)


def _written(when: datetime) -> str:
    return f"{local(when):%Y-%m-%d %H:%M}"
