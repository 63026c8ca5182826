"""The guides to webhooks, held to what there is: events, commands, and to each other."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from app.commands.webhooks import SEVERAL
from notices.hooks.event import EventType
from tests.notices.verifier import GUIDES, example

ZH, EN = (guide.read_text("utf-8") for guide in reversed(GUIDES))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_each_event_stands_in_the_table_and_no_other(guide: Path) -> None:
    table = guide.read_text("utf-8").partition("<!-- events -->")[2].partition("```")[0]
    assert re.findall(r"^\| `([a-z.]+)`", table, re.MULTILINE) == list(EventType)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_each_command_that_is_named_is_there_with_its_options(guide: Path) -> None:
    text = guide.read_text("utf-8")
    assert set(re.findall(r"hotline webhooks (\w+)", text)) == set(SEVERAL)
    for command, options in re.findall(r"hotline webhooks (\w+)([^\n`|]*)", text):
        parser = argparse.ArgumentParser()
        SEVERAL[command].add(parser)
        known = parser.format_help()
        assert [option for option in re.findall(r"--[a-z]+", options) if option not in known] == []


def test_both_say_the_same_things_in_the_same_places() -> None:
    def bones(text: str) -> list[str]:
        lines = [line for line in text.splitlines() if line.startswith(("#", "|", "-"))]
        lines = [(re.findall(r"^(?:#+|\| `[^`]+`)", line) or [line[0]])[0] for line in lines]
        return [*lines, *re.findall(r"```\w+", text)]

    assert bones(ZH) == bones(EN)
    assert re.findall(r"```(?:json|yaml|sh)\n.+?```", ZH, re.DOTALL) == re.findall(
        r"```(?:json|yaml|sh)\n.+?```", EN, re.DOTALL
    )
    zh, en = (re.sub(r'""".+?"""', "", example(guide)) for guide in GUIDES)
    assert zh == en
