"""What several readers of the file share: names, references to what the file defines, terms, ranges of hours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from schedules.answer import Because as Words
from schedules.document import Bilingual, Section
from schedules.times import Span

from .terms import EXAMPLES, EXAMPLES_EN, TermRule, natural_minutes, term_of

_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_RANGE = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
LONGEST_NAME = 40

Kind = TypeVar("Kind", bound=StrEnum)


def names(section: Section) -> Words:
    """``name`` and ``name_en``; one who writes no English gets the Chinese there too."""
    zh = section.text("name")
    return Words(zh, section.text("name_en", zh))


def check_name(section: Section, key: str) -> None:
    """A name that stands in addresses and tables: small letters, digits, hyphens."""
    if not _NAME.fullmatch(key) or len(key) > LONGEST_NAME:
        problem = Bilingual(f"“{key}” 不能作为代号", f"“{key}” cannot be a name")
        remedy = Bilingual("用小写字母开头的字母、数字、连字符", "small letters, digits, hyphens, a letter first")
        section.fail_key(key, problem, remedy)


def references(
    section: Section, key: str, known: Collection[str], what: Bilingual, default: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """A list of names that the file defines elsewhere; each unknown one is a finding at its place."""
    found: list[str] = []
    for index, said in enumerate(section.texts(key, default)):
        if said in known:
            found.append(said)
            continue
        problem = Bilingual(f"没有这个{what.zh}：“{said}”", f"there is no {what.en} “{said}”")
        section.fail(key, problem, _one_of(known), index)
    return tuple(found)


def kinds(section: Section, key: str, kind: type[Kind], default: tuple[str, ...] | None = None) -> tuple[Kind, ...]:
    """The same of a closed vocabulary of ours."""
    what = Bilingual("写法", "word")
    return tuple(kind(said) for said in references(section, key, [one.value for one in kind], what, default))


def reference(section: Section, key: str, known: Collection[str], what: Bilingual, default: str | None = None) -> str:
    """One name that the file defines elsewhere; empty where it is missing or unknown."""
    said = section.text(key, default)
    if said and said not in known:
        problem = Bilingual(f"没有这个{what.zh}：“{said}”", f"there is no {what.en} “{said}”")
        section.fail(key, problem, _one_of(known))
        return ""
    return said


def term(section: Section, key: str, *, waits: bool = True) -> TermRule | None:
    said = section.text(key)
    found = term_of(said, waits=waits) if said else None
    if said and found is None:
        problem = Bilingual(f"看不懂时限 “{said}”", f"the term “{said}” is not understood")
        section.fail(key, problem, Bilingual(f"例：{EXAMPLES}", f"e.g. {EXAMPLES_EN}"))
    return found


def natural(section: Section, key: str, default: str | None = None) -> timedelta | None:
    """A span of natural time; None where it is not given."""
    if default is None and not section.has(key):
        section.text(key, "")
        return None
    said = section.text(key, default)
    minutes = natural_minutes(said) if said else None
    if said and minutes is None:
        problem = Bilingual(f"看不懂 “{said}”", f"“{said}” is not understood")
        section.fail(key, problem, Bilingual("例：30 分钟、2 小时", "e.g. 30 minutes, 2 hours"))
    return None if minutes is None else timedelta(minutes=minutes)


def ranges(section: Section, key: str) -> tuple[Span, ...]:
    """Hours of a day, ``["09:00-12:00", "14:00-18:00"]``, in order and apart from each other."""
    found: list[Span] = []
    for index, said in enumerate(section.texts(key)):
        span = _span(said)
        if span is None or (found and span.start < found[-1].end):
            problem = Bilingual(f"“{said}” 不是可用的时段", f"“{said}” is no range that can be used here")
            remedy = Bilingual(
                "写成 09:00-18:00，先后排列、互不重叠，跨夜的拆成两段",
                "write 09:00-18:00, in order, without overlaps; split what crosses midnight",
            )
            section.fail(key, problem, remedy, index)
        else:
            found.append(span)
    return tuple(found)


def minute_of(said: str) -> int | None:
    """``09:00`` as minutes after midnight; None where it is no time of day."""
    match = _CLOCK.fullmatch(said.strip())
    return int(match[1]) * 60 + int(match[2]) if match else None


def _span(said: str) -> Span | None:
    match = _RANGE.fullmatch(said)
    if match is None:
        return None
    start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    return Span(start, end) if start < end <= 24 * 60 else None


def _one_of(known: Iterable[str]) -> Bilingual:
    listed = list(known)
    return Bilingual(f"可用：{'、'.join(listed)}", f"one of: {', '.join(listed)}")
