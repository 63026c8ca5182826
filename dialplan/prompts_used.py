"""Every prompt that the rendered dialplan can play by itself, and what each has to say.

A missing Chinese file is not an error for Asterisk (it looks for an English one and goes on), so a test compares
:func:`prompts_used` with the prompts that exist. What a *visit* or a native duty answer says (``HOTLINE_SAY``: a
line's hours, announcements of the day) is composed in ``recordings/compose.py`` and checked there.

Names are file names below ``sounds/zh``, without the ending. The core's own names (``beep``, ``queue-…``,
``digits/…``) are Asterisk's and cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .menu import Menu


class Prompt(StrEnum):
    """The fixed sentences of the conversation; the comment is what the caller has to understand."""

    WELCOME = "welcome"  # greeting with the hotline's name; the first thing heard
    RECORDING_NOTICE = "recording-notice"  # this call is recorded (heard in full before anything is)
    NO_KEY = "no-key"  # we heard no key (the menu follows)
    INVALID_KEY = "invalid-key"  # that key means nothing here (the menu follows)
    CLOSED_INTRO = "closed-intro"  # this line is closed now; said alone where nothing more is known
    NOBODY_AVAILABLE = "nobody-available"  # sorry, nobody can answer at the moment
    CLOSED_MEANWHILE = "closed-meanwhile"  # sorry that you waited; this line's people are off duty now
    CLOSED_BY_ORDER = "closed-by-order"  # sorry, this line is closed for the time; said to those who wait already
    STILL_SERVED = "still-served"  # … you are in the queue: we take your call all the same, please wait
    SERVED_ELSEWHERE = "served-elsewhere"  # … we are connecting you with other colleagues, please wait
    WAITED_TOO_LONG = "waited-too-long"  # sorry that you waited; everybody is still busy
    UNSERVED_OFFER = "unserved-offer"  # to be called back press 1, to leave a message press 2
    CALLBACK_NOTED = "callback-noted"  # noted: we call back the number you are calling from, in duty hours
    CALLBACK_NO_NUMBER = "callback-no-number"  # your number is withheld: please say it in a message (tone follows)
    MESSAGE_BEEP_PROMPT = "message-beep-prompt"  # speak after the tone, end with the hash key (#) or hang up
    MESSAGE_NOTED = "message-noted"  # your message is kept, somebody will see to it
    MESSAGE_EMPTY = "message-empty"  # we heard no message (the offer follows once more)
    SURVEY = "survey"  # rate this call: 1 very satisfied, 2 satisfied, 3 fair, 4 dissatisfied, 5 very dissatisfied
    SURVEY_THANKS = "survey-thanks"  # thank you for the rating
    GOODBYE = "goodbye"  # thank you for calling, goodbye
    MISCONDUCT_NUMBER = "misconduct-number"  # to report misconduct please dial (the digits follow)


CORE_PROMPTS = (
    "beep",
    "queue-youarenext",  # position 1: you are the next one
    "queue-thereare",  # position n: "目前您排在第" …
    "queue-callswaiting",  # … "位"
)
"""Asterisk's own names. Said in the queue: ``queue-youarenext``, or ``queue-thereare`` n ``queue-callswaiting``."""

NUMBER_PROMPTS = (
    *(f"digits/{number}" for number in (*range(11), *range(20, 100, 10))),
    "digits/hundred",
    "digits/thousand",
)
"""What ``SayNumber`` needs in Chinese for a position in the queue: 23 is said 20, 3; 112 is said 1, hundred, 10, 2."""


def to_line(line: str) -> str:
    """Prompt: we are connecting you with this line, one moment please."""
    return f"to-line-{line}"


def prompts_used(menu: Menu, lines: Iterable[str], misconduct: Iterable[str]) -> frozenset[str]:
    """All names that the dialplan rendered from these values can play.

    ``misconduct``: the composed sentence with the number for misconduct reports, empty when it is never spoken.
    """
    return frozenset(
        (
            *(prompt.value for prompt in Prompt if prompt is not Prompt.MISCONDUCT_NUMBER),
            *CORE_PROMPTS,
            *NUMBER_PROMPTS,
            *(to_line(line) for line in lines),
            *menu.prompts(),
            *misconduct,
        )
    )
