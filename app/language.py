"""In which language a command speaks: Chinese, unless ``--lang en`` or an English locale asks for English."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from schedules.document import Bilingual

Say = Callable[[Bilingual], str]


def add_language_option(parser: argparse.ArgumentParser) -> None:
    chosen = "en" if os.environ.get("LANG", "").startswith("en") else "zh"
    parser.add_argument("--lang", choices=("zh", "en"), default=chosen, help="语言 · language")


def speaker(language: str) -> Say:
    return (lambda words: words.en) if language == "en" else (lambda words: words.zh)
