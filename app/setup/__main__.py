"""``python -m app.setup PROFILE``: put in place what is missing. ``./run`` and ``./test`` start here.

Ends with 0 when everything is in place, 1 when it cannot be, with the reason and the remedy on the terminal.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.setup.console import Console, ToolFailed
from app.setup.said import Said, SetupRefused
from app.setup.steps import PROFILES, Step, steps

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in PROFILES:
        print(f"usage: python -m app.setup {'|'.join(PROFILES)}", file=sys.stderr)
        return 2
    return put_in_place(ROOT, lambda: steps(ROOT, arguments[0]))


def put_in_place(root: Path, wanted: Callable[[], list[Step]]) -> int:
    """Do what is missing in this folder, told on the terminal; the exit code. One set-up at a time works in it."""
    os.environ.pop("PYTHONPATH", None)  # it led to this module; the tools we call must not see it
    console = Console(sys.stderr, root / "var" / "log" / "setup.log")
    try:
        with _alone(root / "var" / "setup", console):
            set_up(wanted(), console)
    except SetupRefused as refusal:
        return _explain(console, refusal.problem, refusal.remedy)
    except ToolFailed as failure:
        console.say(failure.tail)
        return _explain(console, Said("这一步失败了", f"this failed: {failure}"), _look_into(console.log))
    except OSError as error:
        return _explain(console, Said("无法读写文件", f"cannot read or write: {error}"), _whose(root))
    except KeyboardInterrupt:
        console.say(Said("已中断；再次运行会从这里继续", "interrupted; the next run goes on from here"))
        return 130
    return 0


def set_up(all_steps: list[Step], console: Console) -> None:
    """Do those steps that have something missing, in order."""
    began = time.monotonic()
    to_do = [(step, reason) for step in all_steps if (reason := step.missing())]
    for number, (step, reason) in enumerate(to_do, 1):
        with console.step(number, len(to_do), step.title, reason):
            step.do(console)
    if to_do:
        took = f"{time.monotonic() - began:.0f}"
        console.say(Said(f"安装准备完成，用时 {took} 秒", f"everything is in place, after {took} s"))


@contextmanager
def _alone(folder: Path, console: Console) -> Iterator[None]:
    """Only one set-up works in a clone at a time; the kernel frees the lock when its holder ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say(Said("另一个安装准备正在进行，等它结束 …", "another set-up is at work here, waiting for it …"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _explain(console: Console, problem: Said, remedy: Said) -> int:
    console.say(f"✗ {problem}")
    console.say(f"→ {remedy}")
    return 1


def _whose(root: Path) -> Said:
    return Said(
        f"请确认磁盘未满，且 {root} 属于当前用户（曾用 root 运行过的，请 chown）",
        f"see that the disk has room and that {root} belongs to you (chown it, if root ran here before)",
    )


def _look_into(log: Path) -> Said:
    return Said(
        f"请看 {log}，解决后再次运行", f"look into {log}, mend it and run again; what is done is not done twice"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
