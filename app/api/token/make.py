"""``hotline api token make CLIENT``: a token for another system, shown once."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from app.clock import Clock
from app.house_database import house_database
from app.language import add_language_option, speaker
from app.options import settings_of
from app.roster.options import who
from app.settings import Settings
from clients import store
from clients.client import NAME, ClientName, ClientRole, Grant, Scope, Token
from clients.secret import digest, new_secret
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.finding import Bilingual
from schedules.times import local
from storage.audit import Deed, record
from storage.ids import LineId, UnitId
from work_orders.loop.read import read_loop

WORDS = "为其他系统生成访问令牌，只显示一次 · make a token, which is shown once"
ALL = "all"
MOST_DAYS, MOST_PER_MINUTE = 1_100, 100_000


def add(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option("client", type=_client, metavar="CLIENT", help="系统名称，如 crm · what the system is called, e.g. crm")
    scopes = ",".join(Scope)
    option("--scopes", type=_scopes, required=True, metavar="A,B", help=f"授权 · what it may: {scopes}")
    option("--lines", type=_names, required=True, metavar="A,B", help=f"专线，全部写 {ALL} · lines, or {ALL}")
    roles = "办理工单的角色，不写则只能登记 · as what it acts on orders; without: it only enters them"
    option("--role", type=ClientRole, choices=tuple(ClientRole), metavar="|".join(ClientRole), help=roles)
    option("--units", type=_names, default=(), metavar="A,B", help="department：所属部门、班组 · its units")
    option("--days", type=_up_to(MOST_DAYS), default=365, metavar="N", help="有效天数，缺省 365 · days it is valid")
    limit = "每分钟请求数，缺省 600 · requests a minute"
    option("--per-minute", type=_up_to(MOST_PER_MINUTE), default=600, metavar="N", help=limit)
    option("--who", metavar="NAME", help="由谁，缺省为系统登录名 · by whom, by default the login name")
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    now = Clock(settings.shift).now()
    grant = _grant(arguments, now)
    wrong = _wrong(settings, grant)
    if wrong is not None:
        print(f"✗ {say(wrong)}", file=sys.stderr)
        return 2
    token, secret = asyncio.run(_made(settings, grant, who(arguments), now))
    until = f"{local(grant.expires_at):%Y-%m-%d}"
    zh = f"令牌 {token.id}（{grant.client}，至 {until}），仅显示这一次，请妥善保存："
    en = f"token {token.id} ({grant.client}, until {until}); it is shown this once, keep it safe:"
    print(say(Bilingual(zh, en)), file=sys.stderr)
    print(secret)
    return 0


async def _made(settings: Settings, grant: Grant, by: str, now: datetime) -> tuple[Token, str]:
    secret = new_secret()
    sha256 = digest(secret)
    assert sha256 is not None  # noqa: S101 it has the form that it was made in
    async with house_database(settings) as db, db.transaction() as tx:
        token = await store.add(tx, grant, sha256, by=by, at=now)
        await record(tx, Deed(now, by, "made an API token", f"API token {token.id}", _told(grant)))
    return token, secret


def _told(grant: Grant) -> dict[str, str]:
    """Of a token, for the audit log."""
    return {
        "client": grant.client,
        "scopes": ", ".join(sorted(grant.scopes)),
        "lines": ", ".join(sorted(grant.lines)) or ALL,
        "role": grant.role or "",
        "units": ", ".join(sorted(grant.units)),
        "until": grant.expires_at.isoformat(),
    }


def _grant(arguments: argparse.Namespace, now: datetime) -> Grant:
    lines = () if arguments.lines == (ALL,) else arguments.lines
    return Grant(
        client=arguments.client,
        scopes=arguments.scopes,
        lines=frozenset(map(LineId, lines)),
        role=arguments.role,
        units=frozenset(map(UnitId, arguments.units)),
        per_minute=arguments.per_minute,
        expires_at=now + timedelta(days=arguments.days),
    )


def _wrong(settings: Settings, grant: Grant) -> Bilingual | None:
    """What of the grant does not fit the house; raises ``BadFiles`` where its files cannot be read."""
    if (grant.role is ClientRole.DEPARTMENT) != bool(grant.units):
        return Bilingual("--units 与 --role department 须同时给出", "--units and --role department go together")
    lines = compile_bundle(read_bundle(settings.config)).lines
    return _unknown("专线", "lines", grant.lines, lines) or _unknown(
        "部门", "units", grant.units, read_loop(settings.config).units if grant.units else ()
    )


def _unknown(zh: str, en: str, named: Collection[str], known: Collection[str]) -> Bilingual | None:
    missing = ", ".join(sorted(set(named) - set(known)))
    there = ", ".join(sorted(known))
    return (
        Bilingual(f"没有这些{zh}：{missing}；现有：{there}", f"no such {en}: {missing}; there are: {there}")
        if missing
        else None
    )


def _client(text: str) -> ClientName:
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r}: {NAME.pattern}")
    return ClientName(text)


def _names(text: str) -> tuple[str, ...]:
    found = tuple(one.strip() for one in text.split(",") if one.strip())
    if not found:
        raise argparse.ArgumentTypeError("A,B")
    return found


def _scopes(text: str) -> frozenset[Scope]:
    try:
        return frozenset(map(Scope, _names(text)))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; {', '.join(Scope)}") from error


def _up_to(most: int) -> Callable[[str], int]:
    """Reads a whole number from 1 to so many."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
            raise argparse.ArgumentTypeError(f"1-{most}")
        return int(text)

    return read
