"""The command: which parts, how thoroughly, and what comes out.

Exit codes: 0 done, 1 a count is wrong or a part failed, 2 misused, 130 interrupted (what was measured is written).
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from app.language import Say, add_language_option, speaker
from app.process import log_to_stderr
from benchmarks.bench import Mode, Part
from benchmarks.compare import compared
from benchmarks.parts import PARTS
from benchmarks.progress import Progress
from benchmarks.record import NoRun, Run, read_run, write_run
from benchmarks.report import comparison, report
from benchmarks.run import measure
from schedules.document import Bilingual

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "var" / "bench"
WIDTH = 100  # columns


def main(argv: Sequence[str]) -> int:
    arguments = _parser().parse_args(argv)
    say = speaker(arguments.lang)
    try:
        earlier = [read_run(path) for path in arguments.compare]
    except NoRun as refusal:
        print(f"✗ {refusal}", file=sys.stderr)
        return 2
    if arguments.list:
        return _list(say)
    if len(earlier) == 2:
        return _compare(earlier[0], earlier[1], say)
    log_to_stderr(logging.ERROR)
    progress = Progress(Console(stderr=True), say)
    run = asyncio.run(_until_asked(arguments, progress))
    return _close(run, earlier, arguments.json or RUNS / f"{run.name}.json", say)


async def _until_asked(arguments: argparse.Namespace, progress: Progress) -> Run:
    """Ctrl-C and its like end the part at work, whose house then closes in order; asked again, they change nothing."""
    work = RUNS / f"w{os.getpid()}"  # short: an Asterisk's control socket lives below it
    measuring = asyncio.ensure_future(measure(ROOT, work, arguments.mode, arguments.only, progress))
    loop = asyncio.get_running_loop()
    asked: list[signal.Signals] = []

    def ask(number: signal.Signals) -> None:
        if not asked:
            measuring.cancel()
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, ask, number)
    return await measuring


def _close(run: Run, earlier: list[Run], path: Path, say: Say) -> int:
    write_run(path, run)
    console = _console()
    console.print(report(run, say), highlight=False)
    for before in earlier:
        console.print(comparison(compared(before, run), say), highlight=False)
    console.print(say(Bilingual(f"已写入 {path}", f"written to {path}")), highlight=False, soft_wrap=True)
    if run.interrupted:
        return 130
    return 0 if run.good else 1


def _compare(before: Run, after: Run, say: Say) -> int:
    _console().print(comparison(compared(before, after), say), highlight=False)
    return 0


def _console() -> Console:
    """The terminal; where there is none, wide enough for our tables."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)


def _list(say: Say) -> int:
    for part in PARTS:
        print(f"{part.name:12} {say(Bilingual(part.zh, part.en))} ({part.quick_s:.0f} s / {part.full_s:.0f} s)")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description="测量本机 · measure this machine")
    parser.set_defaults(mode=Mode.QUICK)
    mode = parser.add_mutually_exclusive_group()
    quick, full = "快速，至多 3 分钟（默认） · at most 3 minutes", "完整，至多 25 分钟 · at most 25 minutes"
    mode.add_argument("--quick", dest="mode", action="store_const", const=Mode.QUICK, help=quick)
    mode.add_argument("--full", dest="mode", action="store_const", const=Mode.FULL, help=full)
    parser.add_argument("--list", action="store_true", help="列出各部分 · the parts, with their seconds")
    only = "只测这些部分，以逗号分隔 · these parts alone, by commas"
    parser.add_argument("--only", type=_parts, default=PARTS, metavar="PART[,PART]", help=only)
    kept = "结果文件（默认在 var/bench 下） · where the result is kept"
    parser.add_argument("--json", type=Path, metavar="FILE", help=kept)
    with_old = "与以前的结果比较；给两个文件时只比较 · compare with an earlier result, or two of them with each other"
    parser.add_argument("--compare", type=Path, nargs="+", action=_OneOrTwo, default=[], metavar="FILE", help=with_old)
    add_language_option(parser)
    return parser


class _OneOrTwo(argparse.Action):
    """``--compare`` takes one file or two."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, *_: object
    ) -> None:
        if not isinstance(values, list) or len(values) > 2:
            parser.error("--compare OLD.json | --compare OLD.json NEW.json")
        namespace.compare = values


def _parts(text: str) -> tuple[Part, ...]:
    known = {part.name: part for part in PARTS}
    unknown = [name for name in text.split(",") if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: {', '.join(known)}")
    return tuple(part for part in PARTS if part.name in text.split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
