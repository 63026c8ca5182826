"""Everything that a page can show, in either language: what a handbook puts in quotation marks has to be among it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from app.identity_file import read_identity
from tests.reference import reference_loop
from urgent import words as urgent_words
from urgent.event import KINDS
from work_orders.case import words as case_words

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config"
PAGES = ROOT / "web" / "ui" / "src"
LEAST = 2
"""Letters that a sentence with gaps has besides them; fewer would fit anything."""

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_STRING = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"")
_GAP = re.compile(r"\{\w+\}")


def on_a_screen(said: str, language: str) -> bool:
    """Whether some page shows this, its gaps filled. English names begin with a capital where they stand alone."""
    wanted = said.casefold()
    plain, gapped = _known(language)
    return wanted in plain or any(form.fullmatch(wanted) for form in gapped)


def view_names(language: str) -> Mapping[str, str]:
    """The lists of the boards, by their ids; the heads' own name for their department's list is ``team``."""
    text = (PAGES / "i18n" / f"{language}-work.ts").read_text("utf-8")
    (block,) = re.findall(r"^  view: \{\n(.*?)^  \},", text, re.MULTILINE | re.DOTALL)
    names = dict(re.findall(r"(\w+): '([^']*)'", block))
    (names["team"],) = re.findall(r"^  team: '([^']*)'", text, re.MULTILINE)
    return names


def boards() -> Mapping[str, list[str]]:
    """Role → its lists, as the pages order them."""
    text = (PAGES / "work" / "boards.ts").read_text("utf-8")
    (block,) = re.findall(r"OF_ROLE.*?= \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    return {
        role: re.findall(r"'(\w+)'", lists) for role, lists in re.findall(r"^  (\w+): \[(.*?)\]", block, re.MULTILINE)
    }


@cache
def _known(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    told = {text.casefold() for text in (*_of_the_pages(language), *_of_the_house(language)) if text}
    gapped = [text for text in told if _GAP.search(text) and len(re.findall(r"\w", _GAP.sub("", text))) >= LEAST]
    forms = tuple(re.compile(".+?".join(map(re.escape, _GAP.split(text)))) for text in sorted(gapped))
    return frozenset(told), forms


def _of_the_pages(language: str) -> Iterator[str]:
    folder = PAGES / "i18n"
    for file in (folder / f"{language}.ts", *sorted(folder.glob(f"{language}-*.ts"))):
        for single, double in _STRING.findall(_COMMENT.sub("", file.read_text("utf-8"))):
            yield (single or double).replace("\\'", "'").replace('\\"', '"')


def _of_the_house(language: str) -> Iterator[str]:
    """What the configuration names, and what the desk itself says."""
    loop = reference_loop()
    named = (
        loop.steps,
        loop.actions,
        loop.clocks,
        loop.categories,
        loop.fields,
        loop.matters,
        loop.sources,
        loop.units,
    )
    words = [one.names for part in named for one in part.values()]
    words += [label for action in loop.actions.values() for label in action.labels.values()]
    words += [part for risk in loop.risks.values() for part in (risk.names, risk.meaning)]
    words += [*loop.not_accepted.values(), *loop.actors.values(), *KINDS.values(), *urgent_words.REFUSALS.values()]
    words += loop.follow_up.outcomes.values() if loop.follow_up else ()
    for said in (
        case_words.REFUSALS,
        case_words.INPUT_NAMES,
        case_words.ENGINE_DEEDS,
        case_words.SCORES,
        case_words.MARK_NAMES,
    ):
        words += said.values()
    yield from (getattr(one, language) for one in words)
    yield from (getattr(item, language) for item in read_identity(CONFIG).items.values())
