"""What a file is, by what is in it; its name is only what people call it. Pure."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from schedules.answer import Because as Words

LARGEST = 20 * 1024 * 1024  # bytes
MOST_OF_AN_ORDER = 20  # files
LONGEST_NAME = 100  # characters
MOST_PARTS = 5_000  # of an Office file


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    suffixes: tuple[str, ...]
    """Names end so; one that does not gets the first."""


_PDF = Kind("application/pdf", (".pdf",))
_TEXT = Kind("text/plain", (".txt", ".csv", ".log"))
_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", _PDF),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", (".png",))),
    (b"\xff\xd8\xff", Kind("image/jpeg", (".jpg", ".jpeg"))),
    (b"ID3", Kind("audio/mpeg", (".mp3",))),
    (b"#!AMR", Kind("audio/amr", (".amr",))),
)
_RIFF: Mapping[bytes, Kind] = {b"WAVE": Kind("audio/wav", (".wav",)), b"WEBP": Kind("image/webp", (".webp",))}
_OFFICE: Mapping[str, Kind] = {
    "word/": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",)),
    "xl/": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    "ppt/": Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",)),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

TAKEN = Words(
    "可以添加 PDF、PNG、JPEG、WebP 图片、Word、Excel、PowerPoint（不含宏）、文本和录音（WAV、MP3、AMR）",
    "PDF, PNG, JPEG and WebP pictures, Word, Excel and PowerPoint without macros, texts, and WAV, MP3 or AMR are taken",
)


def kind_of(data: bytes) -> Kind | None:
    """What it is; None for what is not taken: programs, pages, archives, Office files with macros, anything unknown."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return _TEXT if _is_text(data) else None


def name_for(name: str, kind: Kind) -> str:
    """What it is called in lists and downloads: without any path, on one line, ending as its kind does."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in base if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*').strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if dot and f".{suffix.lower()}" in kind.suffixes:
        return f"{stem.strip(' .')[: LONGEST_NAME - 8] or '附件'}.{suffix.lower()}"
    return f"{kept[: LONGEST_NAME - 8] or '附件'}{kind.suffixes[0]}"


def _office(data: bytes) -> Kind | None:
    """By the parts that an Office file consists of; nothing in it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    if len(names) > MOST_PARTS or "[Content_Types].xml" not in names:
        return None
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
        return None
    return next((kind for part, kind in _OFFICE.items() if any(name.startswith(part) for name in names)), None)


def _is_text(data: bytes) -> bool:
    """UTF-8 or the national encoding, of letters and lines alone, and no page that a browser would run."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:1024].lstrip().lower()
        return bool(text) and not _CONTROL.search(text) and not head.startswith(("<", "#!", "mz"))
    return False
