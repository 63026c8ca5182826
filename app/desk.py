"""The desk process: the staff's side. It may restart at any time without a caller noticing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from prometheus_client import CollectorRegistry

from agent_bridge.ami import AmiAccount, AmiLink
from agent_bridge.assembly import desk_parts
from agent_bridge.briefing import Greeting
from agent_bridge.desk import Desk, Parts
from agent_bridge.directory import Directory, GroupEntry, Names, PersonEntry
from agent_bridge.rota import Rota
from dialplan.menu import ToLine
from people.passwords import Passwords
from people.sign_in import SignIn
from routing.duty import Duty
from schedules.follow import ActiveDuty, Follower
from schedules.homecoming import bring_home
from schedules.saving import Folder
from schedules.watch import watch_and_publish
from storage.database import Database
from storage.ids import LineId
from storage.migrate import migrate
from web.ports import RosterServices, Sounds, WebServices, WebSettings, WorkServices
from web.serve import serving
from work_orders.attachments.folder import Folder as AttachmentFolder

from . import alarms
from .accounts import bring_in_step, forget_first_password
from .current_duty import CurrentDuty
from .gauges import DroppedEvents, Gauges, LateOrders, Readings, rows_waiting
from .identity_file import IdentityFile
from .installation import AMI_USER, Installation
from .order_parts import OrderParts, order_parts
from .process import keep_what_is_there
from .saved_warnings import SavedWarnings
from .scanner_file import ScannerFile
from .shipped import PAGES
from .turns import Turns

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the desk process holds together while it runs."""

    house: Installation
    db: Database
    duty: CurrentDuty
    follower: Follower
    link: AmiLink
    parts: Parts
    sign_in: SignIn
    orders: OrderParts
    refused: alarms.RefusedFiles
    late: LateOrders
    identity: IdentityFile
    scanner: ScannerFile


async def run_desk(house: Installation) -> None:
    """Until cancelled."""
    async with house.database() as db:
        await migrate(db)
        desk = await _built(house, db)
        desk_loop = Desk(desk.parts)
        services, listen = _web_services(desk, desk_loop), house.settings.listen
        keep_what_is_there()
        async with serving(services, listen.address, listen.web), asyncio.TaskGroup() as tasks:
            log.info("the desk is open on port %d", house.settings.listen.web)
            tasks.create_task(desk.follower.run())
            tasks.create_task(desk.link.run())
            tasks.create_task(desk_loop.run())
            tasks.create_task(_publish_saves(desk))
            tasks.create_task(desk.late.run())
            desk.orders.begin(tasks)
            tasks.create_task(desk.orders.urgent.run(_alarms(desk)))


async def _built(house: Installation, db: Database) -> _Desk:
    listen = house.settings.listen
    duty = CurrentDuty()

    async def on_new(active: ActiveDuty) -> None:
        await duty.take(active)
        await bring_in_step(house, db, active.book)
        await bring_home(db, house.settings.config, house.settings.replaced, house.clock.now())

    follower = Follower(db, house.settings.var / "duty" / "desk.json", on_new, house.clock.now)
    await follower.start()
    link = AmiLink(AmiAccount("127.0.0.1", listen.ami, AMI_USER, house.secrets.ami_secret), now=house.clock.now)
    parts = desk_parts(
        db=db,
        vault=house.vault,
        asterisk=link,
        rota=Rota(lambda: directory(duty()), Turns(lambda: duty().book)),
        greeting=Greeting(Names(house.hotline.name_zh, house.hotline.name_en)),
        now=house.clock.now,
    )
    sign_in = SignIn(db, Passwords(), partial(forget_first_password, house))
    orders = await order_parts(house, db, lambda: follower.active)
    refused, late = alarms.RefusedFiles(), LateOrders(db, house.clock.now)
    identity, scanner = IdentityFile(house.settings.config), ScannerFile(house.settings.config)
    return _Desk(house, db, duty, follower, link, parts, sign_in, orders, refused, late, identity, scanner)


