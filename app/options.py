"""The options that every command of ours understands, and the settings they lead to."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path

from .cannot_open import CannotOpen
from .clock import Clock, read_clock, shift_to
from .hotline_file import SQLITE, read_site
from .settings import RTP_PORTS_OF_A_BASE, Listen, Settings, sqlite_url
from .shipped import ROOT_VARIABLE, default_root, started_with

REHEARSAL_PORTS = 2_000  # a rehearsal listens so much higher than the service beside it

HIGHEST_BASE = 65_535 - RTP_PORTS_OF_A_BASE.stop


def add_house_options(parser: argparse.ArgumentParser) -> None:
    """Which house, and at which time."""
    add = parser.add_argument_group("house").add_argument
    where = f"热线目录，缺省取 {ROOT_VARIABLE}、代码库、当前目录 · the hotline's folder"
    add("--root", type=Path, default=default_root(), metavar="DIR", help=where)
    add("--config", type=Path, metavar="DIR", help="配置目录，缺省为其中的 config · folder of configuration")
    add("--var", type=Path, metavar="DIR", help="运行数据目录，缺省为其中的 var · folder of run-time data")
    add("--port-base", type=_port_base, metavar="N", help="所有端口从 N 起 · all ports from N on")
    add("--clock", type=_clock, metavar="TIME", help='按此时刻演练，如 "2026-11-23 12:30" · rehearse at this time')
    add("--ports", type=_ports, help=argparse.SUPPRESS)  # told by a parent process
    add("--shift", type=int, default=0, help=argparse.SUPPRESS)


def config_of(arguments: argparse.Namespace) -> Path:
    """The folder of configuration; ``CannotOpen`` where there is none."""
    config: Path = (arguments.config or arguments.root.resolve() / "config").resolve()
    if not config.is_dir():
        raise CannotOpen([_no_hotline(config)])
    return config


def now_of(arguments: argparse.Namespace) -> datetime:
    """The instant it is for this command, without opening the house."""
    return Clock(shift_to(arguments.clock) if arguments.clock else timedelta(seconds=arguments.shift)).now()


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The house that the options name.

    Raises ``BadFiles`` when these parts of ``config/hotline.yaml`` cannot be used, ``CannotOpen`` where no hotline is.
    """
    config, root = config_of(arguments), arguments.root.resolve()
    var = (arguments.var or root / "var").resolve()
    listen, database = read_site(config)
    if arguments.port_base is not None:
        listen = Listen.from_base(listen.address, arguments.port_base)
    if arguments.ports is not None:
        listen = Listen(listen.address, *arguments.ports)
    settings = Settings(
        root=root,
        config=config,
        var=var,
        listen=listen,
        shift=timedelta(seconds=arguments.shift),
        database_url=sqlite_url(var) if database == SQLITE or arguments.shift else database,
    )
    if arguments.clock is None:
        return settings
    return settings.rehearsing(shift_to(arguments.clock), by=0 if arguments.port_base else REHEARSAL_PORTS)


def _no_hotline(config: Path) -> str:
    return (
        f"没有 {config}：先在热线目录中运行 {started_with()} install，或用 --root 指明该目录 · "
        f"no {config}: run `{started_with()} install` in the hotline's folder, or name that folder with --root"
    )


def _clock(text: str) -> object:
    try:
        return read_clock(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port_base(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1_024 <= int(text) <= HIGHEST_BASE):
        raise argparse.ArgumentTypeError(f"1024-{HIGHEST_BASE}")
    return int(text)


def _ports(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))
