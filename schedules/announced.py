"""Announcements that exceptions, overrides and closings name: each must have a text, or callers hear nothing of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from schedules.document import Bilingual, Section


def speaking(top: Section) -> Iterator[Section]:
    """Every entry of a roster, or of ``overrides.yaml``, that may name announcements."""
    yield from top.sections("exceptions", optional=True).values()
    for key in ("closings", "overrides"):
        yield from top.section_list(key, optional=True)


def check_announcements(top: Section, known: Collection[str]) -> None:
    """A name without a text in ``prompts.yaml`` is a fault. Names in a folder are of the generated pieces (numbers,
    times, dates), which have none there."""
    for entry in speaking(top):
        for index, name in enumerate(entry.texts("say", ())):
            if name not in known and "/" not in name:
                problem = Bilingual(
                    f"prompts.yaml 中没有 “{name}”，来电者会听不到",
                    f"prompts.yaml has no “{name}”: nothing would be heard",
                )
                remedy = Bilingual(
                    "请先在 prompts.yaml 中写好并运行 hotline prompts render，或改正名字",
                    "write it in prompts.yaml and run hotline prompts render first, or correct the name",
                )
                entry.fail("say", problem, remedy, index)
