"""What the audience sees: each call's latest news while it happens, and the table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from app.clock import Clock
from app.rehearsal.programme import Part
from app.rehearsal.verdict import Evidence
from schedules.finding import Bilingual

Say = Callable[[Bilingual], str]
"""Chinese or English, as the audience reads."""

OUTCOMES = {
    "answered": Bilingual("已接听", "answered"),
    "unserved": Bilingual("无人可接", "unserved"),
    "left_in_menu": Bilingual("菜单中挂机", "left in the menu"),
    "missed": Bilingual("未接听", "missed"),
    "in_progress": Bilingual("进行中", "in progress"),
    "lost": Bilingual("中断", "lost"),
}


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
        self._console.print(self._in(words), highlight=False)

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
                f"{now}  {row.part.number}  {self._in(row.part.what)}: {self._in(news)}", highlight=False
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


def closing_table(evidence: Iterable[tuple[Evidence, list[Bilingual]]], say: Say) -> Table:
    """One row a call, read from the house's own books; what it lacks stands below its outcome."""
    table = Table(title=say(Bilingual("演练结果", "The rehearsal's calls")), show_lines=True)
    headings = (
        *(Bilingual("来电", "caller"), Bilingual("按键", "key"), Bilingual("专线", "line"), Bilingual("组", "group")),
        *(Bilingual("原因", "because"), Bilingual("工单号", "order"), Bilingual("等待", "waited")),
        *(Bilingual("通话", "talked"), Bilingual("结果", "outcome")),
    )
    for heading in headings:
        table.add_column(say(heading), overflow="fold")
    for one, missing in evidence:
        outcome = Text(_outcome(one, say), style="red" if missing else "green")
        for lack in missing:
            outcome.append(f"\n✗ {say(lack)}", style="bold red")
        table.add_row(*_cells(one), outcome)
    return table


def _cells(one: Evidence) -> tuple[str, ...]:
    part, seen = one.performance.part, one.seen
    if seen is None:
        return (part.number, *("",) * 7)
    waited, talked = (_seconds(value) for value in (seen.waited_s, seen.talked_s))
    because = seen.because or "—"
    return part.number, seen.key or "—", seen.line_words, seen.group_words, because, seen.order or "—", waited, talked


def _outcome(one: Evidence, say: Say) -> str:
    words = [say(OUTCOMES.get(one.seen.outcome, Bilingual(one.seen.outcome, one.seen.outcome)))] if one.seen else []
    if one.order is not None and one.order.callback_wanted:
        words.append(say(Bilingual("要求回拨", "callback")))
    if one.order is not None and one.order.message_seconds:
        seconds = one.order.message_seconds
        words.append(say(Bilingual(f"留言 {seconds} 秒", f"message, {seconds} s")))
    if one.seen is not None and one.seen.survey:
        words.append(say(Bilingual(f"评价 {one.seen.survey}", f"rated {one.seen.survey}")))
    return "，".join(words)


def _seconds(value: int | None) -> str:
    return "—" if value is None else f"{value} s"
