"""Which duty version is meant: a folder, a number, or the one in force; and the database they are kept in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.cannot_open import CannotOpen
from app.settings import Settings
from schedules import store
from schedules.book import DutyBook
from schedules.bundle import Bundle, read_bundle
from schedules.compile import compile_bundle
from schedules.finding import Bilingual
from schedules.version import DamagedVersion, PublishedVersion
from storage.database import Database
from storage.migrate import migrate

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Source:
    """A version that can be asked, and what it is called."""

    name: Bilingual
    bundle: Bundle
    book: DutyBook


@asynccontextmanager
async def versions_database(settings: Settings) -> AsyncIterator[Database]:
    """The database of the house, with today's tables."""
    settings.var.mkdir(parents=True, exist_ok=True)
    async with Database(settings.database_url) as db:
        await migrate(db)
        yield db


async def source(db: Database, what: str, now: datetime) -> Source:
    """``active``, a number, or a folder. ``BadFiles`` where its files are wrong, ``CannotOpen`` where there is none."""
    if what != ACTIVE and not what.isdecimal():
        return of_folder(Path(what))
    version = await in_force(db, now) if what == ACTIVE else await numbered(db, int(what))
    return await of_version(db, version)


def of_folder(folder: Path) -> Source:
    if not folder.is_dir():
        raise CannotOpen(
            [f"没有目录 {folder}；请写目录、版本号或 active · no such folder: name one, a number, or active"]
        )
    bundle = read_bundle(folder)
    return Source(Bilingual(str(folder), str(folder)), bundle, compile_bundle(bundle))


async def of_version(db: Database, version: PublishedVersion) -> Source:
    try:
        async with db.reading() as tx:
            bundle = await store.load(tx, version.hash)
    except (KeyError, DamagedVersion) as error:
        raise CannotOpen([f"第 {version.seq} 版的内容已损坏 · version {version.seq} is damaged: {error}"]) from error
    name = Bilingual(f"第 {version.seq} 版", f"version {version.seq}")
    return Source(name, bundle, compile_bundle(bundle))


async def in_force(db: Database, now: datetime) -> PublishedVersion:
    async with db.reading() as tx:
        version = await store.in_force(tx, now)
    if version is None:
        raise CannotOpen(
            ["还没有生效的值班版本，请先启动热线或 hotline roster publish · no duty version is in force yet"]
        )
    return version


async def numbered(db: Database, seq: int) -> PublishedVersion:
    async with db.reading() as tx:
        version = await store.by_seq(tx, seq)
    if version is None:
        raise CannotOpen(
            [f"没有第 {seq} 版，见 hotline roster log · there is no version {seq}, see hotline roster log"]
        )
    return version
