"""``config/prompts.yaml`` → the script that ``recordings`` speaks. That room takes plain values; YAML is read here."""

from __future__ import annotations

from pathlib import Path

from recordings.pieces import pieces
from recordings.prompts import NAME, Script, script
from schedules.document import Bilingual, parse

from .config_text import config_text

FILE = "prompts.yaml"


def read_script(config: Path) -> Script:
    """All prompts' texts, pronunciations and speeds. Raises :class:`schedules.document.BadFiles` with every finding."""
    top = parse(FILE, config_text(config, FILE))
    said, sounds, paces = top.section("prompts"), *(top.section(key, optional=True) for key in ("pronounce", "speed"))
    texts = {name: said.text(name) for name in said.names}
    pronounce = {word: sounds.text(word) for word in sounds.names}
    speeds = {name: paces.integer(name, at_least=50, at_most=200) / 100 for name in paces.names}
    for name in said.names:
        if not NAME.fullmatch(name):
            said.fail_key(
                name,
                Bilingual(f"“{name}” 不能作为提示音名称", f"“{name}” cannot be a prompt's name"),
                Bilingual("只用小写字母、数字、连字符和一个斜线", "small letters, digits, hyphens, one slash at most"),
            )
    for name in sorted(set(speeds) - set(texts) - set(pieces())):
        paces.fail_key(
            name,
            Bilingual(f"没有名为 “{name}” 的提示音", f"there is no prompt “{name}”"),
            Bilingual("语速只能写给已有的提示音", "give a speed only to a prompt that exists"),
        )
    top.finish()
    return script(texts, pronounce, speeds)
