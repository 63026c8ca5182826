"""One AMI message as Asterisk wrote it: headers by name, read strictly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class BadEvent(ValueError):
    """An AMI message that is not what its name promises."""


class Headers:
    """The headers of one AMI message, by their names as Asterisk spells them."""

    def __init__(self, headers: Mapping[str, object]) -> None:
        self._headers = headers
        self.name = self.text("Event", default="")

    def text(self, name: str, *, default: str | None = None) -> str:
        values = self._all(name)
        if values:
            return str(values[-1])
        if default is None:
            raise BadEvent(f"{self.name or 'a message'} has no header {name}")
        return default

    def integer(self, name: str) -> int:
        text = self.text(name)
        try:
            return int(text)
        except ValueError:
            raise BadEvent(f"{self.name}: header {name} is not a number: {text!r}") from None

    def flag(self, name: str) -> bool:
        return self.text(name) == "1"

    def asked_for(self) -> Mapping[str, str]:
        """The channel variables that an action asked for by name."""
        pairs = (str(line).partition("=") for line in self._all("Variable"))
        return {name: value for name, _, value in pairs}

    def _all(self, name: str) -> Sequence[object]:
        """A name may come several times."""
        value = self._headers.get(name, ())
        return value if isinstance(value, list | tuple) else (value,)
