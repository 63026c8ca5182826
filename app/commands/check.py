"""``hotline check``: everything that start-up checks, without serving."""

from __future__ import annotations

import argparse

from app.check import findings
from app.language import add_language_option, speaker
from app.options import settings_of
from schedules.document import Bilingual


def add(parser: argparse.ArgumentParser) -> None:
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    good = True
    for check in findings(settings_of(arguments)):
        good = good and not check.faults
        print(f"{'✗' if check.faults else '✓'} {say(check.name)}")
        for fault in check.faults:
            print(f"    {fault}")
    print(say(Bilingual("可以启动", "ready to start") if good else Bilingual("尚不能启动", "not ready to start")))
    return 0 if good else 1
