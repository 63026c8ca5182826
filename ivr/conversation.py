"""The conversation without a telephone: the same menu, keys, tries and offers as the rendered dialplan, as a generator.

Each step is something to hear or a question; the answer to a question is the key pressed, empty for silence. A test
walks this and the dialplan side by side.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum

from dialplan.menu import Announcement, Menu, Node, ToLine, ToMenu
from dialplan.prompts_used import Prompt
from dialplan.values import Misconduct
from routing.decision import Choice

OFFER_SILENCES = 2
OFFER_MISTAKES = 3


@dataclass(frozen=True, slots=True)
class Hear:
    """Something is said; nothing is asked."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something is said, and a key is waited for."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the menu ended."""

    line: str
    choice: Choice
    key: str


@dataclass(slots=True)
class _Repeats:
    """How often something may still be said again; one count for the whole call."""

    left: int

    def spent(self) -> bool:
        """Take one; True when there is none."""
        self.left -= 1
        return self.left < 0


class Wish(StrEnum):
    """How the offer to an unserved caller ended."""

    CALLBACK = "callback"
    MESSAGE = "message"
    DECLINED = "declined"


def menu_conversation(menu: Menu, misconduct: Misconduct, *, recorded: bool) -> Generator[Hear | Ask, str, Chosen]:
    """From the welcome to a chosen line; there is always one."""
    notice = (Prompt.RECORDING_NOTICE.value,) if recorded else ()
    yield Hear((Prompt.WELCOME.value, *notice))
    if not menu.enabled:
        return Chosen(menu.default_line, Choice.NO_MENU, "")
    after = misconduct.prompts if misconduct.after_keys else ()
    name, repeats = menu.start, _Repeats(menu.repeats)
    while True:
        found = yield from _node(menu, menu.nodes[name], after if name == menu.start else (), repeats)
        if isinstance(found, Chosen):
            return found
        name = found


def _node(
    menu: Menu, node: Node, after: tuple[str, ...], repeats: _Repeats
) -> Generator[Hear | Ask, str, Chosen | str]:
    """One node until it leads to a line or to another node."""
    lead: tuple[str, ...] = ()
    tail, tries = after, 0
    while True:
        key = yield Ask((*lead, *node.say, *tail))
        lead = ()
        meaning = node.keys.get(key)
        if isinstance(meaning, ToLine):
            return Chosen(meaning.line, Choice.PRESSED, key)
        again = bool(key) and key == node.repeat
        if (meaning or again) and repeats.spent():
            return Chosen(menu.default_line, Choice.REPEATED, key)
        if isinstance(meaning, ToMenu):
            return meaning.node
        if isinstance(meaning, Announcement):
            yield Hear((meaning.prompt,))
            continue
        if again:
            tail = after
            continue
        tries += 1
        if tries >= menu.tries:
            return Chosen(menu.default_line, Choice.WRONG_KEY if key else Choice.SILENT, key)
        lead, tail = (Prompt.INVALID_KEY.value if key else Prompt.NO_KEY.value,), ()


def unserved_conversation(lead: tuple[str, ...]) -> Generator[Hear | Ask, str, Wish]:
    """The reason, then the offer: 1 to be called back, 2 to leave a message."""
    silent = wrong = 0
    while True:
        key = yield Ask((*lead, Prompt.UNSERVED_OFFER.value))
        match key:
            case "1":
                yield Hear((Prompt.CALLBACK_NOTED.value, Prompt.GOODBYE.value))
                return Wish.CALLBACK
            case "2":
                yield Hear((Prompt.MESSAGE_BEEP_PROMPT.value, Prompt.MESSAGE_NOTED.value, Prompt.GOODBYE.value))
                return Wish.MESSAGE
            case "":
                silent, lead = silent + 1, ()
            case _:
                wrong, lead = wrong + 1, (Prompt.INVALID_KEY.value,)
        if silent >= OFFER_SILENCES or wrong >= OFFER_MISTAKES:
            yield Hear((Prompt.GOODBYE.value,))
            return Wish.DECLINED
