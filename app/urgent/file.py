"""``config/urgent_events.yaml`` as it was at the start of the desk."""

from __future__ import annotations

from pathlib import Path

from app.process import operator
from app.shipped import PROGRAM
from schedules.document import BadFiles, Finding
from urgent.rules import read_rules
from web.ports import Alarm


class UrgentFile:
    """The folder's rules, or the shipped ones with an alarm: callers come first, a fault in this file closes no desk.

    Where it names persons or departments that the other files do not have, ``hotline check`` says so.
    """

    def __init__(self, config: Path) -> None:
        self._fault: Finding | None = None
        try:
            self.rules = read_rules(config)
        except BadFiles as bad:
            self._fault = bad.findings[0]
            self.rules = read_rules(PROGRAM / "config")
            operator.warning("未生效 · not in force: %s", self._fault)

    def __call__(self) -> tuple[Alarm, ...]:
        fault = self._fault
        if fault is None:
            return ()
        place = f"{fault.file}:{fault.line}:{fault.column}"
        zh = f"重要事件配置有误，暂用自带配置：{place} {fault.problem.zh}；{fault.remedy.zh}，然后重启坐席侧进程"
        en = f"The shipped urgent_events.yaml is used: {place} {fault.problem.en}; {fault.remedy.en}, then restart"
        return (Alarm("urgent_file", zh, en),)
