"""The table at the end, read from the house's own books: what became of each call, why, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.language import Say
from app.rehearsal.verdict import Evidence
from schedules.finding import Bilingual

WIDE = 132  # columns that the reason needs beside everything else; without them it stands below
PAPER = 160  # columns where nobody's terminal sets a width

OUTCOMES = {
    "answered": Bilingual("已接通", "answered"),
    "unserved": Bilingual("未受理", "unserved"),
    "left_in_menu": Bilingual("菜单中挂断", "left in menu"),
    "missed": Bilingual("未接通", "missed"),
    "in_progress": Bilingual("进行中", "in progress"),
    "lost": Bilingual("系统中断", "system failure"),
}
"""As the desk's pages say it."""

_NARROW = (
    *(Bilingual("来电", "caller"), Bilingual("按键", "key"), Bilingual("专线", "line"), Bilingual("组", "group")),
    *(
        Bilingual("工单号", "order"),
        Bilingual("等待", "waited"),
        Bilingual("通话", "talked"),
        Bilingual("结果", "outcome"),
    ),
)
_BECAUSE = Bilingual("转接依据", "because")

Judged = tuple[Evidence, list[Bilingual]]


def show(console: Console, judged: Sequence[Judged], say: Say) -> None:
    """All calls, one row each; the reasons in a column where there is room, else below."""
    page = console if console.is_terminal else Console(file=console.file, width=PAPER)
    page.print(_table(judged, say, reasons=page.width >= WIDE))
    if page.width < WIDE:
        for one, _ in judged:
            if one.seen is not None and one.seen.because:
                page.print(f"{one.performance.part.number}  {one.seen.because}", highlight=False)


def _table(judged: Sequence[Judged], say: Say, *, reasons: bool) -> Table:
    title = say(Bilingual("演练结果", "The rehearsal's calls"))
    table = Table(title=title, show_lines=reasons) if reasons else Table(title=title, box=SIMPLE_HEAD, padding=0)
    for heading in _NARROW:
        whole = heading.en in ("caller", "key", "order")
        table.add_column(say(heading), no_wrap=whole, justify="right" if heading.en in ("waited", "talked") else "left")
    if reasons:
        table.add_column(say(_BECAUSE), ratio=1)
    for one, missing in judged:
        because = [one.seen.because if one.seen else ""] if reasons else []
        table.add_row(*_cells(one), _outcome(one, missing, say), *because)
    return table


def _cells(one: Evidence) -> tuple[str, ...]:
    part, seen = one.performance.part, one.seen
    if seen is None:
        return (part.number, *("",) * 6)
    waited, talked = (_seconds(value) for value in (seen.waited_s, seen.talked_s))
    return part.number, seen.key or "—", seen.line_words, seen.group_words, seen.order or "—", waited, talked


def _outcome(one: Evidence, missing: Sequence[Bilingual], say: Say) -> Text:
    """How it ended, what the caller left behind, and in red what should be there and is not."""
    outcome = one.seen.outcome if one.seen else ""
    words = [say(OUTCOMES.get(outcome, Bilingual(outcome, outcome)))]
    if one.order is not None and one.order.callback_wanted:
        words.append(say(Bilingual("要求回拨", "callback")))
    if one.order is not None and one.order.message_seconds:
        seconds = one.order.message_seconds
        words.append(say(Bilingual(f"留言 {seconds} 秒", f"message, {seconds} s")))
    if one.seen is not None and one.seen.survey:
        words.append(say(Bilingual(f"评价 {one.seen.survey}", f"rated {one.seen.survey}")))
    text = Text(say(Bilingual("，", ", ")).join(words), style="red" if missing else "green")
    for lack in missing:
        text.append(f"\n✗ {say(lack)}", style="bold red")
    return text


def _seconds(value: int | None) -> str:
    return "—" if value is None else f"{value} s"
