"""What is said of events in Chinese and English: refusals, and the notices that people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from schedules.answer import Because as Words
from schedules.times import local

from .event import KINDS, Deed, UrgentEvent

REFUSALS: Mapping[str, Words] = {
    "no_such_event": Words("没有这个事件。", "There is no such event."),
    "not_allowed": Words("您不能对此事件进行该操作。", "You cannot do this to this event."),
    "ended": Words("事件已结束。", "The event has ended."),
    "bad_input": Words("请补充或改正标出的内容。", "Please complete or correct what is marked."),
    "stale": Words(
        "他人已更新此事件，请核对后再提交。", "Somebody else changed this event meanwhile; look, then try again."
    ),
    "marked_already": Words("此工单已作为同类事件标记，正在跟踪。", "This order is marked as such an event already."),
    "no_such_order": Words("没有这张工单。", "There is no such order."),
}


def hour(at: datetime) -> str:
    return f"{local(at):%H:%M}"


def notice_words(event: UrgentEvent, what: Deed, said: Mapping[str, str], by_when: str = "") -> Words:
    """One sentence or two, that stand by themselves in a short message. ``by_when`` is an hour."""
    name, why = KINDS[event.kind], event.evidence.words
    zh, en = _SAID[what]
    more = {
        **{key: said.get(key, "") for key in ("reason", "note", "result", "summary", "names", "unit")},
        "by": by_when,
    }
    fill_zh = more | {"kind": name.zh, "why": _ended(why.zh, "。"), "id": event.id}
    fill_en = more | {"kind": name.en, "why": _ended(why.en, "."), "id": event.id}
    return Words(zh.format_map(fill_zh).strip(), en.format_map(fill_en).strip())


def _ended(text: str, stop: str) -> str:
    return text if text.endswith(("。", ".", "！", "!", "？", "?")) else text + stop


_SAID: Mapping[Deed, tuple[str, str]] = {
    Deed.PROPOSED: (
        "疑似重要（紧急）服务事件 {id}：{kind}。{why}请于 {by} 前确认或排除。",
        "Possible urgent event {id}: {kind}. {why} Confirm or dismiss it by {by}.",
    ),
    Deed.MARKED: (
        "坐席标记了重要（紧急）服务事件 {id}：{kind}。{why}请于 {by} 前确认或排除。",
        "An agent marked an urgent event {id}: {kind}. {why} Confirm or dismiss it by {by}.",
    ),
    Deed.CONFIRM: (
        "紧急报告 {id}：{kind}。{why}请确认知悉并跟进至办结，尽快报告发生时间、地点、初步原因和可能影响。",
        "Urgent event {id}: {kind}. {why} Please confirm that you know, follow it to its end, and report time, place, "
        "first cause and possible effect.",
    ),
    Deed.DISMISS: ("您标记的事件 {id} 未予认定：{reason}", "The event {id} that you marked was dismissed: {reason}"),
    Deed.REMIND: (
        "再次催办 {id}：{kind}。{why}请尽快处理并报告进展。{note}",
        "Reminder {id}: {kind}. {why} Please handle it and report how it stands. {note}",
    ),
    Deed.ASSIGN_TALK: (
        "请就重要（紧急）服务事件 {id}（{kind}）与市场主体沟通，并登记结果。{note}",
        "Please talk with the participant about the urgent event {id} ({kind}) and enter the outcome. {note}",
    ),
    Deed.TALKED: ("事件 {id} 已与市场主体沟通：{result}", "Event {id}: the participant was talked with: {result}"),
    Deed.REPORT: ("事件 {id}：{unit}已提交情况报告。", "Event {id}: {unit} has reported."),
    Deed.CLOSE: ("事件 {id}（{kind}）已办结：{summary}", "The event {id} ({kind}) is closed: {summary}"),
    Deed.ESCALATED: (
        "疑似重要（紧急）服务事件 {id} 逾期未确认：{kind}。{why}请立即确认或排除。",
        "Nobody has decided about the possible urgent event {id}: {kind}. {why} Confirm or dismiss it now.",
    ),
    Deed.NOTICE_LATE: (
        "事件 {id} 未在时限（{by}）内通知到位，尚未通知：{names}。",
        "Event {id}: not everybody was told by {by}. Still to be told: {names}.",
    ),
    Deed.REMINDER_PROPOSED: (
        "请对事件 {id}（{kind}）再次催办业务部门，时限 {by}。",
        "Remind the departments of the event {id} ({kind}) by {by}.",
    ),
    Deed.REMIND_LATE: (
        "事件 {id}（{kind}）未在时限（{by}）内再次催办。",
        "Event {id} ({kind}): the departments were not reminded by {by}.",
    ),
}
