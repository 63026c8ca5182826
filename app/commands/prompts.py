"""``hotline prompts``: what can be spoken, and whether it is."""

from __future__ import annotations

import argparse

from app.options import settings_of
from app.prompt_texts import read_script
from recordings.masters import read_index, stale
from recordings.prompts import Voice


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list",))


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    script, index = read_script(settings.config), read_index(settings.root / "recordings" / "masters")
    old = set(stale(script, Voice(), index))
    for name, text in script.texts.items():
        print(f"{'✗' if name in old else '✓'} {name:24} {text}")
    return 1 if old else 0