@lru_cache(maxsize=2)
def directory(duty: Duty) -> Directory:
    """Who is who, from the duty version in force."""
    book = duty.book
    return Directory(
        people={person.id: PersonEntry(person.name, person.groups) for person in book.people.values()},
        groups={
            group.id: GroupEntry(group.line, Names(group.name_zh, group.name_en)) for group in book.groups.values()
        },
        lines={line.id: Names(line.name_zh, line.name_en) for line in book.lines.values()},
    )


def _web_services(desk: _Desk, loop: Desk) -> WebServices:
    house, parts = desk.house, desk.parts
    return WebServices(
        db=desk.db,
        vault=house.vault,
        sign_in=desk.sign_in,
        presence=parts.presence,
        pops=parts.board,
        feed=parts.feed,
        duty=lambda: desk.follower.active,
        now=house.clock.now,
        alarms=_alarms(desk),
        checks=lambda: {"asterisk": desk.link.fault is None, "in_step": loop.in_step.is_set()},
        metrics=_metrics(desk),
        settings=WebSettings(
            hotline=house.hotline.name_zh,
            hotline_en=house.hotline.name_en,
            numbers=house.hotline.numbers,
            shift=house.settings.shift,
            keys=_keys(house),
            pages=PAGES,
        ),
        roster=_roster(desk),
        identity=desk.identity.rules,
        work=_work(desk),
        urgent=desk.orders.urgent.services(),
    )


def _work(desk: _Desk) -> WorkServices:
    office, settings = desk.orders.office, desk.house.settings
    folder = AttachmentFolder(settings.attachments, desk.house.vault)
    sounds = Sounds(settings.recordings, settings.messages)
    return WorkServices(office.means, lambda: office.loop_seq, folder, desk.scanner.scan, sounds)


def _roster(desk: _Desk) -> RosterServices:
    settings, refused = desk.house.settings, desk.refused
    folder = Folder(desk.db, settings.config, settings.replaced, desk.house.playable)
    return RosterServices(folder, lambda: refused.findings)


def _alarms(desk: _Desk) -> alarms.Alarms:
    return alarms.Alarms(
        desk.refused,
        alarms.following(lambda: desk.follower.trouble),
        alarms.asterisk(lambda: desk.link.fault),
        alarms.calendar(lambda: desk.duty().book, desk.house.clock.now),
        alarms.covers(lambda: desk.duty().book, desk.house.clock.now),
        alarms.relief(desk.parts.presence.unrelieved, lambda: directory(desk.duty())),
        desk.late.alarm,
        DroppedEvents(lambda: desk.link.dropped, desk.house.clock.now).alarm,
        rows_waiting(lambda: desk.parts.chronicle.waiting),
        alarms.refused("order_files_refused", desk.orders.office.findings),
        desk.orders.outbox.alarm,
        desk.orders.hooks.watch.alarm,
        desk.orders.urgent.file,
        desk.identity,
        desk.scanner,
    )


def _metrics(desk: _Desk) -> CollectorRegistry:
    registry, chronicle = CollectorRegistry(), desk.parts.chronicle
    readings = Readings(
        events_dropped=lambda: desk.link.dropped,
        events_unreadable=lambda: desk.link.bad_events,
        rows_waiting=lambda: chronicle.waiting,
        rows_left_to_witness=lambda: chronicle.left_to_witness,
        opened_late=lambda: desk.late.count,
        duty=lambda: desk.follower.active,
        now=desk.house.clock.now,
    )
    registry.register(Gauges(readings))
    registry.register(desk.orders.outbox)
    registry.register(desk.orders.hooks.watch)
    return registry


def _keys(house: Installation) -> Mapping[LineId, str]:
    """The key of each line, wherever it stands in the menu."""
    nodes = house.hotline.menu.nodes.values()
    return {
        LineId(choice.line): key for node in nodes for key, choice in node.keys.items() if isinstance(choice, ToLine)
    }


async def _publish_saves(desk: _Desk) -> None:
    house = desk.house
    warnings = SavedWarnings(house.clock.now, house.playable)
    config, now = house.settings.config, house.clock.now
    await watch_and_publish(desk.db, config, on_refused=desk.refused.note, now=now, on_saved=warnings.look)
