"""The register in a real browser: a supervisor brings a list in, an agent in a call verifies who calls by keyboard."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.async_api import Locator, Page, expect

from app.house import House
from app.rehearsal.agents import account
from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from app.rehearsal.sip.phone import Manners, Phone
from tests.live.browser import Browser, Screen, part, shot, sign_in, tab_to
from tests.live.houses import hotline_of
from tests.participants import market

pytestmark = pytest.mark.live

AGENT_ID = "gd-staff-1"
COMPANY = market.company(71, 联系人电话号码="18685077177")
SAID = {
    "id_number": COMPANY["联系人身份证号"],
    "phone": "186 8507 7177",
    "credit_code": COMPANY["统一社会信用代码"].lower(),
    "bank_account": COMPANY["银行账号"],
}
ROWS = [COMPANY, market.company(72), market.company(73, 类型="政府"), market.person(71)]


def a_file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def choose(page: Page, name: str, data: bytes) -> None:
    await part(page, "file").set_input_files(a_file(name, data))  # type: ignore[arg-type] # a FilePayload


async def bring_in(page: Page, house: House) -> None:
    """Signed in as the supervisor: look at the list, import it, look again."""
    await sign_in(page, house, "supervisor")
    await tab_to(page, part(page, "to-participants"), most=200)
    await page.keyboard.press("Enter")
    await expect(part(page, "participants-page")).to_be_visible()
    await choose(page, "名单.csv", market.csv_of(ROWS, encoding="gbk"))
    await expect(part(page, "count-added")).to_have_text("新增 3")
    await expect(part(page, "fault").first).to_contain_text("第 4 行 类型 类型不明")
    await shot(page, "participants-preview")
    await part(page, "apply").click()
    await expect(part(page, "register-size")).to_have_text("在册 3 个市场主体")
    changed = [{**COMPANY, "名称": "岭南售电有限公司", "银行账号": SAID["bank_account"]}, *ROWS[1:]]
    cells = [[row.get(heading, "") for heading in market.HEADINGS] for row in changed]
    await choose(page, "名单.xlsx", market.workbook_of([market.HEADINGS, *cells]))
    await expect(part(page, "changed")).to_have_text("岭南售电有限公司 GD-00071 名称")
    await part(page, "apply").click()
    await expect(part(page, "imports").locator("li")).to_have_count(2)
    await choose(page, "坏.xlsx", b"PK\x03\x04 nothing")
    await expect(part(page, "import-trouble")).to_contain_text("不是可读取的 Excel 工作簿")
    await part(page, "participant-search").fill("岭南")
    await page.keyboard.press("Enter")
    await expect(part(page, "participant")).to_contain_text("186****7177")
    await shot(page, "participants-page")
    text = await page.locator("body").inner_text()
    assert not any(value in text for value in (COMPANY["联系人姓名"], COMPANY["联系人身份证号"], COMPANY["银行账号"]))


async def fill_by_keyboard(page: Page, fields: Locator, spoil: bool) -> None:
    """What the caller says, item by item, Enter after each; the first of them wrong where it is to be spoilt."""
    for at in range(await fields.count()):
        field = fields.nth(at)
        await expect(field).to_be_focused()
        item = str(await field.get_attribute("data-test")).removeprefix("said-")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("110105194912310021" if spoil and at == 0 else SAID[item])
        await page.keyboard.press("Enter")


async def verify(page: Page) -> None:
    panel = part(page, "identity")
    await expect(panel).to_have_attribute("data-level", "unrecorded")
    await page.keyboard.press("Alt+I")
    await expect(panel).to_contain_text("岭南售电有限公司")
    await shot(page, "identity-choose")
    await tab_to(page, part(page, "choose-suggested"))
    await page.keyboard.press("Enter")
    fields = part(page, "identity-asked").locator("input")
    await expect(fields).to_have_count(3)
    await fill_by_keyboard(page, fields, spoil=True)
    await expect(part(page, "identity-verdict")).to_contain_text("比对不一致，还可再试 2 次")
    await shot(page, "identity-wrong")
    await fill_by_keyboard(page, fields, spoil=False)
    await expect(panel).to_have_attribute("data-level", "verified")
    await expect(part(page, "identity-tell")).to_have_text("可告知岭南售电有限公司自身的信息，仅限本次通话。")
    await shot(page, "identity-verified")


async def test_a_list_is_brought_in_and_the_caller_is_verified_by_keyboard_alone(
    whole_house: House, browser: Browser, prompts: Known
) -> None:
    house = whole_house
    refused = Screen(expected=("422",))  # the file that is no workbook
    async with browser.page(house, refused) as page:
        await bring_in(page, house)
    at = hotline_of(house).at
    async with Phone(account(house.settings, AGENT_ID), at, Manners(rings=1.0)), browser.page(house) as page:
        await sign_in(page, house, AGENT_ID)
        await part(page, "go-ready").click()
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        async with dial(hotline_of(house), Identity("18685077177"), known=prompts) as call:
            await call.hears("menu-main", within=30)
            call.press("1")
            await call.hears(AGENT, within=30)
            await verify(page)
            order = str(await part(page, "pop-order").text_content())
            await part(page, "locale").click()
            await expect(part(page, "identity-level")).to_have_text("Verified")
            await shot(page, "identity-verified-en")
            await part(page, "locale").click()
        await expect(part(page, "pop")).to_have_count(0, timeout=10_000)
        await page.goto(f"{house.url}/orders/{order}")
        panel = part(page, "identity")
        await expect(panel, "the call is over, and so is its verification").to_have_attribute(
            "data-level", "unrecorded"
        )
        await expect(part(page, "identity-before")).to_contain_text("已核验为岭南售电有限公司")
        await panel.locator("summary").click()
        await expect(part(page, "identity-story").locator("li")).to_have_count(3)
        await shot(page, "identity-order")
    assert_nothing_lies_open(house)


def assert_nothing_lies_open(house: House) -> None:
    """Neither in the register nor in what happened nor in the audit log."""
    with closing(sqlite3.connect(house.settings.var / "hotline.db", timeout=5)) as books:
        tables = ("participants", "participant_values", "identity_events", "identity_draws", "audit")
        text = "\n".join(str(row) for table in tables for row in books.execute(f"SELECT * FROM {table}"))  # noqa: S608 our names
    assert not any(value in text for value in (*SAID.values(), COMPANY["联系人姓名"]))
