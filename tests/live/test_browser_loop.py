"""The whole loop of each category, from a real call to the archive, by four people before their boards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from app.house import House
from app.rehearsal.agents import account
from app.rehearsal.sip.phone import Manners, Phone
from app.rehearsal.waiting import until
from tests.live.boards import AtBoard, at_board
from tests.live.browser import Browser, Screen, part, shot, sign_in
from tests.live.houses import hotline_of
from tests.live.loop_people import FOLLOWER_NAME, SCORES, People

pytestmark = pytest.mark.live

AGENT_ID, FOLLOWER, DISPATCHER, DEPARTMENT, HEAD = (
    "gz-staff-2",
    "gz-staff-3",
    "dispatcher-2",
    "platform-1",
    "platform-head",
)
PLATFORM = "技术支持部"
DESK = Screen(size=(1366, 768), expected=("404", "409"))
"""404: the number is asked for of a caller who hung up at once. 409: a form that its own page saved meanwhile."""
INQUIRY = {"category": "inquiry", "matter": "platform-account", "form": {"summary": "登录账号被锁定如何解锁"}}
COMPLAINT = {
    "category": "complaint",
    "matter": "platform-fault",
    "form": {
        "participant_name": "贵州黔能售电有限公司",
        "caller_name": "王建军",
        "contact_phone": "13985012345",
        "summary": "申报页面提交后长时间无响应",
        "description": "11 月 20 日 9:10 至 9:28 提交申报后无响应，导致申报未成功。",
    },
}
SUGGESTION = {
    "category": "suggestion",
    "matter": "disclosure",
    "form": {"summary": "增加按月下载历史数据", "proposal": "希望信息披露页面可以按月批量下载。"},
}
REPORT = {"category": "misconduct_report", "form": {"summary": "反映工作人员索要好处"}}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def people(whole_house: House, browser: Browser) -> AsyncIterator[People]:
    from app.rehearsal.sip.ear import prompts_in  # noqa: PLC0415 as the conftest's, for a whole module

    house, known = whole_house, prompts_in(whole_house.settings.sounds / "zh")
    async with (
        Phone(account(house.settings, AGENT_ID), hotline_of(house).at, Manners(rings=0.5)),
        at_board(browser, house, AGENT_ID, DESK) as agent,
        at_board(browser, house, DISPATCHER, DESK) as dispatcher,
        at_board(browser, house, DEPARTMENT, DESK) as department,
        at_board(browser, house, FOLLOWER, DESK) as follower,
    ):
        yield People(agent, dispatcher, department, follower, known)


async def test_an_inquiry_of_high_risk_goes_round_the_loop_and_is_reviewed_before_it_is_archived(
    whole_house: House, people: People
) -> None:
    number = await people.called("13985010001")
    await people.passed_on(number, INQUIRY)
    await people.dispatcher.does("to_assign", number, {"unit": PLATFORM, "risk": "2"})
    await people.dispatcher.gone(number)
    await people.department.does("to_accept", number, {})
    await people.department.does("handling", number, {"higher_risk": "1", "reason": "多家主体无法登录"}, "propose_risk")
    await people.dispatcher.does("urgent", number, {"new_risk": "2", "reason": "同意上调"}, "set_risk")
    level = people.dispatcher.row(number).locator('[data-test="risk"]')
    await expect(level).to_have_text("高风险")
    await people.replied(number, "请用预留手机号在登录页解锁。")
    await people.dispatcher.does("to_review", number, {"reason": "请写明操作步骤"}, "send_back_reply")
    await people.department.finds("sent_back", number)
    await expect(part(people.department.page, "peek")).to_contain_text("请写明操作步骤")
    await shot(people.department.page, "board-department-sent-back")
    await people.replied(number, "登录页点“忘记密码”，用预留手机号收验证码后即可解锁。", "sent_back")
    await people.reviewed(number)
    await people.finished(number)


async def test_a_complaint_is_contacted_judged_major_and_handled_again(whole_house: House, people: People) -> None:
    number = await people.called("13985010002")
    await people.passed_on(number, COMPLAINT)
    await people.dispatcher.does("to_assign", number, {"unit": PLATFORM, "co_units": "结算部"})
    await people.department.does("to_accept", number, {})
    await people.department.does("handling", number, {"result": "已电话联系，约定两日内答复"}, "contacted")
    await people.department.does("handling", number, {"reason": "涉及多家主体，须会商"}, "ask_major")
    await people.dispatcher.does("major", number, {}, "confirm_major")
    await people.dispatcher.gone(number)
    at_a_glance = part(people.department.page, "peek")  # what others do is seen without asking for it
    await expect(at_a_glance).to_contain_text("确认重大", timeout=20_000)
    await people.replied(number, "经核查为负载均衡异常，已修复。")
    await people.dispatcher.does("to_review", number, {"person": FOLLOWER_NAME})
    await people.follower.does("follow_up", number, {**SCORES, "reason": "没有说明补救办法"}, "dissatisfied")
    await people.follower.gone(number)
    await people.replied(number, "未成功的申报已按规则顺延处理，并已告知。", "sent_back")
    await people.followed_up(number)


async def sent_where_nobody_works_and_taken_back(house: House, people: People, number: str) -> None:
    """The dispatcher is warned, sends it all the same, and takes it back; who was to contribute hears of it."""
    file = house.settings.config / "work_orders.yaml"
    units = "units:\n  - {id: records, name: 档案部, name_en: records}\n"
    file.write_text(file.read_text("utf-8").replace("units:\n", units, 1), "utf-8")
    dispatcher, department = people.dispatcher, people.department.page
    await until("the department is in the loop", lambda: loop_knows(dispatcher.page, "records"), within=20)
    answers = {"unit": "档案部", "co_units": PLATFORM}
    dialog = await dispatcher.begins("to_assign", number, answers)
    await expect(part(dispatcher.page, "nobody-unit")).to_contain_text("档案部目前没有人员")
    await expect(part(dispatcher.page, "nobody-co_units")).to_have_count(0)
    await shot(dispatcher.page, "board-nobody-there")
    await dispatcher.page.keyboard.press("Control+Enter")
    await expect(dialog).to_be_hidden()
    await dispatcher.does("all", number, {"reason": "档案部没有人员，改派"}, "take_back")
    await part(department, "bell").click()
    told = part(department, "notice").filter(has_text=f"工单 {number} 派单已收回")
    await expect(told).to_contain_text("收回派单")
    await shot(department, "bell-taken-back")
    await department.keyboard.press("Escape")


async def loop_knows(page: Page, unit: str) -> bool:
    asked = "async () => (await (await fetch('/api/work/loop')).json()).units.map(one => one.id)"
    return unit in await page.evaluate(asked)


async def test_a_suggestion_is_completed_after_it_was_sent_back(whole_house: House, people: People) -> None:
    number = await people.called("13985010003")
    await people.passed_on(number, SUGGESTION)
    await people.dispatcher.does("to_assign", number, {"reason": "请写明页面名称"}, "send_back_form")
    await people.passed_on(number, {"form": {"summary": "信息披露页面增加按月下载"}}, "sent_back")
    await sent_where_nobody_works_and_taken_back(whole_house, people, number)
    await people.dispatcher.does("to_assign", number, {"unit": PLATFORM})
    await people.department.does("to_accept", number, {})
    await people.replied(number, "已列入下季度改进计划。")
    await people.followed_up(number)


async def test_a_report_of_misconduct_is_told_the_number_and_closed(whole_house: House, people: People) -> None:
    number = await people.called("13985010004")
    agent = people.agent
    await agent.finds("to_fill", number)
    await agent.fill_in(number, REPORT)
    await agent.page.keyboard.press("Enter")
    await part(agent.page, "act-close_misconduct").click()
    dialog = agent.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("020-36623007")
    await dialog.locator(".el-checkbox").click()
    await agent.page.keyboard.press("Control+Enter")
    await expect(part(agent.page, "step").first).to_have_text("已归档")
    await people.archived(number)
    await people.department.page.goto(f"{whole_house.url}/work?view=all&q={number}")
    await expect(part(people.department.page, "board-empty"), "it is confidential").to_be_visible()


@asynccontextmanager
async def some_orders(browser: Browser, house: House) -> AsyncIterator[tuple[AtBoard, list[str]]]:
    async with at_board(browser, house, "hi-staff-1", DESK) as agent:
        form = {"category": "inquiry", "matter": "rules", "source": "letter"}
        texts = ("海南绿电交易何时开市", "绿证划转后在哪里查询 Q4", "绿证证书编号未显示")
        yield agent, [await agent.enter("hainan", {**form, "form": {"summary": text}}) for text in texts]


async def test_a_board_is_run_through_by_keyboard_searched_and_its_views_are_kept(
    whole_house: House, browser: Browser
) -> None:
    async with some_orders(browser, whole_house) as (agent, numbers):
        page, keyboard = agent.page, agent.page.keyboard
        await expect(agent.row(numbers[-1])).to_be_visible(timeout=20_000)
        await keyboard.press("j")
        await keyboard.press("j")
        await expect(agent.row(numbers[1])).to_have_attribute("aria-selected", "true")
        await expect(agent.row(numbers[1])).to_be_focused()
        await keyboard.press("k")
        await keyboard.press("Enter")
        await expect(page).to_have_url(f"{whole_house.url}/orders/{numbers[0]}")
        await page.go_back()
        await keyboard.press("/")
        await keyboard.type("绿证")
        await expect(agent.row(numbers[0])).to_have_count(0)
        await expect(part(page, "order-row")).to_have_count(2)
        await keyboard.press("Control+A")
        await keyboard.type("q4")
        await expect(part(page, "order-row")).to_have_count(1)
        await part(page, "saved-views").click()
        await part(page, "save-view").click()
        await keyboard.type("绿证四季度")
        await keyboard.press("Enter")
        await expect(page.get_by_text("已保存视图“绿证四季度”")).to_be_visible()
        await part(page, "clear-filters").click()
        await expect(part(page, "order-row")).to_have_count(3)
        await part(page, "saved-views").click()
        await part(page, "saved-view").filter(has_text="绿证四季度").click()
        await expect(page).to_have_url(f"{whole_house.url}/work?view=to_fill&q=q4")
        await expect(part(page, "order-row")).to_have_count(1)
        await page.locator('[data-test="board-search"] input, input[data-test="board-search"]').fill("没有这样的词")
        await expect(part(page, "board-empty")).to_contain_text("没有符合条件的工单")
        await shot(page, "board-no-match")


async def test_a_board_stands_still_while_its_desk_is_away_and_says_so(whole_house: House, browser: Browser) -> None:
    away = Screen(size=(1366, 768), expected=("net::ERR", "WebSocket", "Failed to load resource"))
    async with at_board(browser, whole_house, "dispatcher-1", away) as one:
        page = one.page
        await part(page, "view-all").click()
        await expect(part(page, "order-row").first).to_be_visible()
        where = await part(page, "order-row").first.bounding_box()
        await page.context.set_offline(True)
        await expect(part(page, "board-stale")).to_contain_text("内容可能不是最新", timeout=30_000)
        await expect(part(page, "order-row").first).to_be_visible()
        await shot(page, "board-stale")
        await page.context.set_offline(False)
        await expect(part(page, "board-stale")).to_be_hidden(timeout=30_000)
        await expect(part(page, "link-lost")).to_be_hidden(timeout=20_000)
        assert await part(page, "order-row").first.bounding_box() == where


@pytest.mark.parametrize(
    ("person", "home"),
    [
        ("dispatcher-1", "work"),
        (DEPARTMENT, "work"),
        (HEAD, "work"),
        ("market-manager", "work"),
        ("supervisor", "calls"),
    ],
)
async def test_everybody_begins_where_their_work_is(
    whole_house: House, browser: Browser, person: str, home: str
) -> None:
    async with browser.page(whole_house, DESK) as page:
        await sign_in(page, whole_house, person)
        await expect(part(page, f"{home}-page")).to_be_visible()
        await part(page, "to-work").click()
        await expect(part(page, "board-tabs").locator("[aria-current=page]")).to_have_count(1)
        await shot(page, f"board-{person}")
        await part(page, "locale").click()
        await shot(page, f"board-{person}-en")
