"""``hotline keys show``: the keys, since when, and how much is sealed with each. Never a key itself."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter

from rich.console import Console
from rich.table import Table

from app.keys.opened import opened
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.privacy_file import sealing_wanted
from schedules.finding import Bilingual
from schedules.times import local
from storage.keys import Key, Ring

WORDS = "密钥一览：算法、启用时间、用量 · the keys, since when, and how much each seals"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)

    async def looked() -> tuple[Ring, Counter[int]]:
        async with opened(settings) as house:
            return house.keys.ring(), await house.used()

    ring, used = asyncio.run(looked())
    if arguments.json:
        for key in ring.keys:
            print(json.dumps(as_json(key, ring, used), ensure_ascii=False))
        return 0
    console = Console(markup=False)
    console.print(_table(ring, used, say))
    for words in remarks(ring, used, sealing_wanted(settings.config)):
        console.print(say(words))
    return 0


def as_json(key: Key, ring: Ring, used: Counter[int]) -> dict[str, object]:
    return {
        "number": key.number,
        "suite": key.suite,
        "standing": _standing(key, ring).en,
        "made_at": key.made_at and key.made_at.isoformat(),
        "left_at": key.left_at and key.left_at.isoformat(),
        "sealed": used[key.number],
    }


def remarks(ring: Ring, used: Counter[int], wanted: str) -> list[Bilingual]:
    """What whoever looks after the keys should know besides."""
    told = [
        Bilingual(
            f"来电者检索用散列：密钥 {ring.hash_key.number}，随 {ring.hash_key.suite}",
            f"callers are found by hashes under hash key {ring.hash_key.number}, of {ring.hash_key.suite}",
        )
    ]
    if ring.next_hash is not None:
        zh, en = "散列密钥更换未完成：停下热线，再运行 keys rotate --hash", "the hash key's change is unfinished: "
        told.append(Bilingual(zh, f"{en}stop the house and run `keys rotate --hash` again"))
    if ring.sealing_key.suite != wanted:
        zh = f"privacy.yaml 要求 {wanted}，现用 {ring.sealing_key.suite}：运行 keys rotate 更换"
        told.append(Bilingual(zh, f"privacy.yaml asks for {wanted}, in use is {ring.sealing_key.suite}: `keys rotate`"))
    if any(used[key.number] for key in ring.left):
        zh = "仍有内容由旧密钥加密：运行 keys rotate 续办"
        told.append(Bilingual(zh, "some of it is sealed with a key that was left: `keys rotate` goes on"))
    known = {key.number for key in ring.keys}
    if lost := sum(rows for number, rows in used.items() if number not in known):
        told.append(Bilingual(f"{lost} 项的密钥已不存在，无法解密", f"{lost} are sealed with keys that are gone"))
    return told


def _table(ring: Ring, used: Counter[int], say: Say) -> Table:
    table = Table()
    for words in (
        *(Bilingual("密钥", "key"), Bilingual("算法", "algorithm"), Bilingual("状态", "standing")),
        *(Bilingual("生成", "made"), Bilingual("停用", "left"), Bilingual("加密项数", "sealed")),
    ):
        table.add_column(say(words), no_wrap=True)
    for key in ring.keys:
        made, left = (f"{local(at):%Y-%m-%d %H:%M}" if at else "" for at in (key.made_at, key.left_at))
        table.add_row(str(key.number), key.suite, say(_standing(key, ring)), made, left, f"{used[key.number]:,}")
    return table


def _standing(key: Key, ring: Ring) -> Bilingual:
    if key.number == ring.sealing:
        return Bilingual("在用", "in use")
    if key.number > ring.sealing:
        return Bilingual("待用", "waiting")
    return Bilingual("仅解密", "opens only")
