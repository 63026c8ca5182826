"""The conversation as one file: its globals, the numbers that are answered, the shipped text, the menu."""

from __future__ import annotations

from collections.abc import Iterator

from .conf import name, number, path, word
from .menu import MenuFault
from .menu_text import begins_in, menu_text
from .values import AsteriskValues
from .words import ANSWER, Context, Variable

CONVERSATION = "extensions_hotline.conf"
NO_ANSWER = ",".join(f"{variable}=" for variable in ANSWER)


def hotline_text(values: AsteriskValues, conversation: str) -> str:
    """Everything of the dialplan but the duty table. Written before Asterisk starts, never while calls are up."""
    if faults := list(values.menu.faults(frozenset(values.lines))):
        raise MenuFault("; ".join(faults))
    return "\n".join(
        (
            "; Rendered from asterisk-conf and config; changes here are lost.",
            "[globals]",
            *(f"{key} = {value}" for key, value in _globals(values)),
            "",
            *_from_carrier(values.numbers),
            "",
            conversation.strip(),
            "",
            menu_text(values.menu, values.misconduct),
        )
    )


def _globals(values: AsteriskValues) -> Iterator[tuple[str, str]]:
    switches, places, misconduct = values.switches, values.places, values.misconduct
    undecided = values.when_undecided
    yield Variable.SHIFT, str(values.shift)
    yield "HOTLINE_HUNG_AT", "0"  # when a visit timed out last, and until when nobody asks: the circuit breaker
    yield "HOTLINE_QUIET_UNTIL", "0"
    # As MSet takes them: an answer is emptied, and a question is asked that may take two seconds.
    yield "HOTLINE_NO_ANSWER", NO_ANSWER
    yield "HOTLINE_ASKING", f"{NO_ANSWER},HOTLINE_STAGE=chosen,HOTLINE_BY=visit,AGIEXITONHANGUP=yes,TIMEOUT(absolute)=2"
    yield "HOTLINE_MENU", begins_in(values.menu)
    yield "HOTLINE_VISITS", f"agi://127.0.0.1:{values.ports.fastagi}"
    yield "HOTLINE_TOKEN", word(values.agi_token)
    yield "HOTLINE_RECORDING", _switch(switches.recording)
    yield "HOTLINE_RECORDINGS", path(str(places.recordings))
    yield "HOTLINE_MESSAGES", path(str(places.messages))
    yield "HOTLINE_MESSAGE_SECONDS", str(switches.message_seconds)
    yield "HOTLINE_SURVEY", _switch(switches.survey)
    yield "HOTLINE_QUEUE_OPTIONS", "ci" if switches.music else "cir"
    yield "HOTLINE_UNDECIDED_PLAN", f"{name(undecided.group)}:{undecided.seconds}" if undecided else ""
    yield "HOTLINE_CLOSED_ALSO", "".join(f"{word(prompt)}&" for prompt in misconduct.prompts * misconduct.when_closed)


def _from_carrier(numbers: tuple[str, ...]) -> Iterator[str]:
    yield f"[{Context.FROM_CARRIER}]"
    yield "; Exactly our numbers: nothing else can be dialled, and no telephone's context is another one of these."
    for ours in numbers:
        yield f"exten => {number(ours)},1,Goto({Context.HOTLINE},s,1)"


def _switch(on: bool) -> str:
    return "on" if on else "off"
