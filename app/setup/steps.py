"""The list of steps, for each purpose of a set-up."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from app.setup.configuration import Configuration
from app.setup.console import Console
from app.setup.environment import PythonEnvironment
from app.setup.packages import SERVING, SOUND, TESTING, UNPACKING, Need, SystemPackages, python_venv
from app.setup.pages import Pages
from app.setup.prompts import Prompts
from app.setup.said import Said
from app.setup.stamps import Stamps
from app.setup.unpack import Asterisk

PROFILES = ("run", "test", "fast")
"""``run``: to serve and rehearse · ``test``: and what the live tests meet · ``fast``: for the tests without them."""


class Step(Protocol):
    """Something that must be in place. Doing it again is harmless; doing it halfway is noticed next time."""

    @property
    def title(self) -> Said: ...

    def missing(self) -> str | None:
        """What there is to do, as a command or a result; ``None`` when all is in place. Looks only, and quickly."""

    def do(self, console: Console) -> None:
        """Put it in place; raises ``ToolFailed`` or ``SetupRefused``."""


def steps_of_installed(root: Path) -> list[Step]:
    """What a hotline from a wheel needs in its folder. Its Python is there; its first start converts the prompts."""
    asterisk = Asterisk(root)
    unpacking: tuple[Need, ...] = UNPACKING if asterisk.missing() else ()
    return [Configuration(root), SystemPackages([*SOUND, *unpacking]), asterisk]


def steps(root: Path, profile: str) -> list[Step]:
    """In the order in which they need each other."""
    stamps = Stamps(root / "var" / "setup")
    environment = PythonEnvironment(root, stamps, "requirements.lock" if profile == "run" else "requirements-test.lock")
    asterisk = Asterisk(root)
    if profile == "fast":
        return [SystemPackages([python_venv()]), environment]
    unpacking: tuple[Need, ...] = UNPACKING if asterisk.missing() else ()
    testing: tuple[Need, ...] = TESTING if profile == "test" else ()
    return [
        SystemPackages([*SERVING, *unpacking, *testing]),
        environment,
        asterisk,
        Pages(root, stamps),
        Prompts(root, stamps, environment.python),
    ]
