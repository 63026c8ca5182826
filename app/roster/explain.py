"""``hotline roster explain CALL``: a recorded decision, taken again on its version, and on the roster of today."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.clock import Clock
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.roster.log import told
from app.roster.sources import versions_database
from app.settings import Settings
from routing import store as calls
from routing.call import Routed
from routing.decision import Decision
from routing.duty import Duty
from routing.shelf import Shelf
from schedules import store
from schedules.answer import Because
from schedules.finding import Bilingual
from storage.ids import CallId, VersionHash
from web.replay import Replayed, decided_again

WORDS = "重放一次通话的分配：依据哪一版、哪条规则，今天会怎样 · why a call went where it went"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("call", metavar="CALL", help="通话编号，见工单或通话页 · the call's id, as the pages show it")
    parser.add_argument("--json", action="store_true", help="一个 JSON · a JSON object")
    add_language_option(parser)


@dataclass(frozen=True, slots=True)
class _Told:
    """A replay with what it takes to tell of it."""

    replayed: Replayed
    seqs: dict[VersionHash, int]
    steps: tuple[Because, ...]
    """Each rule that was looked at, on the version of the call."""


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    found = asyncio.run(_told(settings, CallId(arguments.call)))
    if found is None:
        words = Bilingual(f"没有通话 {arguments.call} 的分配记录", f"no decision is recorded for {arguments.call}")
        print(say(words))
        return 1
    if arguments.json:
        print(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        for line in _in_words(found, say):
            print(line)
    return 0


async def _told(settings: Settings, call: CallId) -> _Told | None:
    now, shelf = Clock(settings.shift).now(), Shelf()
    async with versions_database(settings) as db, db.reading() as tx:
        record = await calls.by_id(tx, call)
        routed = record.routed if record else None
        original = await shelf.version(tx, routed.version) if routed and routed.version else None
        active = await store.in_force(tx, now)
        today = await shelf.version(tx, active.hash) if active else None
        seqs = {one.hash: one.seq for one in reversed(await store.versions(tx))}
    replayed = decided_again(record, original, today)
    return None if replayed is None else _Told(replayed, seqs, _steps(replayed.routed, original))


def _steps(routed: Routed, original: Duty | None) -> tuple[Because, ...]:
    if original is None or routed.line not in original.book.lines:
        return ()
    return tuple(original.book.explain_steps(routed.line, routed.instant))


def _in_words(found: _Told, say: Say) -> Iterator[str]:
    one, routed = found.replayed, found.replayed.routed
    version = _version(routed.version, found)
    head = Bilingual(
        f"{told(routed.instant)} {routed.line} 按键 {routed.key or '无'}，依据{version.zh}：",
        f"{told(routed.instant)} {routed.line}, key {routed.key or 'none'}, by {version.en}:",
    )
    yield say(head)
    yield f"  {routed.group or '–'}  {say(Bilingual(routed.because.zh, routed.because.en))}"
    yield from (f"    · {say(Bilingual(step.zh, step.en))}" for step in found.steps)
    if one.again is None:
        yield say(Bilingual("! 当时的版本已无法读取，不能重放", "! its version can no longer be read: no replay"))
    elif one.same:
        yield say(Bilingual("✓ 用当时的版本重放，结果相同", "✓ replayed on its version: the same"))
    else:
        yield say(Bilingual("✗ 用当时的版本重放，结果不同：", "✗ replayed on its version, it differs:"))
        yield f"  {_outcome(one.again, say)}"
    yield from _today(one, found, say)


def _today(one: Replayed, found: _Told, say: Say) -> Iterator[str]:
    if one.today is None:
        yield say(Bilingual("今天的值班表没有这条专线", "today's roster has no such line"))
    elif one.today_same:
        version = _version(one.today.version, found)
        yield say(Bilingual(f"✓ 按今天的{version.zh}，分配相同", f"✓ today's {version.en} would decide the same"))
    else:
        version = _version(one.today.version, found)
        yield say(Bilingual(f"! 按今天的{version.zh}会不同：", f"! today's {version.en} would decide otherwise:"))
        yield f"  {_outcome(one.today, say)}"


def _outcome(decision: Decision, say: Say) -> str:
    return f"{decision.group or '–'}  {say(Bilingual(decision.because.zh, decision.because.en))}"


def _version(version: VersionHash | None, found: _Told) -> Bilingual:
    seq = found.seqs.get(version) if version else None
    if seq is None:
        return Bilingual("未保存的版本", "a version that is not kept")
    return Bilingual(f"第 {seq} 版", f"version {seq}")


def _as_json(found: _Told) -> dict[str, object]:
    one = found.replayed
    return {
        "recorded": _decision_json(one.routed),
        "replayed": one.again and _decision_json(one.again),
        "same": one.same,
        "today": one.today and _decision_json(one.today),
        "today_same": one.today_same,
        "steps": [{"zh": step.zh, "en": step.en} for step in found.steps],
    }


def _decision_json(one: Routed | Decision) -> dict[str, object]:
    return {
        "instant": one.instant.isoformat(),
        "line": one.line,
        "state": one.state.value,
        "group": one.group,
        "rule": one.rule,
        "reason": one.reason.value,
        "because": {"zh": one.because.zh, "en": one.because.en},
        "version": one.version,
    }
