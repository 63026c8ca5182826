"""``config/prompts.yaml`` → the script that ``recordings`` speaks. That room takes plain values; YAML is read here."""

from __future__ import annotations

from pathlib import Path

from recordings.pieces import pieces
from recordings.prompts import NAME, Script, script
from schedules.document import Bilingual, parse

from .config_text import config_text

FILE = "prompts.yaml"


def read_script(config: Path) -> Script:
    """All prompts' texts and how to speak them. Raises :class:`schedules.document.BadFiles` with every finding."""
    top = parse(FILE, config_text(config, FILE))
    said = top.section("prompts")
    sounds, paces, befores = (top.section(key, optional=True) for key in ("pronounce", "speed", "lead-in"))
    texts = {name: said.text(name) for name in said.names}
    pronounce = {word: sounds.text(word) for word in sounds.names}
    speeds = {name: paces.integer(name, at_least=50, at_most=200) / 100 for name in paces.names}
    lead_ins = {name: befores.text(name) for name in befores.names}
    for name in said.names:
        if not NAME.fullmatch(name):
            said.fail_key(
                name,
                Bilingual(f"“{name}” 不能作为提示音名称", f"“{name}” cannot be a prompt's name"),
                Bilingual("只用小写字母、数字、连字符和一个斜线", "small letters, digits, hyphens, one slash at most"),
            )
    known = set(texts) | set(pieces())
    folders = {f"{name.partition('/')[0]}/*" for name in known if "/" in name}
    for section, unknown in ((paces, set(speeds) - known), (befores, set(lead_ins) - known - folders)):
        for name in sorted(unknown):
            section.fail_key(
                name,
                Bilingual(f"没有名为 “{name}” 的提示音", f"there is no prompt “{name}”"),
                Bilingual("只能写已有的提示音", "name a prompt that exists"),
            )
    top.finish()
    return script(texts, pronounce, speeds, lead_ins)
