"""An order's form and page in a real browser: filled in while the caller speaks, by keyboard, with others, refused."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from app.house import House
from app.rehearsal.sip.ear import Known
from storage.masked import mask
from tests.live.books import Record
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.order_form import (
    AGENT_ID,
    Keys,
    assigning,
    choose_matter,
    entered,
    field,
    fill,
    in_a_call,
    passed_on,
    saved,
    whole,
)

pytestmark = pytest.mark.live

DISPATCHER, ANOTHER = "dispatcher-1", "dispatcher-2"
DESK = Screen(size=(1366, 768), expected=("404", "409", "415", "422", "ERR_INTERNET_DISCONNECTED"))
"""Refusals stand on the browser's console, and a cable that is pulled; nothing else may."""
MOST_KEYS = 8
"""Keys pressed for a plain inquiry besides the words that are typed: category, matter, close, send."""
COMPLAINT = {
    "participant_name": "桂南售电有限公司",
    "caller_name": "韦小姐",
    "summary": "结算单电量与合同不符",
    "description": "九月结算单的电量比合同少了两成，要求核对并说明原因。",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def test_a_plain_inquiry_is_closed_during_the_call_by_keyboard_alone(
    whole_house: House, browser: Browser, prompts: Known, record_property: Record
) -> None:
    caller = "18977120001"
    async with browser.page(whole_house, DESK) as page, in_a_call(whole_house, page, prompts, caller) as number:
        await expect(part(page, "order-form")).to_have_attribute("data-order", number)
        await shot(page, "order-desk-opened")
        keys = Keys(page)
        await keys.press("1")
        await expect(field(page, "matter")).to_be_focused()
        await keys.type("操作")
        await expect(page.get_by_role("option", name="系统操作")).to_be_visible()
        await keys.press("Enter")
        await expect(field(page, "form.summary")).to_be_focused()
        await keys.type("忘记登录密码，如何重置")
        await keys.press("Control+Shift+Enter")
        await expect(part(page, "ask-result")).to_be_focused()
        await shot(page, "order-desk-closing")
        await keys.type("已告知通过“找回密码”用预留手机号重置")
        await keys.press("Control+Enter")
        await expect(part(page, "step")).to_have_text("已归档")
        await expect(part(page, "masked-contact_phone")).to_contain_text(mask(caller))
        await shot(page, "order-desk-closed")
        record_property("keys pressed for a plain inquiry, besides its words", keys.pressed)
        assert keys.pressed <= MOST_KEYS


async def test_a_call_is_filled_in_after_it_and_passed_on(whole_house: House, browser: Browser, prompts: Known) -> None:
    async with browser.page(whole_house, DESK) as page:
        async with in_a_call(whole_house, page, prompts, "18977120002") as number:
            await expect(part(page, "order-form")).to_be_visible()
            await page.keyboard.press("2")
            await expect(field(page, "matter")).to_be_focused()
        await expect(part(page, "order-form"), "the form outlives the call").to_have_attribute("data-order", number)
        deadline = part(page, "order-form").locator('[data-test="deadline"]')
        await expect(deadline, "the conversation's end starts the clock").to_have_attribute("title", "填写并传递")
        await part(page, "act-pass_on").click()
        await expect(part(page, "wrong-form.summary")).to_have_text("请填写“诉求摘要”。")
        await shot(page, "order-desk-incomplete")
        await choose_matter(page, "电量")
        await part(page, "change-contact_phone").click()
        await fill(page, {"contact_phone": "这不是电话", **COMPLAINT})
        await expect(part(page, "wrong-form.contact_phone")).to_have_text("电话号码有误。")
        await expect(part(page, "saving")).to_have_attribute("data-state", "wrong")
        await shot(page, "order-desk-wrong")
        await fill(page, {"contact_phone": "189 7712 0002"})
        await saved(page)
        await part(page, "act-pass_on").click()
        await expect(part(page, "order-form")).to_have_count(0)
        await page.goto(f"{whole_house.url}/orders/{number}")
        await expect(part(page, "step")).to_have_text("审核及分配")
        await part(page, "look-caller_name").click()
        await shot(page, "order-page-look")
        await part(page, "why-contact").click()
        await expect(part(page, "masked-caller_name")).to_contain_text("韦小姐")
        await whole(page, "order-page-agent")


async def test_a_report_of_misconduct_shows_the_number_to_be_told(
    whole_house: House, browser: Browser, prompts: Known
) -> None:
    async with browser.page(whole_house, DESK) as page, in_a_call(whole_house, page, prompts, "18977120003"):
        await expect(part(page, "order-form")).to_be_visible()
        await page.keyboard.press("4")
        note = part(page, "misconduct")
        await expect(note).to_contain_text("020-36623007")
        await shot(page, "order-misconduct")
        await part(page, "act-close_misconduct").click()
        await expect(part(page, "action-dialog")).to_contain_text("020-36623007")
        await shot(page, "order-misconduct-dialog")
        await page.keyboard.press("Escape")
        await part(page, "told").click()
        await field(page, "form.summary").fill("反映某交易员泄露报价")
        await page.keyboard.press("Control+Enter")
        await expect(part(page, "step")).to_have_text("已归档")


async def test_a_second_call_brings_the_number_and_the_participant_of_the_first(
    whole_house: House, browser: Browser, prompts: Known
) -> None:
    async with browser.page(whole_house, DESK) as page:
        for known in ("", "邕江售电有限公司"):
            async with in_a_call(whole_house, page, prompts, "18977120004"):
                await expect(part(page, "order-form")).to_be_visible()
                await page.keyboard.press("4")
                await expect(part(page, "misconduct")).to_be_visible()
                await expect(
                    field(page, "form.participant_name"), "who reports may want not to be known"
                ).to_have_value("")
                await field(page, "form.summary").blur()
                await page.keyboard.press("1")
                await expect(part(page, "masked-contact_phone")).to_contain_text(mask("18977120004"))
                await expect(field(page, "form.participant_name")).to_have_value(known)
                await field(page, "form.participant_name").fill("邕江售电有限公司")
                await saved(page)
            await part(page, "close-form").click()
            await expect(part(page, "order-form")).to_have_count(0)


async def test_an_order_from_the_counter_is_entered_linked_and_given_a_file(
    whole_house: House, browser: Browser
) -> None:
    async with browser.page(whole_house, DESK) as page:
        await sign_in(page, whole_house, AGENT_ID)
        other = await entered(page, whole_house, "窗口咨询绿证交易流程")
        number = await entered(page, whole_house, "窗口要求补打结算单", shots=True)
        await page.context.set_offline(offline=True)
        await field(page, "form.account").fill("offline-01")
        await expect(part(page, "saving")).to_have_attribute("data-state", "offline")
        await page.context.set_offline(offline=False)
        await saved(page)
        await part(page, "kin-link").click()
        await field(page, "other").fill("GX-20000101-0001")
        await part(page, "kin-send").click()
        await expect(part(page, "kin-trouble")).to_have_text("没有这张工单。")
        await field(page, "other").fill("绿证交易流程")
        await expect(page.get_by_role("option").filter(has_text=other)).to_be_visible()
        await shot(page, "order-link")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await part(page, "kin-send").click()
        await expect(part(page, "kin")).to_contain_text(other)
        await part(page, "file").set_input_files({"name": "坏.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90"})
        await expect(part(page, "file-trouble")).to_contain_text("坏.pdf")
        await part(page, "file").set_input_files({"name": "申请.pdf", "mimeType": "application/pdf", "buffer": PDF})
        await expect(part(page, "attachment")).to_contain_text("申请.pdf")
        await whole(page, "order-page-files")
        await page.get_by_text("English", exact=True).click()
        await whole(page, "order-page-files-en")
        await page.goto(f"{whole_house.url}/orders/{other}")
        await expect(part(page, "kin")).to_contain_text(number)


async def test_two_who_change_the_same_choose_and_neither_overwrites(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, DESK) as mine, browser.page(house, DESK) as theirs:
        await sign_in(mine, house, AGENT_ID)
        number = await entered(mine, house, "咨询中长期合同变更")
        await sign_in(theirs, house, DISPATCHER)
        await theirs.goto(f"{house.url}/orders/{number}")
        await field(theirs, "form.participant_name").fill("北部湾售电公司")
        await saved(theirs)
        await field(mine, "form.account").fill("bbw-001")
        await saved(mine)
        await expect(part(mine, "met"), "what touches nothing of mine is only told").to_contain_text("北部湾售电公司")
        await expect(field(mine, "form.participant_name")).to_have_value("北部湾售电公司")
        await field(theirs, "form.summary").fill("合同变更须重新备案吗")
        await saved(theirs)
        await field(mine, "form.summary").fill("合同变更何时生效")
        dialog = part(mine, "clash-dialog")
        await expect(dialog).to_contain_text("合同变更须重新备案吗")
        await expect(dialog).to_contain_text("合同变更何时生效")
        await shot(mine, "order-clash")
        await part(mine, "keep-mine").check(force=True)
        await part(mine, "settle").click()
        await saved(mine)
        await expect(field(theirs, "form.summary"), "whoever watches boards is told").to_have_value("合同变更何时生效")
        await field(theirs, "form.summary").fill("生效日期咨询")
        await saved(theirs)
        await mine.get_by_text("English", exact=True).click()
        await field(mine, "form.summary").fill("Filing after a change of contract")
        await expect(part(mine, "clash-dialog")).to_be_visible()
        await shot(mine, "order-clash-en")
        await part(mine, "keep-theirs").check(force=True)
        await part(mine, "settle").click()
        await expect(field(mine, "form.summary")).to_have_value("生效日期咨询")


async def test_a_transition_that_came_too_late_is_refused_in_words(whole_house: House, browser: Browser) -> None:
    house = whole_house
    async with browser.page(house, DESK) as page:
        await sign_in(page, house, AGENT_ID)
        number = await passed_on(page, house, "建议增加电子发票")
    async with browser.page(house, DESK) as first, browser.page(house, DESK) as second:
        await second.route_web_socket("**/ws", lambda _: None)  # it hears of nothing
        for page, person in ((first, DISPATCHER), (second, ANOTHER)):
            await sign_in(page, house, person)
            await page.goto(f"{house.url}/orders/{number}")
            await assigning(page, "结算部")
        await shot(first, "order-assign")
        await part(first, "action-send").click()
        await expect(part(first, "step")).to_have_text("接派单")
        await expect(part(first, "holder")).to_contain_text("结算部")
        # As it was told, or not yet, what the first one did: the page looks now and then by itself, too.
        await part(second, "action-send").click(force=True)
        await expect(second.get_by_text(re.compile("他人已修改本工单|目前的环节不能进行此操作"))).to_be_visible()
        await expect(part(second, "meanwhile-why"), "what is no longer offered is not sent").to_contain_text("接派单")
        await expect(part(second, "action-send")).to_be_disabled()
        await expect(part(second, "step")).to_have_text("接派单")
        await part(first, "why-binding").click()
        await expect(part(first, "why-dialog")).to_be_visible()
        await shot(first, "order-why")
        await first.keyboard.press("Escape")
        await whole(first, "order-page-dispatcher")
        await first.get_by_text("English", exact=True).click()
        await whole(first, "order-page-dispatcher-en")
        await part(first, "why-binding").click()
        await shot(first, "order-why-en")
