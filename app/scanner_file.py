"""``config/attachments.yaml``: the command that scans attachments before they are kept."""

from __future__ import annotations

from pathlib import Path

from schedules.document import BadFiles, Finding, Section, parse
from web.ports import Alarm
from work_orders.attachments.scan import Scan, Verdict, not_scanned, scanner

from .config_text import config_text
from .process import operator

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


class ScannerFile:
    """As it was at the start of the desk. While the file is wrong nothing is attached: nobody knows what scans."""

    def __init__(self, config: Path) -> None:
        self._fault: Finding | None = None
        self.scan: Scan = not_scanned
        if not (config / FILE).exists():
            return
        try:
            self.scan = scanner(read_scanner(config))
        except BadFiles as bad:
            self._fault, self.scan = bad.findings[0], _no_answer
            operator.warning("未生效 · not in force: %s", self._fault)

    def __call__(self) -> tuple[Alarm, ...]:
        fault = self._fault
        if fault is None:
            return ()
        place = f"{fault.file}:{fault.line}:{fault.column}"
        zh = f"附件扫描配置有误，暂不能添加附件：{place} {fault.problem.zh}；{fault.remedy.zh}，然后重启坐席侧进程"
        en = f"Nothing can be attached: {place} {fault.problem.en}; {fault.remedy.en}, then restart the desk"
        return (Alarm("attachments_file", zh, en),)


async def _no_answer(_data: bytes) -> Verdict:
    return Verdict.NO_ANSWER
