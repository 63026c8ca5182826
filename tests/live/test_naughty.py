"""What a caller's side writes about itself becomes no command, path, SQL, log line or markup: through real calls."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from app.house import House
from app.rehearsal.agents import at_work, signed_in
from app.rehearsal.sip.caller import Destination, Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners
from app.rehearsal.waiting import until
from tests.live.books import Books
from tests.live.houses import hotline_of
from tests.live.queue_log import lines_of

pytestmark = pytest.mark.live

BYTES = b"\xd6\xd0\xce\xc4\xff".decode("utf-8", "surrogateescape")  # GBK, and a byte that no encoding has
NAMES = (
    "<script>alert(1)</script>",
    "${SHELL(touch /tmp/naughty)}",
    "x|HOTLINE|NONE|ROUTED|spot",
    "'; DROP TABLE calls; --",
    "../../../../etc/passwd",
    "%0d%0aAction: Originate",
    "&Local/s@agents",
    "张三 \u202e\u0007\u2028",
    BYTES,
    "n" * 900,
)
NUMBERS = (
    "13800138000%7Cx%7Cy",
    "%24%7BSHELL(id)%7D",
    "138%0a00",
    "+8613800138000",
    "sip.anonymous",
    "1" * 200,
    "*%2306%23",
    "'or'1'='1",
    "-1",
    "%E5%BC%A0",
    "%zz",
)
MALFORMED = ("13800138000|x", "${EPOCH}", "", "a b", "<>")
"""No SIP address at all: what sends them gets no answer, or a refusal."""
HURRIED_S = 25


def arrivals(house: House) -> dict[str, list[str]]:
    """Call id → what Asterisk wrote of its arrival; it does so at once, the books follow."""
    return dict(lines_of(house.settings.queue_log, "ARRIVED"))


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_a_naughty_name_is_served_and_leaves_no_trace(whole_house: House, prompts: Known, name: str) -> None:
    async with dial(hotline_of(whole_house), Identity("13500000001", name), known=prompts) as call:
        assert call.answered
        await call.hears("welcome", within=10)
    log = whole_house.settings.queue_log.read_text(encoding="utf-8", errors="replace")
    assert name not in log
    assert "DROP TABLE" not in log


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
async def test_a_naughty_number_is_a_call_like_any_other(
    whole_house: House, prompts: Known, books: Books, number: str
) -> None:
    known = arrivals(whole_house)
    async with dial(hotline_of(whole_house), Identity(number), known=prompts) as call:
        assert call.answered
        await call.hears("welcome", within=10)
    ((fresh, arrived),) = ((call, data) for call, data in arrivals(whole_house).items() if call not in known)
    await until("its record", lambda: fresh in books.calls(), within=5)
    assert len(arrived) == 2, f"the line was forged: {arrived}"
    assert set(arrived[0]) <= set("0123456789+*#")
    assert len(arrived[0]) <= 32
    assert arrived[1] == whole_house.number


@pytest.mark.parametrize("number", MALFORMED)
async def test_a_malformed_number_is_no_call_and_does_no_harm(
    whole_house: House, books: Books, prompts: Known, number: str
) -> None:
    known = arrivals(whole_house)
    with suppress(TimeoutError):
        async with asyncio.timeout(1), dial(hotline_of(whole_house), Identity(number)) as call:
            assert not call.answered
    async with dial(hotline_of(whole_house), Identity("13500000004"), known=prompts) as call:
        await call.hears("welcome", within=10)
    (fresh,) = arrivals(whole_house).keys() - known.keys()
    await until("the good call's record", lambda: fresh in books.calls(), within=5)


async def test_the_agent_sees_a_naughty_caller_as_plain_text(whole_house: House, books: Books, prompts: Known) -> None:
    markup = "<img src=x onerror=alert(1)>"
    async with at_work(whole_house.settings, whole_house.url, ["gd-staff-1"], {"gd-staff-1": Manners(rings=0.2)}):
        async with dial(hotline_of(whole_house), Identity("13500000002", markup), known=prompts) as call:
            await call.hears("welcome", within=10)
            call.press("1")
            await call.hears(AGENT, within=HURRIED_S)
        order = await until("the order", lambda: next(reversed(books.orders()), None), within=5)
        staff = await signed_in(whole_house.settings, whole_house.url, "gd-staff-1")
        page = await staff.ask(f"/api/orders/{order['number']}")
    assert markup not in str(page)


@pytest.mark.parametrize(
    "extension",
    [
        *("s", "hotline", "h", "T", "i", "menu-main", "duty-yunnan", "visit", "agents", "callback", "message", "offer"),
        *("yn-expert-1", "4001595599", "400159559", "40015955988", "yunnan-experts", "%73"),
        *("*8", "700", "0000", "_X.", "4001595598%20"),
    ],
)
async def test_nothing_but_the_number_is_answered(whole_house: House, extension: str) -> None:
    at = hotline_of(whole_house).at
    async with dial(Destination(extension, at), Identity("13500000003")) as call:
        assert not call.answered
        assert call.code in (400, 404, 484)


async def test_an_agents_name_as_caller_is_asked_for_its_password(whole_house: House) -> None:
    async with dial(hotline_of(whole_house), Identity("yn-expert-1")) as call:
        assert call.code == 401
