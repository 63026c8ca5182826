"""``python -m benchmarks.first_decision ACTIVE.json``: a node's first decision, from nothing. Prints where time went.

A process of its own, because that is what is measured: it loads what a node loads, reads the duty version kept on disk
and decides one call. The line printed is the answer's rule and the seconds of each step.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

_BEGAN = time.perf_counter()

import app.node  # noqa: E402, F401 a node's imports are part of its start
from benchmarks.house import MONDAY_MORNING  # noqa: E402
from routing.duty import Duty  # noqa: E402
from schedules.active_file import read_active  # noqa: E402
from schedules.compile import compile_bundle  # noqa: E402
from storage.ids import LineId  # noqa: E402


def main(active_json: str, line: str) -> None:
    loaded = time.perf_counter()
    kept = read_active(Path(active_json))
    if kept is None:
        raise FileNotFoundError(active_json)
    duty = Duty(compile_bundle(kept[1]))
    compiled = time.perf_counter()
    answer, _ = duty.answer(LineId(line), MONDAY_MORNING)
    decided = time.perf_counter()
    steps = {"imports": loaded - _BEGAN, "compile": compiled - loaded, "decide": decided - compiled}
    print(json.dumps({"rule": answer.rule, **steps}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
