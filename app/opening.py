"""Opening a house: everything that must be right before the first caller, in the order in which it is needed.

Start-up refuses for faults of Asterisk, SIP, ports or clock, and when no good duty version was ever stored. A bad
file beside a last good version only alarms: callers come first.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from app.setup.asterisk import AsteriskMissing, AsteriskProgram, find_asterisk
from routing.duty import Duty
from schedules import store as versions
from schedules.active_file import write_active
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.document import BadFiles, Finding
from schedules.homecoming import bring_home, publish_saved
from schedules.version import DamagedVersion
from storage.database import Database
from storage.migrate import migrate

from . import clock
from .accounts import bring_in_step
from .asterisk import write_configuration
from .cannot_open import CannotOpen
from .installation import Installation
from .settings import Listen
from .sounds import convert_prompts

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening the house brought to light."""

    program: AsteriskProgram
    duty: Duty
    findings: tuple[Finding, ...]
    """What is wrong with the files on disk, while an earlier version decides."""


async def open_house(house: Installation) -> Opened:
    """Convert new prompts, migrate, publish what stands on disk, bring accounts in step, configure Asterisk."""
    program = require_sound(house)
    await asyncio.to_thread(convert_prompts, house.settings.sounds)
    async with house.database() as db:
        await migrate(db)
        duty, findings = await duty_at_start(house, db)
        await bring_in_step(house, db, duty.book)
    write_configuration(house, program, duty, house.clock.now())
    return Opened(program, duty, findings)


def require_sound(house: Installation) -> AsteriskProgram:
    """Clock, ports and Asterisk, all faults at once."""
    reasons = clock.faults(house.clock.now())
    reasons += [*taken_ports(house.settings.listen)]
    program = None
    try:
        program = find_asterisk(house.settings.root)
    except AsteriskMissing as error:
        reasons.append(str(error))
    if reasons or program is None:
        raise CannotOpen(reasons)
    return program


def taken_ports(listen: Listen) -> Iterable[str]:
    """Ports of ours that somebody else listens on."""
    wanted = (
        ("SIP", socket.SOCK_DGRAM, listen.address, listen.sip),
        ("AMI", socket.SOCK_STREAM, "127.0.0.1", listen.ami),
        ("FastAGI", socket.SOCK_STREAM, "127.0.0.1", listen.fastagi),
        ("web", socket.SOCK_STREAM, listen.address, listen.web),
    )
    for name, kind, address, port in wanted:
        if not _is_free(kind, address, port):
            yield (
                f"端口 {port}（{name}）已被占用：停止占用它的程序，或修改 config/hotline.yaml 的 listen · "
                f"port {port} ({name}) on {address} is taken: stop what listens there, or change listen in hotline.yaml"
            )


def _is_free(kind: socket.SocketKind, address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


async def duty_at_start(house: Installation, db: Database) -> tuple[Duty, tuple[Finding, ...]]:
    """Today's files if they are right, else the last good version together with what is wrong with the files."""
    try:
        await bring_home(db, house.settings.config, house.settings.replaced, house.clock.now())
        bundle = read_bundle(house.settings.config)
        duty = Duty(compile_bundle(bundle))
        version = await publish_saved(db, bundle, who="file", why="启动 · start", now=house.clock.now())
        write_active(house.settings.active_json, version, bundle)
    except BadFiles as bad:
        return await _last_good(house, db, bad), bad.findings
    return duty, ()


async def _last_good(house: Installation, db: Database, bad: BadFiles) -> Duty:
    async with db.reading() as tx:
        version = await versions.in_force(tx, house.clock.now())
        try:
            bundle: Bundle | None = await versions.load(tx, version.hash) if version else None
        except (DamagedVersion, KeyError):
            log.exception("the version in force cannot be read")
            bundle = None
    if bundle is None:
        reason = "没有可用的值班版本，请先修正以下文件 · no good duty version exists; mend these files first"
        raise CannotOpen([reason, *map(str, bad.findings)])
    return Duty(compile_bundle(bundle))
