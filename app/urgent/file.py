"""``config/urgent_events.yaml`` as it was at the start of the desk."""

from __future__ import annotations

from pathlib import Path

from app.shipped import PROGRAM
from app.start_file import StartFile
from schedules.document import Bilingual
from urgent.rules import Rules, read_rules


class UrgentFile(StartFile[Rules]):
    """The folder's rules, or the shipped ones with an alarm.

    Where it names persons or departments that the other files do not have, ``hotline check`` says so.
    """

    def __init__(self, config: Path) -> None:
        instead = Bilingual("重要事件配置有误，暂用自带配置", "The shipped urgent_events.yaml is used")
        shipped = PROGRAM / "config"
        super().__init__(lambda: read_rules(config), lambda: read_rules(shipped), "urgent_file", instead)

    @property
    def rules(self) -> Rules:
        return self.value
