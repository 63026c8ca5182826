"""What the three ways' measurements are called in the report, and the bars they stand beside."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.bench import Bench
from benchmarks.figures import Bar, Better
from benchmarks.processes import Memory
from benchmarks.ways.books import Books
from benchmarks.ways.cost import Spent
from benchmarks.ways.rates import Rate

NAMES = {
    "ours": ("本系统", "ours"),
    "native": ("纯拨号方案", "native dialplan"),
    "process_agi": ("每呼叫一进程 AGI", "process AGI"),
    "ours_postgresql": ("本系统（PostgreSQL）", "ours on PostgreSQL"),
    "ours_pinned": ("本系统（node、desk 独占一核）", "ours, node and desk on a core of their own"),
    "native_pinned": ("纯拨号方案（一核）", "native dialplan on one core"),
}
LEAST_GROWTH_CALLS = 100


def tell_cost(bench: Bench, costs: Mapping[str, Spent], rate: float) -> None:
    for way, cost in costs.items():
        zh, en = NAMES[way]
        on = f"{cost.calls} calls, {rate:g}/s"
        for part in cost.seconds:
            value = cost.ms_per_call(part)
            words = (f"每呼叫 CPU：{zh}，{part}", f"CPU per call: {en}, {part}")
            bench.figure(f"cpu.{part}.{way}", words, value, "ms", better=Better.LESS, taken_on=on)
            idle = (f"空闲 CPU：{zh}，{part}", f"CPU while idle: {en}, {part}")
            bench.figure(f"idle.{part}.{way}", idle, 100 * cost.idle[part], "% of a core", better=Better.LESS)
        troubled = sum(one.failed + one.unanswered for one in cost.outcomes)
        words = (f"{zh}：未接通的呼叫", f"{en}: calls that failed or reached nobody")
        bench.figure(f"cpu.failed.{way}", words, troubled, f"of {cost.calls}", better=Better.LESS)
        again = sum(one.retransmissions for one in cost.outcomes)
        bench.figure(
            f"cpu.retransmissions.{way}", (f"{zh}：重传", f"{en}: retransmissions"), again, "", better=Better.LESS
        )
    _tell_cost_ratios(bench, costs)


def _tell_cost_ratios(bench: Bench, costs: Mapping[str, Spent]) -> None:
    mine, native, script = costs["ours"], costs["native"].ms_per_call(), costs["process_agi"].ms_per_call()
    on = f"{mine.calls} calls each, none recorded"
    bench.figure(
        "ratio.cpu.asterisk",
        ("Asterisk CPU：本系统 ÷ 纯拨号方案", "Asterisk's CPU: ours ÷ native dialplan"),
        mine.ms_per_call("asterisk") / native,
        "×",
        better=Better.LESS,
        bar=Bar("P1", 1.15, 1.05),
        taken_on=on,
    )
    bench.figure(
        "ratio.cpu.all",
        ("全部 CPU：本系统 ÷ 纯拨号方案", "all CPU (Asterisk, node, desk): ours ÷ native dialplan"),
        mine.ms_per_call() / native,
        "×",
        better=Better.LESS,
        bar=Bar("P2", 1.8, 1.4),
        taken_on=on,
    )
    words = ("全部 CPU：每呼叫一进程 AGI ÷ 本系统", "all CPU: process AGI ÷ ours")
    bench.figure("ratio.cpu.process_agi", words, script / mine.ms_per_call(), "×", better=Better.MORE)
    if "ours_postgresql" in costs:
        _tell_ratio_on_postgresql(bench, costs["ours_postgresql"], costs["native"])
    for way in (key for key in costs if key != "native"):
        zh, en = NAMES[way]
        words = (f"每呼叫 CPU 超出纯拨号方案：{zh}", f"CPU per call beyond the native dialplan's: {en}")
        beyond = costs[way].ms_per_call() - native
        bench.figure(f"cpu.beyond_native.{way}", words, beyond, "ms", better=Better.LESS)


def _tell_ratio_on_postgresql(bench: Bench, mine: Spent, native: Spent) -> None:
    words = (
        "全部 CPU（含数据库）：本系统（PostgreSQL） ÷ 纯拨号方案",
        "all CPU (Asterisk, node, desk, database): ours on PostgreSQL ÷ native dialplan",
    )
    value = mine.ms_per_call() / native.ms_per_call()
    on = f"{mine.calls} and {native.calls} calls, none recorded"
    bench.figure("ratio.cpu.all.postgresql", words, value, "×", better=Better.LESS, taken_on=on)


def tell_rates(bench: Bench, rates: Mapping[str, Rate]) -> None:
    for way, rate in rates.items():
        zh, en = NAMES[way]
        words = (f"最高无差错呼叫速率：{zh}", f"highest clean call rate: {en}")
        bench.figure(f"rate.{way}", words, rate.value, "calls/s", better=Better.MORE, taken_on=rate.taken_on)
    _tell_ratio(bench, rates, "ours", "native", None)
    _tell_ratio(bench, rates, "ours_pinned", "native_pinned", Bar("P3", 0.90, 0.95))
    _tell_ratio(bench, rates, "ours", "process_agi", Bar("P4", 4, 6))


def _tell_ratio(bench: Bench, rates: Mapping[str, Rate], one: str, other: str, bar: Bar | None) -> None:
    if one not in rates or other not in rates:
        return
    words = tuple(f"{said}{NAMES[one][n]} ÷ {NAMES[other][n]}" for n, said in enumerate(("呼叫速率：", "call rate: ")))
    value = rates[one].value / rates[other].value
    on = "; ".join(dict.fromkeys((rates[one].taken_on, rates[other].taken_on)))
    bench.figure(
        f"ratio.rate.{one}.{other}", (words[0], words[1]), value, "×", better=Better.MORE, bar=bar, taken_on=on
    )


def tell_books(bench: Bench, books: Books, on: str = "") -> None:
    """``on``: the database, where it is not SQLite."""
    ways = f"ways.{on.lower()}" if on else "ways"
    in_zh, in_en = (f"（{on}）", f" ({on})") if on else ("", "")
    words = (f"丢失的工单{in_zh}", f"orders lost{in_en}")
    bench.count(f"{ways}.orders.lost", words, books.lost, out_of=books.routed)
    words = (f"重复的工单{in_zh}", f"orders doubled{in_en}")
    bench.count(f"{ways}.orders.doubled", words, books.doubled, out_of=books.routed)
    words = (f"没有记录的呼叫{in_zh}", f"calls without a record{in_en}")
    bench.count(f"{ways}.calls.unrecorded", words, books.unrecorded, out_of=books.arrived)
    words = (f"随后由日志补开的工单{in_zh}", f"orders that followed from the log{in_en}")
    bench.figure(f"{ways}.orders.late", words, books.late, f"of {books.routed}", better=Better.LESS)


def tell_memory(bench: Bench, now: Mapping[str, Memory], calls: int) -> None:
    for part, used in now.items():
        on = f"after {calls} calls"
        words = (f"内存：{part}", f"memory (PSS): {part}")
        bench.figure(f"memory.pss.{part}", words, used.pss, "MiB", better=Better.LESS, taken_on=on)
        words = (f"内存 RSS：{part}", f"memory (RSS): {part}")
        bench.figure(f"memory.rss.{part}", words, used.rss, "MiB", better=Better.LESS, taken_on=on)


def tell_growth(bench: Bench, warm: Mapping[str, Memory], now: Mapping[str, Memory], calls: int, before: int) -> None:
    """``warm``: after so many calls ``before``, when tables and buffers have their size; ``calls`` came since."""
    if calls < LEAST_GROWTH_CALLS:
        return
    for part, used in now.items():
        growth = (used.pss - warm[part].pss) / calls * 1000
        words = (f"每千次呼叫内存增长：{part}", f"memory growth per 1,000 calls: {part}")
        on = f"{calls} calls after the first {before}"
        bench.figure(f"memory.growth.{part}", words, growth, "MiB", better=Better.LESS, taken_on=on)
