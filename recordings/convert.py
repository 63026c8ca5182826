"""Masters → what Asterisk plays without transcoding: 8 kHz µ-law and A-law, beside each other. Run at set-up.

``python -m recordings.convert MASTERS SOUNDS``. Converts what is new or changed, two files at a time, each written
aside and renamed, so that a running Asterisk never plays half a file. Needs sox with FLAC (Debian: ``sox`` and
``libsox-fmt-base``).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from recordings.masters import master_path, read_index

ENCODINGS = {"ulaw": "u-law", "alaw": "a-law"}
"""Asterisk's file ending → sox's word."""

# The telephone's band; the masters keep 3 dB of headroom for it. ``-D``: dither would be noise in eight bits.
EFFECTS = ("highpass", "120", "rate", "-v")
RECIPE = "sox -D 8000 " + " ".join(EFFECTS)
STAMP = ".converted.json"
TIMEOUT_S = 60

Progress = Callable[[int, int], None]


class ConversionFailed(Exception):
    """A prompt could not be converted; the message says which and what to do."""


def convert(masters: Path, sounds: Path, *, workers: int = 2, progress: Progress = lambda *_: None) -> list[str]:
    """Brings the sounds folder up to date and returns the names that were converted."""
    wanted = {name: f"{master.sha256} {RECIPE}" for name, master in read_index(masters).items()}
    if not wanted:
        raise ConversionFailed(f"no masters in {masters}: is the clone whole? else: hotline prompts render")
    made = _read_stamp(sounds)
    todo = [name for name in sorted(wanted) if made.get(name) != wanted[name] or not _there(sounds, name)]
    if todo and shutil.which("sox") is None:
        raise ConversionFailed("sox is not installed: apt-get install sox libsox-fmt-base")
    for name in set(made) - set(wanted):
        for ending in ENCODINGS:
            (sounds / f"{name}.{ending}").unlink(missing_ok=True)
    with ThreadPoolExecutor(workers) as pool:
        tasks = [pool.submit(_convert_one, master_path(masters, name), sounds / name) for name in todo]
        for done, task in enumerate(as_completed(tasks), start=1):
            task.result()
            progress(done, len(todo))
    if todo or made != wanted:
        _write_stamp(sounds, wanted)
    return todo


def _there(sounds: Path, name: str) -> bool:
    return all((sounds / f"{name}.{ending}").is_file() for ending in ENCODINGS)


def _convert_one(master: Path, sound: Path) -> None:
    sound.parent.mkdir(parents=True, exist_ok=True)
    for ending, encoding in ENCODINGS.items():
        half = sound.with_name(f"{sound.name}.{ending}.part")
        shape = ("-t", "raw", "-r", "8000", "-c", "1", "-e", encoding)
        _sox("sox", "-D", str(master), *shape, str(half), *EFFECTS)
        half.replace(sound.with_name(f"{sound.name}.{ending}"))


def _sox(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603 no shell, our names
    except subprocess.TimeoutExpired as error:
        raise ConversionFailed(f"sox did not finish within {TIMEOUT_S} s: {' '.join(command)}") from error
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode != 0 and "no handler for" in said:
        raise ConversionFailed("sox cannot read FLAC here: apt-get install libsox-fmt-base")
    if done.returncode != 0 or "clipped" in said:
        raise ConversionFailed(f"{' '.join(command)}: {said or f'exit code {done.returncode}'}")


def _read_stamp(sounds: Path) -> dict[str, str]:
    try:
        stamp = json.loads((sounds / STAMP).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}  # nothing converted yet, or a torn file: convert everything
    return {str(name): str(made) for name, made in stamp.items()} if isinstance(stamp, dict) else {}


def _write_stamp(sounds: Path, made: dict[str, str]) -> None:
    half = sounds / f"{STAMP}.part"
    half.write_text(json.dumps(made, indent=1, sort_keys=True), "utf-8")
    half.replace(sounds / STAMP)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m recordings.convert", description="prompts for the telephone")
    parser.add_argument("masters", type=Path)
    parser.add_argument("sounds", type=Path)
    options = parser.parse_args()

    def tell(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"prompts: {done} of {total} converted", flush=True)

    try:
        made = convert(options.masters, options.sounds, progress=tell)
    except ConversionFailed as failure:
        print(f"prompts: {failure}", file=sys.stderr)
        return 1
    print(f"prompts: {len(made)} converted" if made else "prompts: all up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
