"""The supervisors' guides say what the program does: examples compile, precedence and keys are the code's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from schedules.bundle import Bundle
from schedules.compile import compile_bundle
from schedules.precedence import KINDS_OF_DAY, Precedence
from tests.reference import reference_bundle

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = {"zh": DOCS / "值班表编辑指南.md", "en": DOCS / "roster-guide.md"}
SCHEMAS = ("roster", "overrides", "leave")

guides = pytest.mark.parametrize("language", GUIDES)


def text_of(language: str) -> str:
    return GUIDES[language].read_text(encoding="utf-8")


def examples(text: str) -> list[tuple[str, bool, str]]:
    """Of each YAML block: the file that its first line names, whether it goes to that file's end, and the block."""
    found = []
    for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        head = block.split("\n", 1)[0]
        name = re.search(r"[\w/]+\.yaml", head)
        assert name, f"an example begins with its file's name: {head}"
        found.append((name[0], "末尾" in head or "the end of" in head, block))
    return found


def numbered(text: str, marker: str) -> list[str]:
    """The list that follows a marker which readers do not see."""
    below = text.split(f"<!-- {marker} -->\n", 1)[1].split("\n\n", 1)[0]
    return [re.sub(r"^\d+\. ", "", line) for line in below.splitlines()]


def keys_of_the_language() -> set[str]:
    """The keys that the schemas name and describe, except the words that people choose."""

    def below(node: object) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(below, node))
        if not isinstance(node, dict):
            return set()
        keys = set(node.get("properties", {}))
        return keys.union(*(below(inner) for inner in node.values()))

    schemas = ROOT / "config" / "schemas"
    return set().union(*(below(json.loads((schemas / f"{one}.json").read_text("utf-8"))) for one in SCHEMAS))


@guides
def test_every_example_of_the_guide_compiles(language: str) -> None:
    reference = reference_bundle()
    files = dict(reference.files)
    blocks = examples(text_of(language))
    assert {name for name, _, _ in blocks} >= {"overrides.yaml", "leave.yaml", "rosters/guizhou.yaml"}
    for name, appended, block in blocks:
        files[name] = files[name] + "\n" + block if appended else block
        compile_bundle(Bundle(files))


@guides
def test_the_guide_tells_precedence_in_the_words_of_the_code(language: str) -> None:
    text = text_of(language)
    assert numbered(text, "precedence") == [getattr(level.words, language) for level in Precedence]
    assert numbered(text, "kinds") == [getattr(words, language) for words in KINDS_OF_DAY]


@guides
def test_the_guides_table_has_every_key_of_the_language(language: str) -> None:
    told = set(re.findall(r"`([a-z_]+)`", text_of(language)))
    weekdays_between = {"tuesday", "wednesday", "thursday", "friday", "saturday"}
    assert keys_of_the_language() - weekdays_between <= told


@guides
def test_the_pictures_of_the_guide_are_there_and_small(language: str) -> None:
    for name in re.findall(r"\]\((pictures/[^)]+)\)", text_of(language)):
        assert (DOCS / name).stat().st_size <= 120_000, name
