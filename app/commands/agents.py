"""``hotline agents``: what each agent types into a SIP phone."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from app.language import add_language_option, speaker
from app.options import settings_of
from people.sip_accounts import kept_secrets, phone_settings
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.document import Bilingual

WIDTH = 110  # columns that the table needs; a narrower terminal wraps it rather than cut a password


def add(parser: argparse.ArgumentParser) -> None:
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    people = compile_bundle(read_bundle(settings.config)).people.values()
    secrets = kept_secrets(settings.var / "secrets" / "sip.json", people)
    table = Table(title=say(Bilingual("话机账号（保密）", "accounts of the phones (keep secret)")))
    for words in (Bilingual("姓名", "name"), Bilingual("组", "groups")):
        table.add_column(say(words), overflow="fold")
    for words in (
        *(Bilingual("服务器", "server"), Bilingual("账号", "user")),
        *(Bilingual("密码", "password"), Bilingual("传输", "transport")),
    ):
        table.add_column(say(words), no_wrap=True)  # to be copied in one piece
    phones = phone_settings(people, secrets, server=settings.listen.address, port=settings.listen.sip)
    for phone in phones:
        server = f"{phone.server}:{phone.port}"
        groups = " ".join(phone.person.groups)
        table.add_row(phone.person.name, groups, server, phone.user, phone.secret, phone.transport.upper())
    console = Console(markup=False)
    console.print(table, width=max(console.width, WIDTH))
    return 0
