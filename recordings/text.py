"""What a caller hears, to be read: for the conversation in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from recordings.masters import SIGNALS


def spoken_text(names: Iterable[str], texts: Mapping[str, str]) -> str:
    """The prompts' texts as one: ``云南专线的人工服务时间是工作日，上午九点到下午六点。``

    A name without a text stands in brackets: it would be silence on the telephone.
    """
    said = ""
    for name in names:
        if name == "pause":
            said += "" if said.endswith(("，", "。")) else "，"
        else:
            said += texts.get(name) or SIGNALS.get(name) or f"［{name}］"
    return f"{said[:-1]}。" if said.endswith("，") else said
