"""What may be sent to Asterisk, and how it is quoted: the one place that decides it, for every road.

Each road has its own dangers (a new line in an AMI header is another header, ``;`` ends a line of a ``.conf``,
``${…}`` in a dialplan is a command), so each has its function; all of them refuse what no road can carry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from ipaddress import ip_network

AGI_BYTES = 1_900  # Asterisk reads an AGI command into 2 KiB
_WORD = re.compile(r"[\w./:+@=#*-]*")
_PATH = re.compile(r"/[\w./:+@=~ -]*")
_NUMBER = re.compile(r"\+?[0-9]{1,20}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_VARIABLE = re.compile(r"[A-Z_]{1,40}")
_PLACEHOLDER = re.compile(r"@([A-Z_]+)@")


class Unsendable(ValueError):
    """This text never reaches Asterisk: it could be taken for something else than a value."""


def plain(text: str) -> str:
    """The text itself, if it is one line of printable characters; the check under all the others."""
    if text.isprintable():
        return text
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            raise Unsendable(f"control character U+{ord(character):04X}")
    return text


def agi_argument(text: str) -> str:
    """One argument of an AGI command, in quotes."""
    escaped = plain(text).replace("\\", "\\\\").replace('"', '\\"')
    if len(escaped.encode()) > AGI_BYTES:
        raise Unsendable(f"longer than the {AGI_BYTES} bytes of an AGI argument")
    return f'"{escaped}"'


def assignments(values: Mapping[str, str]) -> str:
    """``A=1,B=x&y`` as ``MSet`` takes it: several variables at once. Each value is words joined by ``&``."""
    return ",".join(f"{_matching(_VARIABLE, name, 'a variable')}={_words(text)}" for name, text in values.items())


def ami_value(text: str) -> str:
    """The value of one AMI header."""
    return plain(text)


def conf_value(text: str) -> str:
    """A value in a ``.conf`` file; ``;`` would begin a comment. Blanks around it would be lost, so they are refused."""
    if text != text.strip() or text.startswith(">"):
        raise Unsendable(f"{text!r} would not be read back as written")
    if text.endswith("\\") or "\\;" in text:
        raise Unsendable(f"{text!r}: a backslash here would swallow what follows")
    return plain(text).replace(";", "\\;")


def word(text: str) -> str:
    """A value inside a dialplan expression or application: letters, digits and ``. / : + @ = # * - _`` only."""
    return _matching(_WORD, text, "a word of the dialplan")


def words(values: Iterable[str], joined_by: str = "&") -> str:
    """Several words as Asterisk takes a list, e.g. the prompts of ``Playback``."""
    return joined_by.join(word(value) for value in values)


def _words(text: str) -> str:
    return words(text.split("&"))


def path(text: str) -> str:
    """An absolute path inside an application's arguments, where ``, & ( ) $ |`` would mean something."""
    return _matching(_PATH, text, "a path that Asterisk can be given")


def number(text: str) -> str:
    """A telephone number as an extension; never a pattern (``_X.``) and never a list (``1&2``)."""
    return _matching(_NUMBER, text, "a telephone number")


def name(text: str) -> str:
    """The name of an endpoint, queue or context. Begins with a letter, so that no number can be taken for it."""
    return _matching(_NAME, text, "a name (small letters, digits, hyphens, a letter first)")


def address(text: str) -> str:
    """An IP address or network by which a carrier is known."""
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise Unsendable(f"{text!r} is not an IP address or network: {error}") from error


def filled(template: str, values: Mapping[str, str | int]) -> str:
    """The template with every ``@NAME@`` replaced; a name too many or too few is our own mistake and raised."""
    wanted = set(_PLACEHOLDER.findall(template))
    if wanted != values.keys():
        raise KeyError(f"template and values differ in {sorted(wanted ^ values.keys())}")
    return _PLACEHOLDER.sub(lambda found: conf_value(str(values[found[1]])), template)


def _matching(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(plain(text)):
        raise Unsendable(f"{text!r} is not {what}")
    return text
