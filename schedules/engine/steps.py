"""Every rule that was looked at for an answer, in the order of precedence, down to the one that decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schedules.answer import Because, DutyAnswer, DutyState, OnDuty
from schedules.engine.explain import Question, because
from schedules.engine.staffing import MEMBERS
from schedules.engine.wording import date_words, day_words, hours_words, listed, source_words
from schedules.finding import Bilingual
from schedules.language.answering import AnswerRule
from schedules.language.exceptions import DatedException
from schedules.language.kinds_of_day import DayWord
from schedules.precedence import Precedence
from schedules.times import at_minute


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that was looked at."""

    level: Precedence
    because: Because
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer, which holds for ``[answer.since, answer.until)``, its sentence, and how it came about."""

    answer: DutyAnswer
    because: Because
    steps: tuple[Step, ...]


def explained(question: Question) -> Explanation:
    return Explanation(question.answer, because(question), tuple(_steps(question)))


def _steps(question: Question) -> Iterator[Step]:
    yield from _covers(question)
    if question.cover is None:
        yield from _by_roster(question)
    yield from (_person(question, present) for present in question.on_duty if present.rule != MEMBERS or present.away)


def _covers(question: Question) -> Iterator[Step]:
    if question.cover is not None:
        level = Precedence.OVERRIDE if question.cover.groups else Precedence.CLOSING
        yield Step(level, because(question), decides=True)
    elif question.covers:
        told = Because("此时没有紧急停服，也没有临时改派。", "No emergency closing and no override at this time.")
        yield Step(Precedence.OVERRIDE, told)


def _by_roster(question: Question) -> Iterator[Step]:
    exception = question.exception
    if question.roster.exceptions:
        yield _exception(question, exception)
    if exception is not None and (exception.closed or exception.groups):
        return
    yield _day(question)
    is_open = question.answer.state is DutyState.OPEN
    if exception is None or exception.hours is None:
        yield Step(Precedence.DAY, _duty(question), decides=not is_open)
    if is_open:
        yield from _rules(question)


def _exception(question: Question, exception: DatedException | None) -> Step:
    date = date_words(at_minute(question.day.date, 0))
    if exception is None:
        return Step(Precedence.EXCEPTION, Because(f"{date.zh} 没有例外。", f"No exception on {date.en}."))
    decides = exception.closed or bool(exception.groups)
    decides = decides or (exception.hours is not None and question.answer.state is DutyState.CLOSED)
    what = _what_differs(question, exception)
    return Step(
        Precedence.EXCEPTION,
        Because(
            f"{date.zh} 有例外（{exception.why}）：{what.zh}。",
            f"{date.en} is an exception ({exception.why}): {what.en}.",
        ),
        decides,
    )


def _what_differs(question: Question, exception: DatedException) -> Bilingual:
    zh, en = [], []
    if exception.closed:
        zh, en = ["不值班"], ["closed"]
    elif exception.hours:
        hours = hours_words(exception.hours)
        zh, en = [f"值班时间 {hours.zh}"], [f"hours {hours.en}"]
    if exception.groups:
        names = listed(question.named(exception.groups))
        zh, en = [*zh, f"由{names.zh}应答"], [*en, f"answered by {names.en}"]
    if exception.say:
        zh, en = [*zh, f"先播放 {'、'.join(exception.say)}"], [*en, f"{', '.join(exception.say)} is played first"]
    return Bilingual("，".join(zh), ", ".join(en))


def _day(question: Question) -> Step:
    date = date_words(at_minute(question.day.date, 0))
    day, source = day_words(question.day), source_words(question.day)
    return Step(
        Precedence.DAY, Because(f"{date.zh}：{day.zh}，依据{source.zh}。", f"{date.en} is {day.en}, by {source.en}.")
    )


def _duty(question: Question) -> Because:
    line, hours = question.roster.line, question.roster.hours
    word, spans = hours.word_for(question.day), hours.on(question.day)
    if word is None:
        return Because(
            f"{line.name_zh}专线没有为这类日子写值班时间：不值班。",
            f"The {line.name_en} line has no duty hours for such days: it is closed.",
        )
    days = _duty_days(question, word)
    if not spans:
        return Because(f"{line.name_zh}专线{days.zh}不值班。", f"The {line.name_en} line is closed {days.en}.")
    said, time = hours_words(spans), f"{question.moment:%H:%M}"
    inside = ("在", "inside") if question.answer.state is DutyState.OPEN else ("不在", "outside")
    return Because(
        f"{line.name_zh}专线{days.zh}{'' if days.zh.endswith('）') else ' '}{said.zh} 值班：{time} {inside[0]}其内。",
        f"The {line.name_en} line is on duty {days.en} {said.en}: {time} is {inside[1]}.",
    )


def _duty_days(question: Question, word: DayWord) -> Bilingual:
    given = question.roster.hours.by_kind
    if word is DayWord.EVERY_DAY and len(given) == 1:
        return Bilingual("每日（含法定节假日）", "every day, holidays included,")
    if word is DayWord.WORKING_DAYS and DayWord.MAKE_UP_DAYS not in given:
        return Bilingual("工作日（含调休上班日）", "on working days, make-up days included,")
    return word.words if word is DayWord.EVERY_DAY else Bilingual(word.words.zh, f"on {word.words.en}")


def _rules(question: Question) -> Iterator[Step]:
    index = question.piece[1].index if question.piece else None
    if index is None:
        return
    for number, rule in enumerate(question.roster.rules[: index + 1]):
        decides = number == index
        when, names = _when(rule), listed(question.named(rule.groups))
        told = Because(
            f"第 {number + 1} 条：{when.zh} {names.zh}：{'符合，由此条决定' if decides else '不符合'}。",
            f"Rule {number + 1}, {when.en} {names.en}: {'matches and decides' if decides else 'does not match'}.",
        )
        yield Step(Precedence.RULE, told, decides)


def _when(rule: AnswerRule) -> Bilingual:
    if rule.otherwise:
        return Bilingual("其他值班时间", "otherwise")
    hours = hours_words(rule.spans)
    zh, en = "、".join(word.words.zh for word in rule.on), ", ".join(word.words.en for word in rule.on)
    return Bilingual(
        " ".join(filter(None, (zh, hours.zh))), " ".join(filter(None, (f"on {en}" if en else "", hours.en)))
    )


def _person(question: Question, present: OnDuty) -> Step:
    group = question.named((present.group,))[0]
    names = [question.people.get(person, person) for person in present.people]
    away = [question.people.get(person, person) for person in present.away]
    by = _whose_turn(present.rule)
    zh = f"{group.zh}当班：{'、'.join(names) or '无人'}（{by.zh}"
    en = f"On duty of the {group.en}: {', '.join(names) or 'nobody'} ({by.en}"
    if away:
        zh, en = f"{zh}；请假：{'、'.join(away)}", f"{en}; on leave: {', '.join(away)}"
    return Step(Precedence.PERSON, Because(f"{zh}）。", f"{en})."))


def _whose_turn(rule: str) -> Bilingual:
    kind, _, rest = rule.partition("/")
    if kind == "named":
        return Bilingual(f"指名值班第 {rest} 条", f"named slot {rest}")
    if kind == "rotation":
        crews = [part.partition("/")[::2] for part in rest.split("+")]
        zh, en = "、".join(f"{crew} {shift}" for shift, crew in crews), ", ".join(f"{c} on {s}" for s, c in crews)
        return Bilingual(f"轮班：{zh}", f"rotation: {en}")
    return Bilingual("全组", "the whole group")
