"""Four people before their boards, who take an order round the whole loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import expect

from app.rehearsal.sip.caller import Identity, dial
from app.rehearsal.sip.ear import AGENT, Known
from tests.live.boards import AtBoard
from tests.live.browser import part, shot
from tests.live.houses import hotline_of

KEY, FOLLOWER_NAME = "4", "石磊"
SCORES = {"service_score": "1", "handling_score": "2"}
REVIEW = {"cause": "登录失败次数未监控", "evaluation": "一小时内恢复，告知及时"}
MEASURE = "登录失败超过阈值时告警"


@dataclass(frozen=True, slots=True)
class People:
    """Signed in, each in a browser of their own."""

    agent: AtBoard
    dispatcher: AtBoard
    department: AtBoard
    follower: AtBoard
    known: Known

    async def called(self, caller: str) -> str:
        """A call that the agent answers; its order's number."""
        house, page = self.agent.house, self.agent.page
        await page.goto(f"{house.url}/desk")
        await expect(part(page, "presence")).to_have_attribute("data-state", "away")
        await page.keyboard.press("Alt+r")
        await expect(part(page, "presence")).to_have_attribute("data-state", "ready")
        async with dial(hotline_of(house), Identity(caller), known=self.known) as call:
            await call.hears("menu-main", within=30)
            call.press(KEY)
            await call.hears(AGENT, within=30)
            await expect(part(page, "pop")).to_have_attribute("data-state", "talking")
            number = str(await part(page, "pop-order").text_content()).strip()
        await expect(part(page, "pop")).to_have_count(0, timeout=20_000)
        await page.keyboard.press("Alt+a")
        await expect(part(page, "presence")).to_have_attribute("data-state", "away")
        await self.agent.home()
        return number

    async def passed_on(self, number: str, form: Mapping[str, object], view: str = "to_fill") -> None:
        """Found on the agent's board, opened by Enter, filled in, passed on."""
        await self.agent.finds(view, number)
        await self.agent.fill_in(number, form) if form else None
        await self.agent.page.keyboard.press("Enter")
        page = self.agent.page
        await expect(part(page, "order-page")).to_be_visible()
        await part(page, "act-pass_on").click()
        await expect(part(page, "step").first).to_have_text("审核及分配")
        await self.agent.home()

    async def replied(self, number: str, text: str, view: str = "handling") -> None:
        await self.department.does(view, number, {"reply": text})
        await self.department.gone(number)

    async def followed_up(self, number: str) -> None:
        await self.dispatcher.does("to_review", number, {"person": FOLLOWER_NAME})
        await self.follower.does("follow_up", number, SCORES, "satisfied")
        await self.archived(number)

    async def reviewed(self, number: str) -> None:
        """Of high risk: satisfied, looked at afterwards by the dispatcher, and only then archived."""
        await self.dispatcher.does("to_review", number, {"person": FOLLOWER_NAME})
        await self.follower.does("follow_up", number, SCORES, "satisfied_at_risk")
        await self.dispatcher.finds("to_evaluate", number)
        page = self.dispatcher.page
        await page.keyboard.press("a")
        dialog = part(page, "action-dialog")
        for name, text in REVIEW.items():
            await dialog.locator(f'[data-field="{name}"] textarea').fill(text)
        measures = part(page, "ask-measures")
        await measures.locator("textarea").fill(MEASURE)
        await measures.locator(".under input").first.fill("石磊")
        await page.keyboard.press("Enter")
        await measures.locator(".el-date-editor input").fill("2026-12-31")
        await page.keyboard.press("Tab")
        await shot(page, "board-act-write_review")
        await page.keyboard.press("Control+Enter")
        await expect(dialog).to_be_hidden()
        await self.archived(number)
        await self.given(number)

    async def given(self, number: str) -> None:
        """The measure has the wrong owner: the dispatcher gives it to another, by the keyboard."""
        page = self.dispatcher.page
        await part(page, "open-measures").locator("summary").press("Enter")
        await part(page, "measure").filter(has_text=number).locator('[data-test="give"]').press("Enter")
        dialog = part(page, "give-dialog")
        await expect(dialog.locator("input").first).to_be_focused()
        await page.keyboard.type("尹佳")
        await page.keyboard.press("Enter")
        await part(page, "give-reason").fill("由平台部落实")
        await shot(page, "board-give-measure")
        await page.keyboard.press("Control+Enter")
        await expect(part(page, "measure").filter(has_text=number)).to_contain_text("尹佳")

    async def finished(self, number: str) -> None:
        """Its owner comes from the bell, and says among those that are open that it was done."""
        page = self.department.page
        await self.department.home()
        await part(page, "bell").click()
        await part(page, "notice").filter(has_text="改进措施改由您负责").first.click()
        one = part(page, "measure").filter(has_text=number)
        await expect(one).to_contain_text(MEASURE)
        await shot(page, "board-open-measures")
        await one.locator('[data-test="finish"]').click()
        await page.get_by_role("dialog").locator("textarea").fill("已上线")
        await page.get_by_role("dialog").get_by_role("button", name="标为已完成").click()
        await expect(one).to_have_count(0)
        await page.goto(f"{self.department.house.url}/orders/{number}")
        await expect(part(page, "measures")).to_contain_text("已上线")
        await shot(page, "order-measures")
        await self.department.home()

    async def archived(self, number: str) -> None:
        """Found by its number among all orders, from the address alone."""
        page = self.dispatcher.page
        await page.goto(f"{self.dispatcher.house.url}/work?view=all&q={number}")
        await expect(self.dispatcher.row(number)).to_contain_text("已归档")
        await self.dispatcher.home()
