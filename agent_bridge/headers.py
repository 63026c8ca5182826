"""One AMI message as Asterisk wrote it: headers by name, read strictly."""

from __future__ import annotations

from collections.abc import Mapping


class BadEvent(ValueError):
    """An AMI message that is not what its name promises."""


class Headers:
    """The headers of one AMI message; names are compared as Asterisk does, without regard to case."""

    def __init__(self, headers: Mapping[str, object]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in headers.items():
            many = value if isinstance(value, list) else [value]
            self._values[name.lower()] = [str(one) for one in many]
        self.name = self.text("event", default="")

    def text(self, name: str, *, default: str | None = None) -> str:
        values = self._values.get(name.lower())
        if values:
            return values[-1]
        if default is None:
            raise BadEvent(f"{self._values.get('event', ['a message'])[-1]} has no header {name}")
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
        pairs = (line.partition("=") for line in self._values.get("variable", []))
        return {name: value for name, _, value in pairs}
