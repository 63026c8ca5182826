"""What happened at the demonstration's hotline before the pictures are taken. Callers and companies are invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from routing import store as calls
from routing.ledger import LedgerKind, LedgerRow, Witness
from schedules.times import ZONE
from storage.database import Database
from storage.ids import CallId
from tests.live.handbooks.staff import Staff, Told
from tests.participants import market

THURSDAY, MONDAY = "2026-11-19 14:20", "2026-11-23 10:00"
SURGE_DAY, WEEKS = date(2026, 11, 23), 6
CALLER = "18685077177"
COMPANY = market.company(71, 名称="岭南售电有限公司", 联系人姓名="黎志明", 联系人电话号码=CALLER)
OTHERS = [
    market.company(72, 名称="粤东综合能源有限公司"),
    market.company(73, 名称="贵州黔能售电有限公司"),
    market.company(74, 名称="桂南售电有限公司"),
    market.company(75, 名称="云岭新能源有限公司"),
]
CODE = COMPANY["市场主体编码"]


def order(category: str, matter: str, summary: str, company: str, **form: str) -> Told:
    whole = {"summary": summary, "participant_name": company, **form}
    return {"category": category, "matter": matter, "form": {name: value for name, value in whole.items() if value}}


def complaint(matter: str, summary: str, company: str, description: str, caller: tuple[str, str]) -> Told:
    name, phone = caller
    return order("complaint", matter, summary, company, description=description, caller_name=name, contact_phone=phone)


async def on_thursday(staff: Staff) -> None:
    """What is under way when Monday begins: late, sent back, under supervision."""
    dispatcher = "dispatcher-1"
    number = await staff.enters(
        "gx-staff-2", "guangxi", order("inquiry", "settlement", "十月结算电量与计量数据不一致", "桂南售电有限公司")
    )
    await staff.act(dispatcher, number, "assign", unit="settlement", risk="low")
    await staff.act("settlement-1", number, "accept")
    proposal = "按年逐日下载太慢，希望可以按月批量下载。"
    number = await staff.enters(
        "gd-staff-1",
        "guangdong",
        order("suggestion", "disclosure", "信息披露页面增加按月下载", "粤东综合能源有限公司", proposal=proposal),
    )
    await staff.act(dispatcher, number, "assign", unit="market", risk="low")
    await _unresponsive_page(staff)
    await _wrong_meter(staff)


async def _unresponsive_page(staff: Staff) -> None:
    """Handled by platform with the help of trading; contacted, and sent back by the dispatcher once."""
    about = complaint(
        "platform-fault",
        "申报页面提交后长时间无响应",
        "贵州黔能售电有限公司",
        "11 月 18 日 9:10 至 9:28 多次提交申报均无响应，导致当日申报未成功，要求说明原因和补救办法。",
        ("王建军", "13985012345"),
    )
    number = await staff.enters("gz-staff-2", "guizhou", about)
    await staff.act(
        "dispatcher-1",
        number,
        "assign",
        unit="platform",
        co_units="trading",
        risk="low",
        note="请先查 9 点前后的系统日志",
    )
    await staff.act("platform-1", number, "accept")
    await staff.act("platform-1", number, "contacted", result="已联系王先生，核实了时间和页面，约定下周二前答复")
    await staff.act("trading-1", number, "co_reply", reply="当日申报时段未调整；可按规则第二十一条申请补报。")
    await staff.act("platform-1", number, "reply", reply="经查为系统异常，现已恢复。")
    await staff.act("dispatcher-1", number, "send_back_reply", reason="请写明异常的原因，以及当日未成功的申报如何补救")


async def _wrong_meter(staff: Staff) -> None:
    """Dissatisfied twice, and so under supervision."""
    about = complaint(
        "settlement",
        "三季度清分电量更正后仍有差错",
        "海岛风电有限公司",
        "七月、八月的清分电量更正过一次，仍与电表不符。",
        ("符先生", "13976011223"),
    )
    number = await staff.enters("hi-staff-1", "hainan", about)
    await staff.act("dispatcher-1", number, "assign", unit="settlement", risk="medium")
    await staff.act("settlement-1", number, "accept")
    for action, reason in (
        ("dissatisfied", "只说已更正，没有给出明细"),
        ("dissatisfied_again", "明细仍与电表读数不符"),
    ):
        await staff.act("settlement-1", number, "reply", reply="清分电量已按计量数据更正。")
        await staff.act("dispatcher-1", number, "approve_reply", person="hi-staff-1")
        await staff.act("hi-staff-1", number, action, service_score="2", handling_score="4", reason=reason)


async def on_monday(staff: Staff) -> None:
    """The morning's orders: to be called, to be reviewed, to be accepted, to be assigned."""
    await _to_follow_up(staff)
    number = await staff.enters(
        "yn-expert-1", "yunnan", order("inquiry", "contracts", "年度合同分月电量可否调整", "云岭新能源有限公司")
    )
    await staff.act("dispatcher-1", number, "assign", unit="trading", risk="low")
    await staff.act("trading-1", number, "accept")
    text = "可以调整。依据年度交易方案，买卖双方协商一致后，每月 20 日前在交易平台“合同管理—分月调整”提交，次月生效。"
    await staff.act("trading-1", number, "reply", reply=text)
    for person, line, matter, summary, company in (
        ("gz-staff-2", "guizhou", "platform-account", "登录账号被锁定，如何解锁", "贵州黔能售电有限公司"),
        ("gx-staff-2", "guangxi", "platform-operation", "数字证书过期后如何更新", "桂南售电有限公司"),
        ("gd-staff-1", "guangdong", "settlement", "十一月偏差考核费用如何计算", "粤东综合能源有限公司"),
    ):
        number = await staff.enters(person, line, order("inquiry", matter, summary, company))
        await staff.act("dispatcher-1", number, "assign", unit="platform", risk="low")
    await staff.enters(
        "gx-staff-2", "guangxi", order("inquiry", "access", "新能源场站注册需要哪些材料", "桂南售电有限公司")
    )
    about = complaint(
        "organisation",
        "月度竞价成交结果与公示不一致",
        "云岭新能源有限公司",
        "11 月月度竞价的成交电量，平台显示与公示文件相差 300 兆瓦时，要求核对并说明。",
        ("杨女士", "13888001234"),
    )
    await staff.enters("yn-expert-1", "yunnan", about)
    await staff.enters("hi-staff-1", "hainan", order("inquiry", "green", "绿电交易何时开市", "海岛风电有限公司"))


