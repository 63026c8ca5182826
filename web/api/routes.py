"""Every door of the API, what it takes to pass, and what is said of it. What is not on this list is not there."""

from __future__ import annotations

from clients.client import Scope
from participants.imports.sheet import MOST_BYTES
from schedules.answer import Because as Words
from web.api import about, participants, urgent
from web.api.cursor import LONGEST
from web.api.description import openapi
from web.api.description.parameters import (
    BASE,
    COMPLETE,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    MAY_HAVE_KEY,
    ORDER_FILTERS,
    REASON,
)
from web.api.orders import private, read, write
from web.api.route import ApiRoute, Body, Gives, Parameter
from web.api.schema import Schema, one_of, ref, text

V1 = "/api/v1"
ORDERS, ORDER = f"{V1}/orders", f"{V1}/orders/{{number}}"
IMPORTS = f"{V1}/participants/imports"
MOST_JSON = 128 * 1024  # bytes of a form, or of a reply

_FORM = {"summary": "交易规则何时生效", "contact_phone": "13800138000"}
_NEW = {"line": "yunnan", "source": "wechat", "outside_number": "WX-20261123-18", "category": "inquiry", "form": _FORM}
_ROWS = [{"市场主体编码": "GD-00001", "类型": "企业", "名称": "粤能售电有限公司", "专线": "广东", "类别": "售电公司"}]


def routes() -> tuple[ApiRoute, ...]:
    return (*_about(), *_reading(), *_writing(), *_events(), *_register())


def _gives(component: str, status: int = 200, *headers: str) -> Gives:
    return Gives(status, ref(component), Words("成功", "Done"), headers)


def _json(component: str, example: object, most: int = MOST_JSON) -> Body:
    return Body(ref(component), most, example)


def _about() -> tuple[ApiRoute, ...]:
    return (
        ApiRoute(
            *("GET", f"{V1}/openapi.json", "describe", None, openapi.served),
            words=Words("本说明", "This description"),
            gives=_gives("OpenApi"),
            open=True,
        ),
        ApiRoute(
            *("GET", f"{V1}/client", "client", None, about.client),
            words=Words("当前令牌的授权", "What this token may do"),
            gives=_gives("Client"),
        ),
        ApiRoute(
            *("GET", f"{V1}/loop", "loop", Scope.READ_ORDERS, about.loop),
            words=Words("生效中的工单闭环", "The closed loop in force"),
            more=Words(
                "类别、字段、事项、来源、操作的标识都取自这里。",
                "Ids of categories, fields, matters, sources and actions.",
            ),
            gives=_gives("Loop"),
            refuses=(503,),
        ),
    )


def _reading() -> tuple[ApiRoute, ...]:
    def part(name: str, answer: read.Part, component: str, words: Words) -> ApiRoute:
        path = f"{ORDER}/{name}"
        return ApiRoute("GET", path, name, Scope.READ_ORDERS, answer, words, _gives(component), refuses=(404, 503))

    return (
        ApiRoute(
            *("GET", ORDERS, "list_orders", Scope.READ_ORDERS, read.listed),
            words=Words("工单列表", "Orders, page by page"),
            more=Words(
                "sort=oldest 时始终返回 cursor：以后带着它再问，即得其后新到的工单。",
                "With sort=oldest there is always a cursor: ask with it later for what came since.",
            ),
            query=ORDER_FILTERS,
            gives=_gives("Orders"),
            refuses=(400, 503),
        ),
        ApiRoute(
            *("GET", ORDER, "order", Scope.READ_ORDERS, read.one),
            words=Words("一张工单", "One order"),
            gives=_gives("Order", 200, "ETag"),
            refuses=(404, 503),
        ),
        part("entries", read.entries, "Entries", Words("办理记录", "Its history")),
        part("clocks", read.clocks, "Clocks", Words("时限及其由来", "Its clocks, and why")),
        part("links", read.links, "Links", Words("关联与并入的工单", "Linked and merged orders")),
        part(
            "attachments",
            read.attached,
            "Attachments",
            Words("附件清单（不含文件）", "What is attached; not the files"),
        ),
        ApiRoute(
            *("GET", f"{ORDER}/private/{{field}}", "private_field", Scope.PRIVATE, private.shown),
            words=Words("查看一个加密字段", "One private field in clear"),
            more=Words("每次查看都记入审计日志。", "Each look is recorded in the audit log."),
            headers=(REASON,),
            gives=_gives("PrivateField"),
            refuses=(400, 404, 503),
        ),
    )


