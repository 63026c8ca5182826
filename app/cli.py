"""The commands by name. Exit codes: 0 done, 1 refused or something lacks, 2 misused."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from types import ModuleType

from schedules.document import BadFiles

from .cannot_open import CannotOpen
from .options import add_house_options

COMMANDS = {
    "install": "在热线目录中备好配置与 Asterisk · lay down config and Asterisk in the hotline's folder",
    "serve": "启动热线，直到 Ctrl-C · run the whole house until Ctrl-C",
    "demo": "用真实 SIP 来电演练 · a rehearsal with real SIP calls",
    "call": "在终端里走一遍通话 · the same conversation in the terminal",
    "check": "检查启动所需的一切，不启动服务 · everything that start-up checks, without serving",
    "whatif": "某时某线由谁应答，为什么 · who would answer then, and why",
    "roster": "值班表：检查、查看、比较、发布、回退 · rosters: check, show, compare, publish, roll back",
    "calendar": "工作日历：查看、导入放假安排 · the working calendar: show, import a notice",
    "orders": "工单闭环：一览与检查 · the closed loop of work orders: on one page, checked",
    "participants": "市场主体档案：导入、模板、查找 · the participant register: import, template, find",
    "api": "其他系统的接口：令牌、说明 · the interface for other systems: tokens, description",
    "agents": "坐席话机的账号与密码 · what to type into the agents' phones",
    "prompts": "语音提示：列出、合成、检查 · the spoken prompts",
    "webhooks": "事件推送：订阅、试推、重推、死信 · webhooks: subscribe other systems, test, replay",
    "keys": "密钥：查看、更换、清除 · keys of personal data: show, rotate, retire",
    "audit": "审计日志：核验、查看 · the audit log: verify, show",
    "retention": "到期记录：一览、删除 · what is older than it is kept: show, delete",
    "hold": "依法留存：设置、解除、一览 · legal holds: put, lift, list",
    "node": "只运行节点进程 · the node process alone",
    "desk": "只运行坐席侧进程 · the desk process alone",
}
"""Each is a file of ``app/commands``, read only when it is wanted: a node that was killed has to be back quickly."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, that of this process unless told. Faults that a person can mend are told without a trace."""
    argv = sys.argv[1:] if argv is None else argv
    arguments = _parser(argv[0] if argv else "").parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except BadFiles as bad:
        return _refused(map(str, bad.findings))
    except CannotOpen as refusal:
        return _refused(refusal.reasons)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser(wanted: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hotline", description="公共服务热线的来电导航与分配 · IVR and call routing")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        if name == wanted:
            _fill(command, import_module(f"app.commands.{name}"))
    return parser


def _fill(command: argparse.ArgumentParser, module: ModuleType) -> None:
    """A command, or one that stands for several (``hotline roster check``): each of those has the house's options."""
    several: Mapping[str, ModuleType] | None = getattr(module, "SEVERAL", None)
    if several is None:
        add_house_options(command)
        module.add(command)
        command.set_defaults(run=module.run)
        return
    inner = command.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, one in several.items():
        _fill(inner.add_parser(name, help=one.WORDS, description=one.WORDS), one)


def _refused(reasons: Iterable[str]) -> int:
    for reason in reasons:
        print(f"✗ {reason}", file=sys.stderr)
    return 1
