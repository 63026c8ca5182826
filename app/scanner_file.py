"""``config/attachments.yaml``: the command that scans attachments before they are kept."""

from __future__ import annotations

from pathlib import Path

from schedules.document import Bilingual, Section, parse
from work_orders.attachments.scan import Scan, Verdict, not_scanned, scanner

from .config_text import config_text
from .start_file import StartFile

FILE = "attachments.yaml"


def read_scanner(config: Path) -> tuple[str, ...]:
    """The command, empty where nothing scans. Raises ``BadFiles`` with all findings."""
    top = parse(FILE, config_text(config, FILE))
    command = read_scanner_section(top)
    top.finish()
    return command


def read_scanner_section(top: Section) -> tuple[str, ...]:
    """The same of a file that is open already; faults become its findings."""
    return tuple(top.texts("scan"))


class ScannerFile(StartFile[Scan]):
    """As it was at the start of the desk. While the file is wrong nothing is attached: nobody knows what scans."""

    def __init__(self, config: Path) -> None:
        instead = Bilingual("附件扫描配置有误，暂不能添加附件", "Nothing can be attached")
        super().__init__(lambda: _scan(config), lambda: _no_answer, "attachments_file", instead)

    @property
    def scan(self) -> Scan:
        return self.value


def _scan(config: Path) -> Scan:
    return scanner(read_scanner(config)) if (config / FILE).exists() else not_scanned


async def _no_answer(_data: bytes) -> Verdict:
    return Verdict.NO_ANSWER
