"""A run, and a comparison of two, as tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from app.language import Say
from benchmarks.compare import Change, Comparison, Doubt, Verdict
from benchmarks.figures import Better, Count, Figure
from benchmarks.machine import Machine
from benchmarks.record import Run
from schedules.document import Bilingual

SAME = "″"
TOLD_STOLEN = 0.01  # of a part's processor time; less disturbs nothing


def report(run: Run, say: Say) -> RenderableType:
    """Everything a run says: the machine, figures beside their bars, counts, and which parts failed."""
    pieces: list[RenderableType] = [Text(line) for line in _head(run, say)]
    judged = [one for one in run.figures if one.bar]
    if judged:
        pieces += [_judged(judged, say), Text(say(_LEGEND))]
    if others := [one for one in run.figures if not one.bar]:
        pieces.append(_others(others, say))
    if run.counts:
        pieces.append(_counts(run.counts, say))
    pieces += [Text(f"✗ {part.name}: {part.failed}", style="red") for part in run.parts if part.failed]
    return Group(*pieces)


def comparison(found: Comparison, say: Say) -> RenderableType:
    """What changed, the biggest change first, ratios before times."""
    pieces: list[RenderableType] = [Text(say(_DOUBTS[doubt]), style="yellow") for doubt in found.doubts]
    for title, changes in ((_RATIOS, found.ratios), (_TIMES, found.times)):
        if changes:
            pieces.append(_changes(title, changes, say))
    for old, new in found.counts:
        pieces.append(Text(f"{say(Bilingual(new.zh, new.en))}: {old.value} → {new.value} / {new.out_of}"))
    for words, keys in ((Bilingual("不再测", "gone"), found.gone), (Bilingual("新增", "new"), found.new)):
        if keys:
            pieces.append(Text(f"{say(words)}: {', '.join(keys)}"))
    return Group(*pieces)


def amount(value: float, unit: str = "") -> str:
    """Three digits that matter: ``0.651 ms``, ``12,400``, ``1.03 ×``."""
    digits = f"{value:,.0f}" if abs(value) >= 100 or value == 0 else f"{value:.3g}"
    return f"{digits} {unit}".strip()


def bar_of(figure: Figure) -> str:
    """``P1 ≤ 1.15 → 1.05``: its name, the floor and the aim."""
    if figure.bar is None:
        return ""
    sign = "≥" if figure.better is Better.MORE else "≤"
    return f"{figure.bar.name} {sign} {amount(figure.bar.floor)} → {amount(figure.bar.aim)}"


def verdict_on(figure: Figure, say: Say) -> str:
    """Aim, floor or neither reached; empty without a bar."""
    if figure.meets_floor is None:
        return ""
    if figure.meets_aim:
        return say(Bilingual("✓ 目标", "✓ aim"))
    return say(Bilingual("✓ 底线", "✓ floor") if figure.meets_floor else Bilingual("✗ 未达", "✗ missed"))


def _head(run: Run, say: Say) -> Iterator[str]:
    machine = run.machine
    edited = say(Bilingual("（有未提交的改动）", " (edited since)")) if machine.dirty else ""
    yield f"{run.taken_at:%Y-%m-%d %H:%M} UTC · {run.mode} · {run.took_s:.0f} s · {machine.commit[:7]}{edited}"
    yield _hardware(machine, say)
    yield " · ".join(f"{name} {version or '–'}" for name, version in machine.versions.items())
    if (part := run.most_stolen) and part.stolen >= TOLD_STOLEN:
        yield say(
            Bilingual(
                f"宿主机占走了处理器时间（steal）：最多的一段 {part.name} 为 {part.stolen:.1%}，该段的时延偏高",
                f"the host took processor time away (steal), the most from {part.name}: {part.stolen:.1%}; "
                "its delays are too long by that",
            )
        )


def _hardware(machine: Machine, say: Say) -> str:
    words = Bilingual(
        f"{machine.cores} 核 {machine.cpu}，内存 {machine.memory_mib:,} MiB，内核 {machine.kernel}，"
        f"开始前负载 {machine.load:.2f}",
        f"{machine.cores} cores of {machine.cpu}, {machine.memory_mib:,} MiB, kernel {machine.kernel}, "
        f"load before {machine.load:.2f}",
    )
    return say(words)


def _table(title: Bilingual, say: Say, *columns: tuple[str, str, bool]) -> Table:
    """``columns``: Chinese, English, and whether they hold numbers."""
    table = Table(title=say(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for zh, en, numbers in columns:
        table.add_column(say(Bilingual(zh, en)), justify="right" if numbers else "left", overflow="fold")
    return table


def _judged(figures: list[Figure], say: Say) -> Table:
    """Those that stand beside a bar."""
    table = _table(
        Bilingual("性能指标", "Figures with a bar"),
        say,
        ("项目", "what", False),
        ("数值", "value", True),
        ("底线 → 目标", "floor → aim", False),
        ("", "", False),
        ("样本", "taken on", False),
    )
    for one in figures:
        cells = (amount(one.value, one.unit), bar_of(one), verdict_on(one, say), one.taken_on)
        table.add_row(say(Bilingual(one.zh, one.en)), *cells, style="red" if one.meets_floor is False else None)
    return table


def _others(figures: list[Figure], say: Say) -> Table:
    table = _table(
        Bilingual("其他数值", "Other figures"),
        say,
        ("项目", "what", False),
        ("数值", "value", True),
        ("样本", "taken on", False),
    )
    above = ""
    for one in figures:
        again = one.taken_on and one.taken_on == above
        table.add_row(say(Bilingual(one.zh, one.en)), amount(one.value, one.unit), SAME if again else one.taken_on)
        above = one.taken_on
    return table


def _counts(counts: list[Count], say: Say) -> Table:
    table = _table(
        Bilingual("必须准确的计数", "Counts that have to be right"),
        say,
        ("项目", "what", False),
        ("数", "count", True),
        ("应为", "wanted", True),
        ("总数", "out of", True),
        ("", "", False),
    )
    for one in counts:
        words = say(Bilingual(one.zh, one.en))
        row = (f"{one.value:,}", f"{one.wanted:,}", f"{one.out_of:,}", "✓" if one.right else "✗")
        table.add_row(words, *row, style=None if one.right else "red")
    return table


def _changes(title: Bilingual, changes: tuple[Change, ...], say: Say) -> Table:
    table = _table(
        title,
        say,
        ("项目", "what", False),
        ("之前", "before", True),
        ("之后", "after", True),
        ("变化", "change", True),
        ("", "", False),
    )
    for change in changes:
        before, after = change.before, change.after
        table.add_row(
            say(Bilingual(after.zh, after.en)),
            amount(before.value, before.unit),
            amount(after.value, after.unit),
            f"{change.share:+.0%}",
            say(_VERDICTS[change.verdict]),
            style=_COLOURS.get(change.verdict),
        )
    return table


_LEGEND = Bilingual(
    f"P1 … P14：编号；底线必须守住，目标是对外公布的水平；{SAME}：样本同上",
    f"P1 … P14: our bars; the floor has to hold, the aim is what we publish; {SAME}: taken on the same",
)
_RATIOS = Bilingual("比值（各自在同一次运行中测得）", "Ratios, each taken inside one run")
_TIMES = Bilingual("绝对值（同一台机器）", "Absolute values, same machine")
_COLOURS = {Verdict.BETTER: "green", Verdict.WORSE: "red"}
_VERDICTS = {
    Verdict.BETTER: Bilingual("变好", "better"),
    Verdict.WORSE: Bilingual("变差", "worse"),
    Verdict.SAME: Bilingual("≈ 持平", "≈ same"),
    Verdict.NEITHER: Bilingual("", ""),
}
_DOUBTS = {
    Doubt.MACHINE: Bilingual("两次的机器不同，只比较比值", "the machines differ: only ratios are compared"),
    Doubt.MODE: Bilingual("两次的模式不同，尾部数值不宜比较", "the modes differ: do not compare the tails"),
    Doubt.LOAD_BEFORE: Bilingual("之前那次开始时机器正忙", "the machine was busy when the earlier run began"),
    Doubt.LOAD_AFTER: Bilingual("之后那次开始时机器正忙", "the machine was busy when the later run began"),
    Doubt.STOLEN: Bilingual("有一次被宿主机占走了处理器时间（steal）", "the host took processor time from one of them"),
    Doubt.SOURCES: Bilingual("有一次的代码含未提交的改动", "one of the runs had edited sources"),
    Doubt.INCOMPLETE: Bilingual("有一次未测完", "one of the runs is not complete"),
}
