"""``hotline keys rotate``: a new key takes over, and everything is sealed again with it, while the house runs.

Killed at any instant, it is run again and goes on. With ``--hash`` the key of the hashes changes too, by which callers
are found again: every hash is made anew, for which the house has to stand still.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.alone import alone
from app.cannot_open import CannotOpen
from app.clock import Clock
from app.keys.opened import Opened, opened
from app.keys.retire import retire
from app.language import Say, add_language_option, speaker
from app.opening import taken_ports
from app.options import settings_of
from app.privacy_file import sealing_wanted
from app.roster.options import who
from app.settings import Settings
from schedules.finding import Bilingual
from storage.audit import Deed, record
from storage.keys import Ring
from storage.reseal import Batch, rehash, reseal, rows_to_rehash, unlike
from storage.reseal_files import files_unlike, reseal_files
from storage.vault import Vault, header_of

WORDS = "更换密钥并重新加密全部内容，中断后可续办 · a new key, and everything sealed again with it"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--hash", action="store_true", help="同时更换检索用散列的密钥（须停下热线） · the hash key too; house stopped"
    )
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    if arguments.hash:
        _require_still(settings)
    work = _Rotation(settings, who(arguments), Clock(settings.shift).now(), say)
    with alone(settings.var):
        return asyncio.run(work.done(hashes=arguments.hash))


async def _of_files(vault: Vault, folder: Path, header: bytes) -> AsyncGenerator[Batch, None]:
    for batch in reseal_files(vault, folder, header):
        yield batch
        await asyncio.sleep(0)


def _require_still(settings: Settings) -> None:
    if list(taken_ports(settings.listen)):
        zh = "热线正在运行：更换散列密钥前，请停下热线（多机部署时各机都要停）"
        raise CannotOpen([f"{zh} · the house runs: stop it, on all its machines, before the hash key is changed"])


class _Rotation:
    def __init__(self, settings: Settings, by: str, now: datetime, say: Say) -> None:
        self._settings, self._by, self._now, self._say = settings, by, now, say
        self._suite = sealing_wanted(settings.config)
        self._console = Console(markup=False)

    async def done(self, *, hashes: bool) -> int:
        """The exit code: 1 where something cannot be read."""
        async with opened(self._settings) as house:
            told = await self._resealed(house)
            if told["changed"]:
                self._print(Bilingual("已续办完成上次的更换", "the change under way is finished"))
            else:
                told = await self._changed_over(house)
            if hashes:
                told += await self._rehashed(house)
            for words in await retire(house, self._by, self._now):
                self._print(words)
        if told["unreadable"]:
            zh = f"{told['unreadable']} 项无法用现有密钥解密，保持原样"
            self._print(Bilingual(zh, f"{told['unreadable']} open with no key of ours and were left as they are"))
        return 1 if told["unreadable"] else 0

    async def _changed_over(self, house: Opened) -> Counter[str]:
        """The key, then the record: what took over unrecorded is still to be seen, the reverse would be a lie."""
        ring = house.keys.change(self._next)
        await self._record(house, "rotated the key", f"key {ring.sealing}", ring.sealing_key.suite)
        told = await self._resealed(house)
        zh = f"密钥 {ring.sealing}（{ring.sealing_key.suite}）启用，重新加密 {told['changed']} 项"
        self._print(
            Bilingual(zh, f"key {ring.sealing} ({ring.sealing_key.suite}) seals; {told['changed']} sealed again")
        )
        return told

    def _next(self, ring: Ring) -> Ring:
        return ring.with_waiting(self._suite, self._now).changed_over(self._now)

    async def _resealed(self, house: Opened) -> Counter[str]:
        header = header_of(house.keys.ring().sealing_key)
        async with house.db.reading() as tx:
            rows = {column.name: await unlike(tx, column, header) for column in house.columns}
        steps = [(one.name, rows[one.name], reseal(house.db, house.vault, one, header)) for one in house.columns]
        for folder in house.folders:
            files = await asyncio.to_thread(files_unlike, folder, header)
            steps.append((folder.name, files, _of_files(house.vault, folder, header)))
        return await self._walked(steps)

    async def _rehashed(self, house: Opened) -> Counter[str]:
        house.keys.change(lambda ring: ring.with_next_hash(self._suite, self._now))
        columns = [one for one in house.columns if one.key is not None]
        async with house.db.reading() as tx:
            rows = {column.name: await rows_to_rehash(tx, column) for column in columns}
        told = await self._walked([(one.name, rows[one.name], rehash(house.db, house.vault, one)) for one in columns])
        ring = house.keys.change(Ring.rehashed)
        await self._record(house, "rotated the hash key", f"hash key {ring.hash_key.number}", ring.hash_key.suite)
        zh = f"散列密钥 {ring.hash_key.number}（{ring.hash_key.suite}）启用，重算 {told['seen']} 项"
        self._print(
            Bilingual(zh, f"hash key {ring.hash_key.number} ({ring.hash_key.suite}): {told['seen']} hashed again")
        )
        return told

    async def _walked(self, steps: list[tuple[str, int, AsyncGenerator[Batch, None]]]) -> Counter[str]:
        told: Counter[str] = Counter()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._console) as progress:
            for name, rows, batches in steps:
                if not rows:
                    continue
                task = progress.add_task(name, total=rows)
                async for batch in batches:
                    told.update(seen=batch.seen, changed=batch.changed, unreadable=batch.unreadable)
                    progress.advance(task, batch.seen)
        return told

    async def _record(self, house: Opened, what: str, target: str, suite: str) -> None:
        async with house.db.transaction() as tx:
            await record(tx, Deed(self._now, self._by, what, target, {"suite": suite}))

    def _print(self, words: Bilingual) -> None:
        self._console.print(self._say(words))
