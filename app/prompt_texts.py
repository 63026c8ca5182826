"""``config/prompts.yaml`` → the script that ``recordings`` speaks. That room takes plain values; YAML is read here."""

from __future__ import annotations

from pathlib import Path

from recordings.prompts import NAME, Script, script
from schedules.document import Bilingual, parse

from .config_text import config_text

FILE = "prompts.yaml"


def read_script(config: Path) -> Script:
    """All prompts' texts and pronunciations. Raises :class:`schedules.document.BadFiles` with every finding."""
    top = parse(FILE, config_text(config, FILE))
    said, sounds = top.section("prompts"), top.section("pronounce", optional=True)
    texts = {name: said.text(name) for name in said.names}
    pronounce = {word: sounds.text(word) for word in sounds.names}
    for name in said.names:
        if not NAME.fullmatch(name):
            said.fail_key(
                name,
                Bilingual(f"“{name}” 不能作为提示音名称", f"“{name}” cannot be a prompt's name"),
                Bilingual("只用小写字母、数字、连字符和一个斜线", "small letters, digits, hyphens, one slash at most"),
            )
    top.finish()
    return script(texts, pronounce)
