"""``hotline participants find TEXT``: who is in the register, all private things masked; recorded as on the page."""

from __future__ import annotations

import argparse
import asyncio

from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.participants.opened import opened
from app.roster.options import who
from participants.participant import Kind
from participants.register.find import Found, find
from participants.rules import IdentityRules
from schedules.document import Bilingual
from storage.audit import Deed, record

WORDS = "查找市场主体（内容遮盖）· find a participant, masked"


def add(parser: argparse.ArgumentParser) -> None:
    words = "企业名称的一部分，或完整的姓名、电话、证件号 · part of a name, or a whole value"
    parser.add_argument("text", metavar="TEXT", help=words)
    parser.add_argument("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    say = speaker(arguments.lang)
    async with opened(settings_of(arguments)) as register:
        async with register.db.transaction() as tx:
            found = await find(tx, register.safe, arguments.text)
            data = {"found": ", ".join(one.id for one in found)}
            await record(tx, Deed(register.now, who(arguments), "looked into the participant register", "", data))
        for one in found:
            print(_told(one, register.safe.rules, say))
    if not found:
        print(say(Bilingual("没有查到。", "Nobody found.")))
    return 0 if found else 1


def _told(one: Found, rules: IdentityRules, say: Say) -> str:
    kind = Bilingual("企业", "company") if one.kind is Kind.COMPANY else Bilingual("个人", "person")
    gone = f" [{say(Bilingual('已退出', 'gone'))}]" if one.gone else ""
    lines = [f"{one.id} {one.name} ({say(kind)}){gone} {' '.join((*one.classes, *one.lines))}".rstrip()]
    for items in (one.items, *(contact.items for contact in one.contacts)):
        shown = [f"{say(Bilingual(rules.items[id_].zh, rules.items[id_].en))} {hidden}" for id_, hidden in items]
        lines += [f"    {'  '.join(shown)}"] if shown else []
    return "\n".join(lines)
