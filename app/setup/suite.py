"""``./test`` after its set-up: every check and every test; pytest's closing line ends the output.

A check that fails does not stop the others: one run tells everything that is wrong. Live tests wait for people who
speak and phones that ring: several of their files run at a time, and all the others meanwhile at a lower priority.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.setup.console import Console
from app.setup.pages import install_modules
from app.setup.stamps import Stamps

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = (
    *("agent_bridge", "app", "benchmarks", "clients", "dialplan", "ivr", "people", "recordings", "routing"),
    *("notices", "participants", "schedules", "storage", "tests", "urgent", "web", "work_orders"),
)

# In one process: for tests this quick, starting others takes longer than it saves. And without Hypothesis's plugin:
# for properties, which are left out here, it would read every file of ours once more.
QUICK = ("-m", "not live and not thorough", "--ignore=tests/live", "-p", "no:_hypothesis_pytestplugin")
REST = ("-m", "not live", "--ignore=tests/live")
# Each process with a house and a browser of its own, for all of its files. Which begin first: tests/live/conftest.py.
LIVE = ("tests/live", "--numprocesses=3", "--dist=loadfile", "--no-loadscope-reorder")


@dataclass(frozen=True, slots=True)
class Check:
    """One tool over the whole house; silent unless it fails."""

    name: str
    command: Sequence[str]
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)

    def passes(self, *before: str) -> bool:
        """``before``: of the command, such as ``nice``."""
        began = time.monotonic()
        done = subprocess.run(
            (*before, *self.command),
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        good = done.returncode == 0
        print(f"{'✓' if good else '✗'} {self.name} {time.monotonic() - began:.1f} s", flush=True)
        if not good:
            print(done.stdout, flush=True)
        return good


def checks(*, fast: bool) -> list[Check]:
    """Those without a call; ``fast`` leaves out what takes more than a moment."""
    style = [Check("ruff check", _tool("ruff", "check")), Check("ruff format", _tool("ruff", "format", "--check"))]
    return style if fast else [*style, Check("mypy", _tool("mypy", *ROOMS)), *_checks_of_pages()]


def _checks_of_pages() -> list[Check]:
    console = Console(sys.stderr, ROOT / "var" / "log" / "setup.log")
    node = install_modules(ROOT, Stamps(ROOT / "var" / "setup"), console)
    return [
        Check(name, (*node.npm, "run", script), ROOT / "web" / "ui", node.environment())
        for name, script in (("vue-tsc", "check"), ("vitest", "test"))
    ]


def _tool(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", module, *arguments)


def _keeping_bytecode() -> dict[str, str]:
    """This environment, but pytest may keep the tests it compiled: doing so anew takes longer than the quick ones."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main(arguments: list[str]) -> int:
    fast = "--fast" in arguments
    passed_on = [argument for argument in arguments if argument != "--fast"]
    if not fast and not passed_on:
        return _whole()
    failed = _failed_checks(fast=fast)
    chosen = QUICK if fast else ()
    tests = subprocess.run(_tool("pytest", *chosen, *passed_on), cwd=ROOT, env=_keeping_bytecode(), check=False)
    _tell(failed)
    return tests.returncode or bool(failed)


def _whole() -> int:
    """Everything at once: the checks are told first, then the tests without live parts, then the live ones."""
    with _beside("nice", *_tool("pytest", *REST)) as rest, _beside(*_tool("pytest", *LIVE)) as live:
        failed = _failed_checks("nice", fast=False)
        if rest.follow():
            failed.append("tests without live parts")
        _tell(failed)
        return live.follow() or bool(failed)


@dataclass(frozen=True, slots=True)
class _Beside:
    """A program that runs meanwhile, and what it has said so far."""

    process: subprocess.Popen[bytes]
    said: Path

    def follow(self) -> int:
        """Print what it says until it has ended and all is printed; its exit code."""
        with self.said.open("rb") as written:
            ended = False
            while not ended:
                ended = self.process.poll() is not None
                while part := written.read(65_536):
                    sys.stdout.buffer.write(part)
                    sys.stdout.buffer.flush()
                time.sleep(0 if ended else 0.5)
        return self.process.returncode


@contextmanager
def _beside(*command: str) -> Iterator[_Beside]:
    """Started now, and stopped when left before it has ended."""
    with tempfile.NamedTemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_keeping_bytecode(), stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield _Beside(process, Path(said.name))
        finally:
            process.terminate()  # after Ctrl-C: it stops what it started
            process.wait()


def _failed_checks(*before: str, fast: bool) -> list[str]:
    return [check.name for check in checks(fast=fast) if not check.passes(*before)]


def _tell(failed: list[str]) -> None:
    if failed:
        print(f"✗ 以上未通过 · failed above: {', '.join(failed)}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
