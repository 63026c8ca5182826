"""A call's ledger in sentences, for whoever reads the order's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from routing.ledger import Datum, LedgerKind, LedgerRow
from schedules.answer import Because
from web.names import NameBook
from web.shapes import instant

WORDS: Mapping[LedgerKind, Because] = {
    LedgerKind.ARRIVED: Because("来电呼入 {dialled}。", "The call came in on {dialled}."),
    LedgerKind.ROUTED: Because("{because_zh}", "{because_en}"),
    LedgerKind.RECORDING: Because("开始录音。", "Recording began."),
    LedgerKind.QUEUE_TIMEOUT: Because(
        "{group_zh}等候时间已到，无人应答。", "The time for {group_en} was up; nobody answered."
    ),
    LedgerKind.QUEUE_EMPTY: Because("{group_zh}无人可接听。", "Nobody of {group_en} could take it."),
    LedgerKind.QUEUED: Because("进入{group_zh}队列等候。", "Waiting for {group_en}."),
    LedgerKind.RUNG: Because("{person}的话机振铃。", "{person}'s telephone rang."),
    LedgerKind.RING_NO_ANSWER: Because("{person}未接听。", "{person} did not answer."),
    LedgerKind.ANSWERED: Because("{person}接听。", "{person} answered."),
    LedgerKind.COMPLETED: Because("与{person}的通话结束。", "The conversation with {person} ended."),
    LedgerKind.ABANDONED: Because("对方在等候中挂机。", "The caller hung up while waiting."),
    LedgerKind.UNSERVED: Because(
        "未能接入人工，提供回拨或留言。", "Nobody could answer; a callback or a message was offered."
    ),
    LedgerKind.CALLBACK: Because("对方要求回拨。", "The caller asked to be called back."),
    LedgerKind.MESSAGE: Because("对方留言 {seconds} 秒。", "The caller left a message of {seconds} s."),
    LedgerKind.DECLINED: Because("对方未选择回拨或留言。", "The caller wanted neither callback nor message."),
    LedgerKind.SURVEY: Because("对方评价：{score} 分。", "The caller's rating: {score}."),
    LedgerKind.ENDED: Because("通话结束。", "The call ended."),
    LedgerKind.LOST: Because("电话系统中断，通话丢失。", "The telephone system failed and the call was lost."),
}


def told(rows: Sequence[LedgerRow], names: NameBook) -> list[dict[str, Any]]:
    """The rows, in the order given, each with its sentence in both languages and who saw it."""
    return [_told(row, names) for row in rows]


def _told(row: LedgerRow, names: NameBook) -> dict[str, Any]:
    group = names.group(row.group)
    facts = {datum.value: row.data.get(datum, "") for datum in Datum}
    facts |= {"group_zh": group.zh, "group_en": group.en, "person": names.person(row.person) or ""}
    words = WORDS[row.kind]
    return {
        "at": instant(row.at),
        "kind": row.kind.value,
        "zh": words.zh.format_map(facts),
        "en": words.en.format_map(facts),
        "witness": row.witness.value,
    }
