"""``hotline keys add``: a new key that opens and does not seal yet.

For a hotline of several machines with one database: add, copy ``var/secrets/vault`` to the others, and rotate on one;
then copy it once more. With one machine, ``keys rotate`` alone does it all.
"""

from __future__ import annotations

import argparse

from app.clock import Clock
from app.keys.opened import keys_of
from app.language import add_language_option, speaker
from app.options import settings_of
from app.privacy_file import sealing_wanted
from schedules.finding import Bilingual

WORDS = "生成新密钥待用（多机部署时先分发再更换） · make a key that waits, to be copied to all machines first"


def add(parser: argparse.ArgumentParser) -> None:
    add_language_option(parser)


def run(arguments: argparse.Namespace) -> int:
    settings, say = settings_of(arguments), speaker(arguments.lang)
    suite, now = sealing_wanted(settings.config), Clock(settings.shift).now()
    ring = keys_of(settings).change(lambda ring: ring.with_waiting(suite, now))
    assert ring.waiting is not None  # noqa: S101 made just now, or before
    number, path = ring.waiting.number, settings.var / "secrets" / "vault"
    zh = f"密钥 {number}（{ring.waiting.suite}）待用：将 {path} 复制到其余各机，再在一台上运行 keys rotate"
    en = f"key {number} ({ring.waiting.suite}) waits: copy {path} to the other machines, then `keys rotate` on one"
    print(say(Bilingual(zh, en)))
    return 0
