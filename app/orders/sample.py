"""``hotline orders sample``: what a day's draw chose to be followed up, and whether it stands when drawn again."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from datetime import date

from rich.console import Console

from app.cannot_open import CannotOpen
from app.house_database import house_database
from app.language import Say, add_language_option, speaker
from app.options import now_of, settings_of
from app.settings import Settings
from schedules.finding import Bilingual
from schedules.times import local
from work_orders.follow_up import store
from work_orders.follow_up.sample import stands
from work_orders.follow_up.store import KeptSample

WORDS = "回访抽样：某日抽中哪些工单，可重抽核对 · a day's follow-up sample, and its proof"
FALLEN = 1  # the exit code where a sample does not stand


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", metavar="DAY", help="日期，如 2026-11-23，缺省为今日 · the day, today by default")
    parser.add_argument(
        "--verify", action="store_true", help="按留存的种子重抽核对 · draw again by the seed and compare"
    )
    parser.add_argument("--json", action="store_true", help="每行一个 JSON · a JSON object a line")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    day = _day(arguments.day) if arguments.day else local(now_of(arguments)).date()
    found = asyncio.run(_found(settings_of(arguments), day))
    fallen = [one for one in found if arguments.verify and not stands(one.sample)]
    if arguments.json:
        for one in found:
            print(json.dumps(as_json(one), ensure_ascii=False))
    else:
        _show(found, day, say, verified=arguments.verify)
    return FALLEN if fallen else 0


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise CannotOpen([f"“{said}” 不是日期，例：2026-11-23 · “{said}” is no day, e.g. 2026-11-23"]) from None


async def _found(settings: Settings, day: date) -> list[KeptSample]:
    async with house_database(settings) as db, db.reading() as tx:
        return await store.samples_of(tx, day)


def _show(found: Sequence[KeptSample], day: date, say: Say, *, verified: bool) -> None:
    console = Console(markup=False, highlight=False)
    if not found:
        console.print(say(Bilingual(f"{day} 没有抽样记录", f"nothing was drawn on {day}")))
    for one in found:
        console.print(say(_told(one)))
        console.print(say(Bilingual(f"种子 {one.sample.seed}", f"seed {one.sample.seed}")))
        for number in one.sample.drawn:
            console.print(f"  {number}")
        if verified:
            console.print(say(_GOOD if stands(one.sample) else _BAD))


def _told(one: KeptSample) -> Bilingual:
    drawn, candidates, share = len(one.sample.drawn), len(one.sample.candidates), f"{one.sample.share:.4g}"
    at = f"{local(one.drawn_at):%Y-%m-%d %H:%M:%S}"
    return Bilingual(
        f"{at} 抽样：{candidates} 张中抽中 {drawn} 张（比例 {share}）",
        f"drawn at {at}: {drawn} of {candidates} (share {share})",
    )


def as_json(one: KeptSample) -> dict[str, object]:
    return {
        "day": one.sample.day.isoformat(),
        "planned_at": local(one.planned_at).isoformat(),
        "drawn_at": local(one.drawn_at).isoformat(),
        "seed": one.sample.seed,
        "share": one.sample.share,
        "candidates": list(one.sample.candidates),
        "drawn": list(one.sample.drawn),
        "stands": stands(one.sample),
    }


_GOOD = Bilingual("核对一致：按此种子重抽，结果相同", "it stands: drawn again by this seed, the result is the same")
_BAD = Bilingual("核对不一致：记录被改动过", "it does not stand: the record was changed")
