"""``hotline call``: the same conversation in the terminal, no telephone. Type keys, read what the caller hears."""

from __future__ import annotations

import argparse
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.prompt import Prompt as Line

from app.clock import Clock
from app.hotline_file import HotlineFile, read_hotline
from app.language import Say, add_language_option, speaker
from app.options import settings_of
from app.prompt_texts import read_script
from app.settings import Settings
from dialplan.prompts_used import Prompt, to_line
from dialplan.values import Misconduct
from ivr.conversation import Ask, Chosen, Hear, menu_conversation, unserved_conversation
from ivr.saying import say_for
from recordings.compose import misconduct
from recordings.text import spoken_text
from routing.decide import decide
from routing.decision import Decision, Facts, Reason, Staffing
from routing.duty import Duty
from schedules.bundle import read_bundle
from schedules.compile import compile_bundle
from schedules.document import Bilingual
from schedules.times import local
from storage.ids import CallId, GroupId, LineId

T = TypeVar("T")

HANG_UP = "q"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--absent",
        action="append",
        default=[],
        metavar="GROUP",
        help="假设该组无人签入 · suppose it is empty",
    )
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    duty = Duty(compile_bundle(read_bundle(settings.config)))
    if unknown := sorted(set(arguments.absent) - set(duty.book.groups)):
        known = ", ".join(sorted(duty.book.groups))
        print(f"没有组 · no such group: {', '.join(unknown)}（{known}）")
        return 2
    terminal = Terminal(Console(), read_script(settings.config).texts, speaker(arguments.lang))
    try:
        _call(settings, duty, terminal, frozenset(map(GroupId, arguments.absent)))
    except (EOFError, _HungUp):
        terminal.note(Bilingual("（来电者挂机）", "(the caller hung up)"))
    return 0


class _HungUp(Exception):
    """The caller had enough."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """The ear and the finger of the caller."""

    console: Console
    texts: Mapping[str, str]
    say: Say

    def walk(self, conversation: Generator[Hear | Ask, str, T]) -> T:
        """Through a conversation to its end."""
        key = None
        while True:
            try:
                step = next(conversation) if key is None else conversation.send(key)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return] # a generator's result has no type of its own
            self.hear(step.prompts)
            key = self._key() if isinstance(step, Ask) else None

    def hear(self, prompts: tuple[str, ...]) -> None:
        self.console.print(
            f"  ♪ {spoken_text(prompts, self.texts)}", style="cyan", highlight=False, markup=False, soft_wrap=True
        )

    def note(self, words: Bilingual) -> None:
        self.console.print(f"    {self.say(words)}", highlight=False, markup=False, soft_wrap=True)

    def _key(self) -> str:
        hint = self.say(Bilingual(f"按键（回车为不按，{HANG_UP} 挂机）", f"key (enter: none, {HANG_UP}: hang up)"))
        typed = Line.ask(f"  ☎ {hint}", console=self.console, default="", show_default=False).strip()
        if typed == HANG_UP:
            raise _HungUp
        return typed[:1]


def _call(settings: Settings, duty: Duty, terminal: Terminal, absent: frozenset[GroupId]) -> None:
    hotline = read_hotline(settings.config)
    instant = Clock(settings.shift).now()
    terminal.note(
        Bilingual(
            f"{instant:%Y-%m-%d %H:%M:%S} 拨打 {hotline.numbers[0]}",
            f"{instant:%Y-%m-%d %H:%M:%S}, calling {hotline.numbers[0]}",
        )
    )
    chosen = terminal.walk(
        menu_conversation(hotline.menu, _misconduct(hotline, terminal.texts), recorded=hotline.recording)
    )
    facts = _facts(duty, chosen, absent, Clock(settings.shift))
    decision = decide(facts, duty.rules)
    _show(terminal, decision)
    if decision.plan:
        terminal.hear((*say_for(decision, duty.book, terminal.texts), to_line(decision.line)))
        _show_plan(terminal, decision, duty)
    else:
        terminal.walk(unserved_conversation(_lead(decision, duty, hotline, terminal.texts)))


def _facts(duty: Duty, chosen: Chosen, absent: frozenset[GroupId], clock: Clock) -> Facts:
    line, instant = LineId(chosen.line), clock.now()
    answer, because = duty.answer(line, instant)
    here = {group: Staffing(1, 1, 1) for group in duty.book.groups if group not in absent}
    return Facts(
        call=CallId("terminal"),
        line=line,
        choice=chosen.choice,
        key=chosen.key,
        instant=instant,
        duty=answer,
        duty_because=because,
        names=duty.names(line),
        staffing=here | {group: Staffing(0, 0, 0) for group in absent},
        closing=duty.closing(answer, instant),
    )


def _lead(decision: Decision, duty: Duty, hotline: HotlineFile, texts: Mapping[str, str]) -> tuple[str, ...]:
    """What the dialplan says before its offer."""
    said = say_for(decision, duty.book, texts)
    if decision.reason is not Reason.CLOSED:
        return (*said, Prompt.NOBODY_AVAILABLE.value)
    sentence = _misconduct(hotline, texts)
    return (*(said or (Prompt.CLOSED_INTRO.value,)), *(sentence.prompts if sentence.when_closed else ()))


def _misconduct(hotline: HotlineFile, texts: Mapping[str, str]) -> Misconduct:
    given = hotline.misconduct
    return Misconduct(misconduct(given.number, texts), given.after_keys, given.when_closed)


def _show(terminal: Terminal, decision: Decision) -> None:
    terminal.note(Bilingual(f"⇒ {decision.because.zh}", f"⇒ {decision.because.en}"))


def _show_plan(terminal: Terminal, decision: Decision, duty: Duty) -> None:
    groups = [duty.book.groups[step.group] for step in decision.plan]
    zh = " → ".join(f"{group.name_zh} {step.seconds} 秒" for group, step in zip(groups, decision.plan, strict=True))
    en = " → ".join(f"{group.name_en} {step.seconds} s" for group, step in zip(groups, decision.plan, strict=True))
    terminal.note(Bilingual(f"振铃：{zh}", f"ringing: {en}"))
    if decision.closing is not None:
        at, step = f"{local(decision.closing.at):%H:%M}", decision.closing.step
        then = duty.book.groups[step.group] if step else None
        zh, en = (f"转{then.name_zh}", f"to {then.name_en}") if then else ("提供回拨或留言", "a callback or a message")
        terminal.note(Bilingual(f"{at} 停止服务时仍在等待：{zh}", f"still waiting at {at}, when it closes: {en}"))
