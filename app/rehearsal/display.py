"""What the audience sees while it happens: each call's latest news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.table import Table

from app.clock import Clock
from app.language import Say
from app.rehearsal.programme import Part
from schedules.finding import Bilingual


@dataclass(slots=True)
class _Row:
    part: Part
    caller: Bilingual = field(default_factory=lambda: Bilingual("", ""))
    phone: Bilingual = field(default_factory=lambda: Bilingual("", ""))


class Board:
    """The live picture: a table on a terminal, a line for each piece of news elsewhere."""

    def __init__(self, console: Console, clock: Clock, parts: Iterable[Part], say: Say) -> None:
        self._console, self._clock, self._in = console, clock, say
        self._rows = {part.number: _Row(part) for part in parts}
        self._live = Live(get_renderable=self._table, console=console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Board:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def say(self, words: Bilingual) -> None:
        self._console.print(self._in(words), highlight=False, soft_wrap=True)

    def caller(self, number: str, news: Bilingual) -> None:
        """What a caller does now."""
        row = self._rows[number]
        row.caller = news
        self._line(row, news)

    def phone(self, number: str, news: Bilingual) -> None:
        """What an agent's phone does with this caller's call."""
        if (row := self._rows.get(number)) is not None:
            row.phone = news
            self._line(row, news)

    def _line(self, row: _Row, news: Bilingual) -> None:
        if not self._console.is_terminal:
            now = f"{self._clock.now():%H:%M:%S}"
            self._console.print(
                f"{now}  {row.part.number}  {self._in(row.part.what)}: {self._in(news)}",
                highlight=False,
                soft_wrap=True,
            )

    def _table(self) -> Table:
        table = Table(title=f"{self._clock.now():%Y-%m-%d %H:%M:%S}", expand=True)
        for heading in (
            Bilingual("来电", "caller"),
            Bilingual("节目", "what they do"),
            Bilingual("来电者", "caller now"),
            Bilingual("坐席话机", "agent's phone"),
        ):
            table.add_column(self._in(heading))
        for row in self._rows.values():
            table.add_row(row.part.number, self._in(row.part.what), self._in(row.caller), self._in(row.phone))
        return table