def _writing() -> tuple[ApiRoute, ...]:
    return (
        ApiRoute(
            *("POST", ORDERS, "create_order", Scope.WRITE_ORDERS, write.create),
            words=Words("登记工单（不经来电）", "Enter an order without a call"),
            headers=(IDEMPOTENCY_KEY,),
            body=_json("NewOrder", _NEW),
            gives=_gives("Order", 201, "ETag", "Location"),
            refuses=(400, 409, 413, 415, 422, 503),
        ),
        ApiRoute(
            *("PATCH", ORDER, "change_order", Scope.WRITE_ORDERS, write.change),
            words=Words("修改表单", "Change the form"),
            headers=(IF_MATCH, MAY_HAVE_KEY),
            body=_json("OrderChange", {"form": {"summary": "绿证交易何时开始"}}),
            gives=_gives("Order", 200, "ETag"),
            refuses=(400, 404, 409, 412, 413, 415, 422, 428, 503),
        ),
        ApiRoute(
            *("POST", f"{ORDER}/actions/{{action}}", "act", Scope.WRITE_ORDERS, write.act),
            words=Words("进行一项操作", "Take an action"),
            more=Words(
                "可进行的操作见工单的 actions；办成了但须留意的见答复的 warnings。",
                "What may be done stands in the order's `actions`; what was done and needs a look, in `warnings`.",
            ),
            headers=(IF_MATCH, MAY_HAVE_KEY),
            body=_json("ActionInputs", {"inputs": {"note": "已收到"}}),
            gives=_gives("ActedOrder", 200, "ETag"),
            refuses=(400, 404, 409, 412, 413, 415, 422, 428, 503),
        ),
    )


def _events() -> tuple[ApiRoute, ...]:
    query = (
        Parameter(
            "state", one_of("live", "ended"), Words("处置中（缺省）或已结束", "Those that go on (default), or ended")
        ),
        Parameter("cursor", text(LONGEST), Words("上一页所给的游标", "From the page before")),
    )
    return (
        ApiRoute(
            *("GET", f"{V1}/urgent-events", "list_events", Scope.READ_EVENTS, urgent.listed),
            words=Words("重要（紧急）服务事件", "Important and urgent events"),
            query=query,
            gives=_gives("Events"),
            refuses=(400, 503),
        ),
        ApiRoute(
            *("GET", f"{V1}/urgent-events/{{event}}", "event", Scope.READ_EVENTS, urgent.one),
            words=Words("一个事件", "One event"),
            gives=_gives("Event"),
            refuses=(404, 503),
        ),
    )


def _register() -> tuple[ApiRoute, ...]:
    schema: Schema = ref("ParticipantRows")
    body = Body(schema, MOST_BYTES, _ROWS, others=(participants.CSV,))
    return (
        ApiRoute(
            *("POST", f"{IMPORTS}/preview", "preview_import", Scope.PARTICIPANTS, participants.preview),
            words=Words("预览：导入这份名单会有哪些变化", "What importing this list would change"),
            query=(COMPLETE,),
            body=body,
            gives=_gives("Difference"),
            refuses=(400, 413, 415, 422, 503),
        ),
        ApiRoute(
            *("POST", IMPORTS, "import_participants", Scope.PARTICIPANTS, participants.apply),
            words=Words("按预览导入名单", "Import the list as it was looked at"),
            query=(COMPLETE, BASE),
            body=body,
            gives=_gives("Imported"),
            refuses=(400, 409, 413, 415, 422, 503),
        ),
    )
