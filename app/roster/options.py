"""What several of the roster's commands are told."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date, datetime

from app.clock import read_clock
from app.language import Say
from schedules.finding import Bilingual

MOST_WEEKS = 106  # two years


def instant(text: str) -> datetime:
    try:
        return read_clock(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} 不是日期，请写成 2026-11-23 · not a date") from error


def weeks(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WEEKS):
        raise argparse.ArgumentTypeError(f"1-{MOST_WEEKS}")
    return int(text)


def add_deed_options(parser: argparse.ArgumentParser) -> None:
    """Who changes what answers calls, and why; both are kept with the version and in the audit."""
    parser.add_argument("--why", metavar="TEXT", help="原因，随版本保存 · the reason, kept with the version")
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_yes(parser)


def add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="不再确认（供脚本）· do not ask, for scripts")


def who(arguments: argparse.Namespace) -> str:
    return str(arguments.who or getpass.getuser())


def confirmed(arguments: argparse.Namespace, question: Bilingual, say: Say) -> bool | None:
    """What the person says; None where nobody can be asked and nobody said yes beforehand."""
    if arguments.yes:
        return True
    if not sys.stdin.isatty():
        print(say(Bilingual("无人可确认；脚本中请加 --yes", "nobody can be asked; scripts say --yes")))
        return None
    yes = say(Bilingual("是", "yes"))
    said = input(f"{say(question)} [{yes}/{say(Bilingual('否', 'no'))}] ").strip().lower()
    return said in {"y", "yes", "是", yes}