async def _to_follow_up(staff: Staff) -> None:
    """Two orders of one company, and one of another."""
    ours, other = COMPANY["名称"], "粤东综合能源有限公司"
    answer = "九月差错电量已核对更正，更正后的结算单于 11 月 25 日在交易平台重新发布，差额在当月结算中一并退补。"
    for company, phone, matter, summary, unit, reply in (
        (ours, CALLER, "settlement", "九月清分电量有差错，如何更正", "settlement", answer),
        (ours, CALLER, "settlement", "更正后的结算单何时发布", "settlement", "11 月 25 日在交易平台重新发布。"),
        (
            other,
            "13900000072",
            "green",
            "绿证划转后在哪里查询",
            "trading",
            "登录交易平台，在“绿证管理—持有查询”中查看，划转当日更新。",
        ),
    ):
        about = order("inquiry", matter, summary, company, contact_phone=phone)
        known = {"participant": CODE} if company == ours else {}
        number = await staff.enters("gd-staff-1", "guangdong", {**about, **known})
        await staff.act("dispatcher-1", number, "assign", unit=unit, risk="low")
        await staff.act(f"{unit}-1", number, "accept")
        await staff.act(f"{unit}-1", number, "reply", reply=reply)
        await staff.act("dispatcher-1", number, "approve_reply", person="gd-staff-1")


async def surge(url: str) -> None:
    """Calls in each half-hour of the Mondays before, and many in the half-hour before the house opens."""
    halves = [time(hour, minute) for hour in range(8, 18) for minute in (0, 30)]
    number = 0
    async with Database(url) as db, db.transaction() as tx:
        for week in range(WEEKS + 1):
            day = SURGE_DAY - timedelta(weeks=week)
            for half in halves if week else halves[:4]:
                for minute in range(30 if (half, week) == (time(9, 30), 0) else 3 + week % 2):
                    number += 1
                    at = datetime.combine(day, half, ZONE) + timedelta(seconds=50 * minute)
                    await calls.append(tx, LedgerRow(CallId(f"n9-{number}.0"), LedgerKind.ARRIVED, at, Witness.AGI))
