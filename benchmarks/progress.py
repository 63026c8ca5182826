"""What the one who waits sees: which part is measured, for how long, how long it may take, and what it does now."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.text import Text

from app.language import Say
from benchmarks.bench import Part
from schedules.document import Bilingual


class Progress:
    """One moving line on a terminal; elsewhere a line for each piece of news."""

    def __init__(self, console: Console, say: Say) -> None:
        self._console, self._say = console, say
        self._head, self._news, self._began, self._expected = "", "", 0.0, 0.0

    def show(self, news: str) -> None:
        """What the part does now."""
        self._news = news
        if not self._console.is_terminal:
            self._line(f"  {self._elapsed():4.0f} s  {news}")

    @contextmanager
    def part(self, place: str, part: Part, expected_s: float) -> Iterator[None]:
        """While a part is measured; ``place``: ``2/5``."""
        name = self._say(Bilingual(part.zh, part.en))
        self._head, self._news, self._expected, self._began = f"{place} {name}", "", expected_s, time.monotonic()
        if not self._console.is_terminal:
            self._line(f"▶ {self._head}（≤ {expected_s:.0f} s）")
            yield
        else:
            with Live(
                get_renderable=self._status, console=self._console, transient=True, refresh_per_second=4, screen=False
            ):
                yield

    def done(self, failed: str) -> None:
        """The part is over."""
        mark = f"✗ {self._head}: {failed}" if failed else f"✓ {self._head}"
        self._line(f"{mark}  {self._elapsed():.1f} s")

    def say(self, words: Bilingual) -> None:
        self._line(self._say(words))

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _status(self) -> Text:
        return Text(f"▶ {self._head}  {self._elapsed():.0f}/{self._expected:.0f} s  {self._news}", overflow="ellipsis")

    def _line(self, text: str) -> None:
        self._console.print(text, highlight=False, soft_wrap=True, markup=False)
