"""What is sent and answered, as JSON Schema, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clients.client import ClientRole, Scope
from participants.imports.sheet import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from urgent.event import State
from web.api.description.answered import ANSWERED
from web.api.schema import (
    Schema,
    by_name,
    instant,
    members,
    name,
    one_of,
    or_null,
    ref,
    several,
    text,
    whole,
)

LONGEST_TEXT = 16_000  # characters of any one value: what is allowed of each is decided where it belongs
MOST_FIELDS = 100
_SAID: Mapping[str, Any] = {"zh": {"type": "string"}, "en": {"type": "string"}}

_FORM: Mapping[str, Schema] = {
    "category": text(64, description="类别，见 /loop · of the loop's categories"),
    "matter": text(64, description="事项，见 /loop · of the loop's matters"),
    "source": text(64, description="来源，见 /loop · of the loop's sources"),
    "outside_number": text(LONGEST_TEXT, description="外部系统的编号 · your own number of it"),
    "participant": text(LONGEST_TEXT, description="市场主体编码 · the participant's registration code"),
    "form": by_name(
        text(LONGEST_TEXT),
        MOST_FIELDS,
        description="表单字段，见 /loop；空文字即清空 · fields of the form; an empty text empties",
    ),
}

SCHEMAS: Mapping[str, Schema] = {
    **ANSWERED,
    "NewOrder": members(("line",), _FORM, closed=True, line=name(description="专线标识 · the line's id, e.g. yunnan")),
    "OrderChange": {**members((), _FORM, closed=True), "description": "只改动所提交的内容 · only what is sent changes"},
    "ActionInputs": members(
        (),
        closed=True,
        inputs=by_name(
            text(LONGEST_TEXT),
            MOST_FIELDS,
            description="操作须填写的内容，见工单的 actions · what the action asks, as in the order's `actions`",
        ),
    ),
    "ParticipantRows": several(
        by_name(text(LONGEST_CELL), MOST_COLUMNS),
        MOST_ROWS,
        description="每行一个对象，成员名即表头，与导入模板一致 · an object a row; members are the template's headings",
    ),
    "Problem": members(
        ("type", "title", "status", "detail", "code", "detail_zh", "detail_en"),
        type={"type": "string"},
        title={"type": "string"},
        status=whole(400, 599),
        detail={"type": "string", "description": "中文，或按 Accept-Language 用英文 · in the language asked for"},
        code={"type": "string", "description": "不变的代码，供程序判断 · stays the same, for programs"},
        detail_zh={"type": "string"},
        detail_en={"type": "string"},
        errors=several(ref("ProblemError")),
        theirs=several(ref("Entry"), description="412 时：他人已做的改动 · with 412: what others did meanwhile"),
        revision=whole(0, 2**31 - 1, description="412 时：现版本 · with 412: the revision by now"),
        faults=several(ref("TableFault")),
    ),
    "ProblemError": members(
        ("zh", "en"),
        _SAID,
        pointer={"type": "string", "description": "JSON Pointer (RFC 6901)"},
        parameter={"type": "string"},
        field={"type": "string", "description": "工单表单中尚缺的字段 · a field that the order's form lacks"},
    ),
    "Client": members(
        ("client", "scopes", "lines", "role", "units", "per_minute", "expires_at"),
        client={"type": "string"},
        scopes=several(one_of(*Scope)),
        lines=several({"type": "string"}, description="空即全部 · empty: all"),
        role=or_null(one_of(*ClientRole)),
        units=several({"type": "string"}),
        per_minute=whole(1, 100_000),
        expires_at=instant(),
    ),
    "Event": members(
        ("id", "kind", "state", "at", "line", "units", "orders", "clocks", "revision"),
        id={"type": "string"},
        kind={**ref("Named")},
        state=one_of(*State),
        at=instant(),
        line=or_null({"type": "string"}),
        matter=or_null({"type": "string"}),
        units=several(ref("Named")),
        orders=whole(0, 2**31 - 1),
        order_numbers=several({"type": "string"}, description="仅列此系统可见的 · those that this system may see"),
        decided_at=or_null(instant()),
        notified_at=or_null(instant()),
        reminded_at=or_null(instant()),
        closed_at=or_null(instant()),
        clocks=several(
            members(
                ("clock", "due_at", "done_at", "over"),
                clock={"type": "string"},
                due_at=or_null(instant()),
                done_at=or_null(instant()),
                over={"type": "boolean"},
            )
        ),
        revision=whole(0, 2**31 - 1),
    ),
    "Events": members(("events", "cursor"), events=several(ref("Event")), cursor=or_null({"type": "string"})),
    "TableFault": members(
        ("row", "column", "problem_zh", "problem_en", "remedy_zh", "remedy_en", "pointer"),
        {f"{what}_{language}": {"type": "string"} for what in ("problem", "remedy") for language in ("zh", "en")},
        row=or_null(whole(0, 2**31 - 1)),
        column={"type": "string"},
        pointer=or_null({"type": "string"}),
    ),
    "Difference": members(
        ("base", "nothing", "counts", "added", "changed", "gone", "refused", "remarks"),
        base=whole(0, 2**31 - 1, description="导入时原样带回 · goes back with the import"),
        complete={"type": "boolean"},
        nothing={"type": "boolean"},
        counts=by_name(whole(0, 2**31 - 1)),
        added=several(ref("Participant")),
        changed=several(ref("Participant")),
        gone=several(ref("Participant")),
        refused=several(ref("TableFault")),
        remarks=several(ref("TableFault")),
        ignored=several({"type": "string"}),
    ),
    "Participant": members(("id", "name"), id={"type": "string"}, name={"type": "string"}),
    "Imported": members(
        ("applied", "import"),
        {"import": or_null(ref("Import"))},
        applied={"type": "boolean"},
    ),
    "Import": members(
        ("seq", "at", "complete", "counts"),
        seq=whole(1, 2**31 - 1),
        at=instant(),
        complete={"type": "boolean"},
        counts=by_name(whole(0, 2**31 - 1)),
    ),
}
