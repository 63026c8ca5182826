"""``hotline webhooks add URL --events …``: tell a system of events from now on; its secret is shown this once."""

from __future__ import annotations

import argparse
import asyncio
import json

from app.cannot_open import CannotOpen
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import who
from app.settings import Settings
from app.webhooks.opened import opened, refusal
from notices.hooks import store
from notices.hooks.event import EventType
from notices.hooks.signing import new_secret
from notices.hooks.subscription import unknown_events
from notices.hooks.target import why_not
from schedules.finding import Bilingual
from storage.audit import Deed, record
from storage.ids import LineId

WORDS = "订阅：从现在起推送这些事件，密钥只显示这一次 · subscribe a system; its secret is shown this once"
KINDS = ", ".join(EventType)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="接收网址，主机须在 notices.yaml 中允许 · where events go")
    events = f"逗号分隔，可写 order.* 或 *：{KINDS} · which events, separated by commas"
    parser.add_argument("--events", required=True, metavar="LIST", help=events)
    parser.add_argument("--lines", default="", metavar="LIST", help="只要这些专线，缺省为全部 · of these lines alone")
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    parser.add_argument("--json", action="store_true", help="输出 JSON · as JSON")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    new = asyncio.run(_added(settings, arguments))
    id_, secret = new
    if arguments.json:
        print(json.dumps({"id": id_, "secret": secret}))
        return 0
    print(say(Bilingual(f"订阅 {id_} 已生效", f"subscription {id_} stands")))
    print(say(Bilingual(f"密钥（仅显示这一次）：{secret}", f"its secret, shown this once: {secret}")))
    return 0


async def _added(settings: Settings, arguments: argparse.Namespace) -> tuple[int, str]:
    events, lines = _listed(arguments.events), _listed(arguments.lines)
    _require_known(settings, events, lines)
    url, by = arguments.url.strip(), who(arguments)
    async with opened(settings) as house:
        reason = why_not(url, house.settings)
        if reason is not None:
            raise refusal(url, reason)
        secret = new_secret()
        new = store.NewSubscription(url, events, tuple(LineId(one) for one in lines), by, house.now)
        async with house.db.transaction() as tx:
            known = await store.by_url(tx, url)
            if known is not None:
                raise CannotOpen([f"该网址已是订阅 {known.id} · this address is subscription {known.id} already"])
            id_ = await store.add(tx, new, house.vault.seal(secret))
            told = {"url": url, "events": ",".join(events), "lines": ",".join(lines)}
            await record(tx, Deed(house.now, by, "subscribed a webhook", f"webhook {id_}", told))
    return id_, secret


def _require_known(settings: Settings, events: tuple[str, ...], lines: tuple[str, ...]) -> None:
    unknown = unknown_events(events)
    if unknown or not events:
        raise CannotOpen([f"没有这种事件：{'、'.join(unknown)}；可用：{KINDS} · no such events"])
    known = {path.stem for path in (settings.config / "rosters").glob("*.yaml")}
    missing = [line for line in lines if line not in known]
    if missing:
        raise CannotOpen([f"没有这条专线：{'、'.join(missing)}；可用：{', '.join(sorted(known))} · no such line"])


def _listed(said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in said.replace("，", ",").split(",") if one.strip()))
