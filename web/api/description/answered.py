"""What is answered of orders, as JSON Schema, by name. More members may come; none of these goes or changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.api.schema import Schema, by_name, instant, members, one_of, or_null, ref, several, whole

_TEXT: Schema = {"type": "string"}
_COUNT = whole(0, 2**31 - 1)
_MAYBE_NAMED = or_null(ref("Named"))
_MAYBE_INSTANT = or_null(instant())


def _named(prefix: str) -> dict[str, Any]:
    return {f"{prefix}_zh": _TEXT, f"{prefix}_en": _TEXT}


_ORDER: dict[str, Any] = {
    "number": _TEXT,
    "revision": {**_COUNT, "description": "每次办理加一，即 ETag · one more with each deed; the ETag"},
    "href": _TEXT,
    "line": ref("Named"),
    "step": ref("Named"),
    "category": _MAYBE_NAMED,
    "matter": _MAYBE_NAMED,
    "source": _MAYBE_NAMED,
    "unit": _MAYBE_NAMED,
    "holder": _MAYBE_NAMED,
    "co_units": several(ref("Named")),
    "opened_at": instant(),
    "entered_step_at": instant(),
    "talk_ended_at": _MAYBE_INSTANT,
    "archived_at": _MAYBE_INSTANT,
    "owner": {**or_null(_TEXT), "description": "首问负责人工号 · the owner's staff number"},
    "follower": or_null(_TEXT),
    "outside_number": _TEXT,
    "participant": or_null(_TEXT),
    "form": {**by_name(_TEXT), "description": "不含加密字段 · without private fields"},
    "marks": by_name(_TEXT),
    "risk": _TEXT,
    "result": _TEXT,
    "reply": _TEXT,
    "merged_into": or_null(_TEXT),
    "came_back": {"type": "boolean"},
    "rounds": _COUNT,
}

_WHOLE: dict[str, Any] = {
    **_ORDER,
    "private_fields": {**several(_TEXT), "description": "已填写的加密字段 · private fields that are filled in"},
    "actions": {**several(ref("Action")), "description": "此系统现在可以进行的操作 · what this system may do now"},
}
_CHOICE = members(
    ("value", "zh", "en"),
    value=_TEXT,
    zh=_TEXT,
    en=_TEXT,
    nobody={"type": "boolean", "description": "部门：目前没有人员 · of a department: nobody works there now"},
)

ANSWERED: Mapping[str, Schema] = {
    "Named": members(("id", "zh", "en"), id=_TEXT, zh=_TEXT, en=_TEXT),
    "OrderRow": members(tuple(_ORDER), **_ORDER),
    "Order": members(tuple(_WHOLE), **_WHOLE),
    "ActedOrder": members(
        (*_WHOLE, "warnings"),
        **_WHOLE,
        warnings={**several(ref("Warning")), "description": "已办成，但须留意 · it was done, and needs a look"},
    ),
    "Warning": members(
        ("code", "pointer", "zh", "en"),
        code={**_TEXT, "description": "不变的代码，如 nobody_in_department · stays the same, for programs"},
        pointer={**_TEXT, "description": "指向请求中的位置，JSON Pointer (RFC 6901) · where in the request"},
        zh=_TEXT,
        en=_TEXT,
    ),
    "Orders": members(
        ("orders", "cursor", "more"),
        orders=several(ref("OrderRow")),
        cursor=or_null(_TEXT),
        more={"type": "boolean"},
    ),
    "Action": members(
        ("id", "to", "asks", *_named("name")), id=_TEXT, **_named("name"), to=or_null(_TEXT), asks=several(ref("Ask"))
    ),
    "Ask": members(
        ("input", "kind", "optional", "longest", "choices"),
        input=_TEXT,
        kind={**_TEXT, "description": "form, text, choice, choices, person, confirm, order …"},
        optional={"type": "boolean"},
        longest=or_null(_COUNT),
        choices=or_null(several(_CHOICE)),
        **_named("name"),
    ),
    "Entry": members(
        ("revision", "at", "who", "what", "step", "moved", "said", "changes"),
        revision=_COUNT,
        at=instant(),
        who={**or_null(_TEXT), "description": "工号，或 api:系统；null 为系统自动 · staff number, or api:client"},
        who_name=or_null(_TEXT),
        what=_TEXT,
        step=_TEXT,
        moved={"type": "boolean"},
        said=several(members(("zh", "en"), zh=_TEXT, en=_TEXT, **_named("name"))),
        changes=several(members(("before", "after"), before=ref("Said"), after=ref("Said"), **_named("name"))),
        **_named("what"),
        **_named("step"),
    ),
    "Said": members(("zh", "en"), zh=_TEXT, en=_TEXT),
    "Entries": members(("entries",), entries=several(ref("Entry"))),
    "Clock": members(
        ("clock", "round", "started_at", "due_at", "ended_at", "met"),
        clock=_TEXT,
        whose=or_null(_TEXT),
        round=_COUNT,
        started_at=_MAYBE_INSTANT,
        due_at=_MAYBE_INSTANT,
        own_due_at=_MAYBE_INSTANT,
        capped={"type": "boolean"},
        suspended_at=_MAYBE_INSTANT,
        warned_at=_MAYBE_INSTANT,
        breached_at=_MAYBE_INSTANT,
        ended_at=_MAYBE_INSTANT,
        met=or_null({"type": "boolean"}),
        why=several(ref("Said")),
        **_named("name"),
    ),
    "Clocks": members(("clocks",), clocks=several(ref("Clock"))),
    "Links": members(
        ("links", "merged"),
        links=several(
            members(
                ("number", "kind", "grew_here"),
                number=_TEXT,
                kind=one_of("related", "grew_from"),
                grew_here={"type": "boolean"},
            )
        ),
        merged=several(_TEXT),
    ),
    "Attachments": members(("attachments",), attachments=several(ref("Attachment"))),
    "Attachment": members(
        ("id", "name", "media_type", "bytes", "scanned", "at", "withdrawn_at"),
        id=_COUNT,
        name=_TEXT,
        media_type=_TEXT,
        bytes=_COUNT,
        scanned={"type": "boolean"},
        at=instant(),
        withdrawn_at=_MAYBE_INSTANT,
    ),
    "PrivateField": members(("field", "value"), field=_TEXT, value=_TEXT),
    "Loop": {
        "type": "object",
        "description": "工单闭环：环节、操作、类别、字段、事项、来源、部门 · steps, actions, categories, fields, units",
    },
    "OpenApi": {"type": "object"},
}
