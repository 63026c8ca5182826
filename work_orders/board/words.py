"""What an order is found by: Latin words and numbers as they are, Chinese in pairs of characters. Pure.

``规则 Q3`` → ``规则 规 则 q3``: each character stands alone too, for whoever looks for a single one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from work_orders.case.case import Case
from work_orders.loop.loop import Loop

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+|[^\W_]+")
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_NUMBER = re.compile(r"[A-Z]{1,8}-[0-9]{8}-[0-9]{4,}")
LONGEST_WORD = 40  # characters; what is longer is found by its beginning
MOST_WORDS = 4_000  # of one order
MOST_ASKED = 12  # words of a query that count


@dataclass(frozen=True, slots=True)
class Asked:
    """A word that must be there; ``begins``: or one that begins with it."""

    word: str
    begins: bool


def words(texts: Iterable[str]) -> str:
    """Everything by which these texts are found, each word once, separated by blanks."""
    found = dict.fromkeys(word for text in texts for word in _words(text))
    return " ".join(list(found)[:MOST_WORDS])


def asked(query: str) -> tuple[Asked, ...]:
    """What must be there to be found by this query; nothing where it holds no word at all."""
    found: dict[Asked, None] = {}
    for run in _runs(query):
        if not _CHINESE.match(run) or len(run) == 1:
            found[Asked(run, begins=not _CHINESE.match(run))] = None
        else:
            found |= dict.fromkeys(Asked(pair, begins=False) for pair in _pairs(run))
    return tuple(found)[:MOST_ASKED]


def number_of(query: str) -> str | None:
    """The order that is asked for by its whole number."""
    number = unicodedata.normalize("NFKC", query).strip().upper()
    return number if _NUMBER.fullmatch(number) else None


def words_of(loop: Loop, case: Case) -> str:
    """Of an order: its numbers, what its form says in the open, what was answered. Private fields are not in it."""
    told = [value for name, value in case.form.items() if name in loop.fields and not loop.fields[name].private]
    return words([case.number, case.outside_number, *told, case.result, case.reply])


def _words(text: str) -> Iterator[str]:
    for run in _runs(text):
        if _CHINESE.match(run):
            yield from _pairs(run)
            yield from run
        else:
            yield run


def _runs(text: str) -> Iterator[str]:
    """Runs of Chinese characters, and of other letters and digits, in one spelling."""
    for run in _RUN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        for part in re.split(f"({_CHINESE.pattern}+)", run.group()):
            if part:
                yield part if _CHINESE.match(part) else part[:LONGEST_WORD]


def _pairs(run: str) -> Iterator[str]:
    yield from (run[at : at + 2] for at in range(len(run) - 1))
