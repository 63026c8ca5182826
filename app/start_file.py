"""A file that is read when the desk starts. Callers come first: a fault in it closes no desk, and is an alarm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from schedules.document import BadFiles, Bilingual, Finding
from web.ports import Alarm

from .process import operator

Value = TypeVar("Value")


class StartFile(Generic[Value]):
    """What ``read`` found, or ``otherwise`` where it raised ``BadFiles``; called, it tells the alarm of that.

    ``code`` is the alarm's; ``instead`` says, without a full stop, what holds while the file is wrong.
    """

    def __init__(
        self, read: Callable[[], Value], otherwise: Callable[[], Value], code: str, instead: Bilingual
    ) -> None:
        self._fault: Finding | None = None
        self._code = code
        self._instead = instead
        try:
            self.value = read()
        except BadFiles as bad:
            self._fault = bad.findings[0]
            self.value = otherwise()
            operator.warning("未生效 · not in force: %s", self._fault)

    def __call__(self) -> tuple[Alarm, ...]:
        fault = self._fault
        if fault is None:
            return ()
        place = f"{fault.file}:{fault.line}:{fault.column}"
        zh = f"{self._instead.zh}：{place} {fault.problem.zh}；{fault.remedy.zh}，然后重启坐席侧进程"
        en = f"{self._instead.en}: {place} {fault.problem.en}; {fault.remedy.en}, then restart the desk"
        return (Alarm(self._code, zh, en),)
