"""``config/prompts.yaml``: what people wrote to be spoken. The recordings room gets plain values from here."""

from __future__ import annotations

from pathlib import Path

from recordings.prompts import Script, script
from schedules.document import Bilingual, decode, parse

FILE = "prompts.yaml"


def read_script(config: Path) -> Script:
    """All texts that can be spoken. Raises ``BadFiles`` with all findings."""
    top = parse(FILE, decode(FILE, (config / FILE).read_bytes()))
    pronounce, prompts = top.section("pronounce", optional=True), top.section("prompts")
    sounds = {word: pronounce.text(word) for word in pronounce.names}
    texts = {name: prompts.text(name) for name in prompts.names}
    for name, text in texts.items():
        try:
            script({name: text or "…"}, {})
        except ValueError:
            problem = Bilingual(f"“{name}” 不能作为提示名", f"“{name}” cannot name a prompt")
            remedy = Bilingual(
                "用小写字母、数字、连字符，至多一个斜杠", "small letters, digits, hyphens, at most one slash"
            )
            prompts.fail_key(name, problem, remedy)
    top.finish()
    return script(texts, sounds)
