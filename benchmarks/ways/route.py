"""The AGI script of the third way: one process per call, written with pyst2, reads a compiled table and decides."""

import json
import os
import sys
import time
from bisect import bisect

from asterisk.agi import AGI


def main() -> None:
    table, line = sys.argv[1:3]
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 pyst2 tells every line it speaks
    agi = AGI()
    with open(table, encoding="utf-8") as file:  # noqa: PTH123 pathlib would cost a third of the start
        duty = json.load(file)[line]
    answer = duty["answers"][duty["which"][bisect(duty["since"], time.time()) - 1]]
    queues = [step.partition(":")[0] for step in answer["HOTLINE_PLAN"].split("&") if step]
    counts = " ".join(f"${{QUEUE_MEMBER({queue},{what})}}" for queue in queues for what in ("logged", "free", "ready"))
    staffed = any(int(count) for count in agi.get_full_variable(counts).split()) if queues else False
    for name, value in answer.items():
        agi.set_variable(name, "" if name == "HOTLINE_PLAN" and not staffed else value)
    agi.set_variable("HOTLINE_DONE", "1")


main()
