"""The words that our code and Asterisk's dialplan share. Written once here, rendered and parsed everywhere else.

Contexts, questions of a visit, channel variables, events of our own lines in Asterisk's queue_log.
"""

from __future__ import annotations

from enum import StrEnum


class Context(StrEnum):
    FROM_CARRIER = "from-carrier"
    HOTLINE = "hotline"
    CHOOSE = "choose"
    NATIVE = "native"
    SERVE = "serve"
    UNSERVED = "unserved"
    SURVEY = "survey"
    HOTLINE_END = "hotline-end"
    AGENTS = "agents"  # empty on purpose: an agent's phone can dial nothing


def duty_context(line: str) -> str:
    """Where the natively rendered answer for a line stands."""
    return f"duty-{line}"


def menu_context(node: str) -> str:
    return f"menu-{node}"


class Question(StrEnum):
    """What the dialplan asks the controller in one FastAGI visit."""

    CHOOSE = "choose"


class Variable(StrEnum):
    """Channel variables. Those of an answer are set by a visit, or by the native answer to the same question."""

    CALL = "HOTLINE_CALL"
    SAY = "HOTLINE_SAY"
    """Answer: prompts to play, joined by ``&`` as Playback wants them; may be empty."""
    STATE = "HOTLINE_STATE"
    """Answer to choose: ``open``, ``closed`` or ``undecided``."""
    PLAN = "HOTLINE_PLAN"
    """Answer to choose: ``queue:seconds`` joined by ``&``; empty: nobody can take the call."""
    GROUP = "HOTLINE_GROUP"
    CLOSES = "HOTLINE_CLOSES"
    """Answer to choose: when the line closes, in seconds since 1970, if callers who wait then are not served; empty
    otherwise."""
    AT_CLOSING = "HOTLINE_AT_CLOSING"
    """Answer to choose: the plan from that instant on; empty: the offer."""
    LINE = "HOTLINE_LINE"
    RULE = "HOTLINE_RULE"
    REASON = "HOTLINE_REASON"
    VERSION = "HOTLINE_VERSION"
    ORDER = "HOTLINE_ORDER"
    """Answer to choose: the order's number, empty when the order follows."""
    DONE = "HOTLINE_DONE"
    """``1``, set last: the answer is whole. Never believe AGISTATUS instead."""
    KEY = "HOTLINE_KEY"
    """The key pressed last in the menu, empty for silence."""
    CLOSED = "HOTLINE_CLOSED"
    """``yes`` once the line has closed while the caller waited, and he knows, or is where the roster wants him."""
    CHOICE = "HOTLINE_CHOICE"
    """How the line came to be chosen: ``pressed``, ``silent``, ``wrong_key``, ``repeated`` or ``no_menu``."""
    CALLER = "HOTLINE_CALLER"
    """The caller's number, filtered to ``0-9+*#``; empty when it was withheld."""
    NOW = "HOTLINE_NOW"
    """The instant of the native answer, shift included."""
    SHIFT = "HOTLINE_SHIFT"
    """Global: seconds to add to the machine's clock (a rehearsal), 0 in service."""


ANSWER = (
    Variable.STATE,
    Variable.PLAN,
    Variable.GROUP,
    Variable.CLOSES,
    Variable.AT_CLOSING,
    Variable.RULE,
    Variable.REASON,
    Variable.VERSION,
    Variable.ORDER,
    Variable.SAY,
    Variable.DONE,
)
"""What an answer consists of: emptied before the question is asked, and again before another is asked instead."""


class LogEvent(StrEnum):
    """Our own lines in queue_log: ``QueueLog(HOTLINE,<call>,NONE,<event>,<data joined by |>)``."""

    ARRIVED = "ARRIVED"  # caller number | number dialled
    ROUTED = "ROUTED"  # line | key | choice | by (visit/native) | state | plan | reason | rule | version
    RECORDING = "RECORDING"  # file below the recordings folder
    UNSERVED = "UNSERVED"  # reason
    CALLBACK = "CALLBACK"  # (no data: the number is the caller's)
    MESSAGE = "MESSAGE"  # file below the messages folder | seconds
    DECLINED = "DECLINED"  # neither callback nor message
    SURVEY = "SURVEY"  # digit
    ENDED = "ENDED"  # hang-up cause | how far the call came


class Stage(StrEnum):
    """How far a call came, as its ENDED line says."""

    ARRIVED = "arrived"  # greeting; no line chosen
    MENU = "menu"
    CHOSEN = "chosen"
    QUEUE = "queue"  # the caller waited, and left
    SERVED = "served"  # an agent answered
    SURVEY = "survey"  # … and the caller was asked for a rating
    UNSERVED = "unserved"  # the offer was made
    CALLBACK = "callback"
    MESSAGE = "message"
    DECLINED = "declined"


class UnservedReason(StrEnum):
    """Why nobody took the call, as its UNSERVED line says."""

    CLOSED = "closed"
    UNDECIDED = "undecided"
    NOBODY_AVAILABLE = "nobody_available"  # nobody signed in and ready in any group of the plan
    WAITED_TOO_LONG = "waited_too_long"
    CLOSED_MEANWHILE = "closed_meanwhile"  # the line closed while the caller waited


STAYS = "serve"
"""The plan of a caller who was taken out of a queue to be told something, and goes back to where he stood."""

NO_DUTY_TABLE = "no-duty-table"
"""The rule of a native answer for a line that has no rendered duty table."""

SURVEY_KEYS = "12345"
"""1 very satisfied … 5 very dissatisfied."""

QUEUE_LOG_QUEUE = "HOTLINE"
"""The queue name under which our own lines stand in queue_log."""
