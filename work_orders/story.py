"""An order's history in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schedules.answer import Because
from storage.ids import PersonId

from .order import Happening, HistoryRow

_WORDS: Mapping[Happening, Because] = {
    Happening.OPENED: Because("工单已生成。", "The order was opened."),
    Happening.OPENED_LATE: Because(
        "工单根据通信记录补建。", "The order was opened afterwards, from what had been written down meanwhile."
    ),
    Happening.ANSWERED: Because(
        "{who}应答，成为本单首问负责人。", "{who} answered and, as first contact, owns the order."
    ),
    Happening.CONVERSATION_ENDED: Because(
        "通话结束，开始计填单时限。", "The conversation ended; filling in is due from here."
    ),
    Happening.MISSED: Because(
        "应答前对方已离开，列入回拨清单。", "The participant left before anybody answered; on the callback list."
    ),
    Happening.UNSERVED: Because("未能接入人工：{reason}。", "Nobody could answer: {reason}."),
    Happening.CALLBACK_WANTED: Because(
        "对方要求回拨，列入回拨清单。", "A callback was asked for; on the callback list."
    ),
    Happening.MESSAGE_LEFT: Because(
        "对方留言 {seconds} 秒，列入回拨清单。", "A message of {seconds} s was left; on the callback list."
    ),
    Happening.SURVEYED: Because("对方满意度评价：{score}。", "The participant is {score}."),
}

_ALSO_ANSWERED = Because("{who}接手继续受理，首问负责人不变。", "{who} took over the conversation; the owner stays.")

REASONS: Mapping[str, Because] = {
    "closed": Because("非值班时间", "outside duty hours"),
    "nobody_signed_in": Because("值班人员均未签入", "none of those on duty is signed in"),
    "nobody_available": Because("值班人员均不在席", "none of those on duty was at the desk"),
    "waited_too_long": Because("等候超时", "the wait grew too long"),
    "closed_meanwhile": Because("等候期间已到停止服务时间", "the line closed while the caller waited"),
    "undecided": Because("暂时无法判定值班安排", "who is on duty could not be told for the moment"),
    "undecided_message": Because("暂时无法判定值班安排", "who is on duty could not be told for the moment"),
}
"""Why nobody could answer, by the word that is stored."""

SCORES: Mapping[str, Because] = {
    "1": Because("非常满意", "very satisfied"),
    "2": Because("满意", "satisfied"),
    "3": Because("一般", "neither satisfied nor dissatisfied"),
    "4": Because("不满意", "dissatisfied"),
    "5": Because("非常不满意", "very dissatisfied"),
}
"""What the participant meant by a score."""

_OTHER_REASON = Because("暂无人员可接听", "nobody was available")


@dataclass(frozen=True, slots=True)
class StoryLine:
    at: datetime
    what: Happening
    who: PersonId | None
    zh: str
    en: str


def told(history: Sequence[HistoryRow], name_of: Callable[[PersonId], str]) -> list[StoryLine]:
    """The history, earliest first, in sentences; ``name_of`` knows what people are called."""
    first_answer = next((row for row in history if row.what is Happening.ANSWERED), None)
    lines = []
    for row in history:
        later = row.what is Happening.ANSWERED and row is not first_answer
        words = _ALSO_ANSWERED if later else _WORDS[row.what]
        zh, en = _values(row, name_of)
        lines.append(StoryLine(row.at, row.what, row.who, words.zh.format_map(zh), words.en.format_map(en)))
    return lines


def _values(row: HistoryRow, name_of: Callable[[PersonId], str]) -> tuple[dict[str, str], dict[str, str]]:
    """What fills the gaps of the sentence, in Chinese and in English."""
    same = {"who": name_of(row.who) if row.who else "", "seconds": row.data.get("seconds", "")}
    reason = REASONS.get(row.data.get("reason", ""), _OTHER_REASON)
    digit = row.data.get("score", "")
    score = SCORES.get(digit, Because(digit, digit))
    return same | {"reason": reason.zh, "score": score.zh}, same | {"reason": reason.en, "score": score.en}
