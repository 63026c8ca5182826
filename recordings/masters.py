"""The masters and their index: which file speaks which text. The index is what the running house reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from recordings.prompts import NAME, Script, Voice

INDEX = "index.json"

SIGNALS = {"pause": "", "beep": "（嘀）"}
"""What is not spoken: name → how it reads in text. ``beep`` is Asterisk's name, played before a message is recorded."""


@dataclass(frozen=True, slots=True)
class Master:
    """One spoken prompt, and what was measured when it was made."""

    text: str
    key: str
    """Of text, pronunciation, voice, speed and model: see :meth:`recordings.prompts.Script.key`."""
    voice: str
    sha256: str
    """Of the FLAC file."""
    seconds: float
    peak_dbfs: float
    level_dbfs: float


Index = Mapping[str, Master]


def read_index(masters: Path) -> dict[str, Master]:
    """What the folder holds; empty when nothing was rendered yet."""
    file = masters / INDEX
    if not file.exists():
        return {}
    return {name: Master(**entry) for name, entry in json.loads(file.read_text("utf-8")).items()}


def write_index(masters: Path, index: Index) -> None:
    entries = {name: asdict(index[name]) for name in sorted(index)}
    half = masters / f"{INDEX}.part"
    half.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", "utf-8")
    half.replace(masters / INDEX)


def master_path(masters: Path, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a prompt's name: {name!r}")
    return masters / f"{name}.flac"


def prompt_names(masters: Path) -> set[str]:
    """Every name that can be played."""
    return set(read_index(masters))


def texts(index: Index) -> dict[str, str]:
    return {name: master.text for name, master in index.items()}


def stale(script: Script, voice: Voice, index: Index) -> list[str]:
    """The prompts that have to be spoken, in the script's order: changed, or never spoken."""
    return [name for name in script.texts if name not in index or index[name].key != script.key(name, voice)]


def leftover(script: Script, index: Index) -> list[str]:
    """Masters whose prompt is gone from the script."""
    return sorted(set(index) - set(script.texts) - set(SIGNALS))
