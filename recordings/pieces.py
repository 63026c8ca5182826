"""The pieces that follow from counting and the calendar: numbers, times, days. Nobody has to write them down.

Each piece is as long as its use allows (``上午九点`` and not 上午 + 九 + 点): a sentence of few pieces sounds spoken,
a sentence of many sounds like a machine. ``config/prompts.yaml`` may overrule any of them by its name.
"""

from __future__ import annotations

from collections.abc import Iterator

NUMERALS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def pieces() -> dict[str, str]:
    """Name → text of every mechanical piece, in a stable order."""
    return {**dict(_numbers()), **dict(_times()), **dict(_days())}


def counted(number: int) -> str:
    """A number below one hundred as it is read aloud: 12 → 十二, 30 → 三十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def hour_words(hour: int) -> str:
    """An hour as people say it: with the part of the day, on twelve hours, 两点 and not 二点."""
    if hour in (0, 24):
        return "零点" if hour == 0 else "二十四点"
    if hour == 12:
        return "中午十二点"
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "下午" if hour < 19 else "晚上"
    spoken = hour if hour < 12 else hour - 12
    return f"{part}{'两' if spoken == 2 else counted(spoken)}点"


def _numbers() -> Iterator[tuple[str, str]]:
    # Asterisk's own names: its SayNumber speaks the position in the queue with them.
    for digit, word in enumerate(NUMERALS):
        yield f"digits/{digit}", word
    for tens in range(10, 100, 10):
        yield f"digits/{tens}", counted(tens)
    yield from (("digits/hundred", "百"), ("digits/thousand", "千"), ("digits/wan", "万"), ("digits/yi", "亿"))
    yield from (("digits/yao", "幺"), ("digits/liang", "两"))


def _times() -> Iterator[tuple[str, str]]:
    for hour in range(24):
        yield f"at/{hour}", hour_words(hour)
        yield f"at/{hour}-30", f"{hour_words(hour)}半"
        yield f"until/{hour}", f"到{hour_words(hour)}"
        yield f"until/{hour}-30", f"到{hour_words(hour)}半"
    yield "until/24", f"到{hour_words(24)}"
    for minute in range(5, 60, 5):  # what rosters use; any other minute is counted and followed by 分
        if minute != 30:
            yield f"minute/{minute}", f"{'零' if minute < 10 else ''}{counted(minute)}分"
    yield "minute/unit", "分"


def _days() -> Iterator[tuple[str, str]]:
    for number, word in enumerate(WEEKDAYS, start=1):
        yield f"weekday/{number}", f"周{word}"
    for month in range(1, 13):
        yield f"month/{month}", f"{counted(month)}月"
    for day in range(1, 32):
        yield f"day/{day}", f"{counted(day)}日"
