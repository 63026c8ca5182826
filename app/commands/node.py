"""``hotline node``: the process beside Asterisk; an operator's service manager runs it."""

from __future__ import annotations

import argparse

from app.installation import Installation
from app.node import run_node
from app.options import settings_of
from app.process import run_process


def add(_parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(arguments: argparse.Namespace) -> int:
    return run_process(run_node(Installation.open(settings_of(arguments))))
