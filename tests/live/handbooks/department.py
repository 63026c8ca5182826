"""Pictures of the departments' handbook: the morning of platform support, and of its head."""

from __future__ import annotations

from playwright.async_api import expect

from tests.live.browser import part
from tests.live.handbooks.camera import Camera
from tests.live.handbooks.staff import Staff

WHO, HEAD = "platform-1", "platform-head"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REPLY = """您反映的申报无响应，经查属我方系统异常：11 月 18 日 9:08 至 9:31，一台应用服务器负载过高，申报没有返回结果。
服务器已更换，当日 9:31 恢复。当日未成功的申报，可依据交易规则第二十一条申请补报：
请于 11 月 25 日 17:00 前登录交易平台，在“申报管理—补报申请”提交，我部当日办理。给您带来不便，我们表示歉意。"""


async def pictures(staff: Staff, camera: Camera) -> None:
    board = await staff.board(WHO)
    page = board.page
    rows = part(page, "order-row")
    await expect(rows).to_have_count(3)
    number = str(await rows.filter(has_text="登录账号被锁定").get_attribute("data-number"))
    await board.finds("to_accept", number)
    await camera.takes(page, "department-inbox")
    number = str(await rows.filter(has_text="偏差考核").get_attribute("data-number"))
    reason = "不归本部门：偏差考核费用的计算由结算部负责，请派结算部"
    await board.begins("to_accept", number, {"reason": reason}, "refuse_dispatch")
    await camera.takes(page, "department-refuse")
    await page.keyboard.press("Escape")
    await part(page, "view-sent_back").click()
    number = str(await rows.filter(has_text="申报页面").get_attribute("data-number"))
    await board.finds("sent_back", number)
    await camera.takes(page, "department-returned", height=900)
    await board.begins("sent_back", number, {"reply": REPLY})
    await camera.takes(page, "department-reply")
    await page.keyboard.press("Escape")
    await _files(staff, camera, number)
    head = await staff.board(HEAD)
    await expect(part(head.page, "team")).to_be_visible()
    await expect(part(head.page, "order-row").first).to_be_visible()
    await camera.takes(head.page, "department-team")


async def _files(staff: Staff, camera: Camera, number: str) -> None:
    page = await staff.opens(WHO, f"/orders/{number}", "order-page")
    for name in ("11月18日系统日志摘录.pdf", "补报操作说明.pdf"):
        file = {"name": name, "mimeType": "application/pdf", "buffer": PDF}
        await part(page, "file").set_input_files(file)  # type: ignore[arg-type] # a FilePayload
        await expect(part(page, "attachment").filter(has_text=name)).to_be_visible()
    await part(page, "drop").scroll_into_view_if_needed()
    await camera.takes(page, "department-files")
