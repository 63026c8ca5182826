"""``hotline roster check [FILE…]``: everything that is wrong, at once, each with its place and remedy.

Exit codes for scripts and CI: 0 right (warnings may be told), 1 wrong (with ``--strict`` also when only warnings were
found), 2 misused.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from app.hotline_file import read_served
from app.language import add_language_option, speaker
from app.options import config_of, now_of
from app.prompt_texts import read_script
from schedules.finding import BadFiles, Bilingual, Finding, Severity
from schedules.review.check import Checked, check, drafts_of

WORDS = "检查值班文件，一次列出所有问题 · check the duty files, everything wrong at once"


def add(parser: argparse.ArgumentParser) -> None:
    drafts = "草稿：代替配置中的同名文件一起检查；缺省只检查配置 · drafts, checked in place of the files of their names"
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help=drafts)
    parser.add_argument("--strict", action="store_true", help="有提醒也算不通过 · fail on warnings, too")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say, config = speaker(arguments.lang), config_of(arguments)
    if missing := [path for path in arguments.files if not path.is_file()]:
        print(say(Bilingual(f"没有文件 {missing[0]}", f"no such file: {missing[0]}")))
        return 2
    drafts = drafts_of(arguments.files, config)
    found = merged(look(arguments, drafts), () if drafts else other_files(config))
    for one in found:
        place = drafts.get(one.file, config / one.file)
        print(json.dumps(as_json(one, place), ensure_ascii=False) if arguments.json else in_words(one, place))
    errors = sum(one.severity is Severity.ERROR for one in found)
    if not arguments.json:
        print(say(_summary(errors, len(found) - errors)))
    return 1 if errors or (arguments.strict and found) else 0


def look(arguments: argparse.Namespace, drafts: Mapping[str, Path]) -> Checked:
    """The duty files, as far as all of them together can be judged."""
    config = config_of(arguments)
    return check(config, now_of(arguments), drafts, prompts=_prompts(config))


def merged(checked: Checked, others: tuple[Finding, ...]) -> list[Finding]:
    """Both, each finding once, by place: the routing part of ``hotline.yaml`` is looked at by both."""
    return sorted({*checked.findings, *others}, key=lambda one: (one.place, one.problem.en))


def other_files(config: Path) -> tuple[Finding, ...]:
    """What is wrong with the files that are no part of a duty version."""
    found: set[Finding] = set()
    for read in (read_served, read_script):
        try:
            read(config)
        except BadFiles as bad:
            found.update(bad.findings)
    return tuple(sorted(found, key=lambda one: one.place))


def in_words(one: Finding, path: Path) -> str:
    """As editors and CI read places: ``file:line:column: …``, Chinese first, English below."""
    zh, en = ("错误", "error") if one.severity is Severity.ERROR else ("提醒", "warning")
    place = f"{_shown(path)}:{one.line}:{one.column}"
    return f"{place}: {zh}: {one.problem.zh} — {one.remedy.zh}\n    {en}: {one.problem.en} — {one.remedy.en}"


def as_json(one: Finding, path: Path) -> dict[str, object]:
    return {
        "severity": one.severity.value,
        "file": _shown(path),
        "line": one.line,
        "column": one.column,
        "problem": {"zh": one.problem.zh, "en": one.problem.en},
        "remedy": {"zh": one.remedy.zh, "en": one.remedy.en},
    }


def _shown(path: Path) -> str:
    """As the person at the terminal would type it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _prompts(config: Path) -> frozenset[str] | None:
    """The prompts that can be spoken; None where their file is itself a finding."""
    try:
        return frozenset(read_script(config).texts)
    except BadFiles:
        return None


def _summary(errors: int, warnings: int) -> Bilingual:
    if errors:
        return Bilingual(
            f"✗ {errors} 处错误，{warnings} 处提醒：改正之前不会生效",
            f"✗ errors: {errors}, warnings: {warnings}; nothing takes effect before they are mended",
        )
    if warnings:
        return Bilingual(f"✓ 可以发布，有 {warnings} 处提醒", f"✓ good to publish, warnings: {warnings}")
    return Bilingual("✓ 没有问题", "✓ nothing is wrong")
