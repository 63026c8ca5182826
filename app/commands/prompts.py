"""``hotline prompts``: what can be spoken and whether it is, speaking what changed, and listening to it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.options import settings_of
from app.prompt_texts import read_script
from app.shipped import MASTERS
from recordings.convert import ConversionFailed, convert
from recordings.masters import read_index, stale
from recordings.prompts import Script, Voice

WORST = 10  # utterances shown after a check
NO_VOICE = "没有语音引擎：pip install --require-hashes -r requirements-voice.lock · the voice is not installed"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=("list", "render", "check"),
        help="list · 列出；render · 合成有改动的提示音；check · 用识别引擎逐条听一遍",
    )


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    script, masters = read_script(settings.config), MASTERS
    if arguments.action == "list":
        return _list(script, masters)
    try:
        if arguments.action == "render":
            return _render(script, masters, settings.var / "voice")
        return _check(masters, settings.var / "voice")
    except ModuleNotFoundError as error:
        print(f"{NO_VOICE} ({error.name})", file=sys.stderr)
    except (ConversionFailed, ValueError) as error:
        print(error, file=sys.stderr)
    return 1


def _list(script: Script, masters: Path) -> int:
    old = set(stale(script, Voice(), read_index(masters)))
    for name, text in script.texts.items():
        print(f"{'✗' if name in old else '✓'} {name:24} {text}")
    return 1 if old else 0


def _render(script: Script, masters: Path, cache: Path) -> int:
    from recordings.voice.render import render  # noqa: PLC0415 the voice is optional

    spoken = render(script, masters, cache=cache, progress=_tell)
    print(f"已合成 {len(spoken)} 条 · {len(spoken)} spoken")
    return 0


def _check(masters: Path, cache: Path) -> int:
    from recordings.voice.check import check, misses, worst  # noqa: PLC0415 the ear is optional

    convert(masters, cache / "sounds")
    heard = check(masters, cache / "sounds", cache, _tell)
    for one in worst(heard)[:WORST]:
        mark = "✓" if one.good else "✗"
        print(f"{mark} {one.text}\n  {one.heard}{f'  ⇒ {one.mistaken_for}' if one.mistaken_for else ''}")
    missed, rate = len(misses(heard)), sum(one.wrong for one in heard) / sum(one.syllables for one in heard)
    print(f"{len(heard)} 句，音节错误率 {rate:.1%}，不合格 {missed} 句")
    print(f"{len(heard)} utterances, syllable error rate {rate:.1%}, not good enough: {missed}")
    return 1 if missed else 0


def _tell(what: str, done: int, total: int) -> None:
    print(f"{done}/{total} {what}", flush=True)
