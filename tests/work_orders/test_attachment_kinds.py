"""What may be attached is told by its content, whatever it is called."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from work_orders.attachments.kinds import kind_of, name_for
from work_orders.attachments.scan import Verdict, not_scanned, scanner


def office(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7 ...", ".pdf"),
        (b"\x89PNG\r\n\x1a\n...", ".png"),
        (b"\xff\xd8\xff\xe0...", ".jpg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ".wav"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ".webp"),
        (office("[Content_Types].xml", "word/document.xml"), ".docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        ("诉求说明，第一行\n第二行".encode(), ".txt"),
        ("诉求说明".encode("gb18030"), ".txt"),
    ],
)
def test_what_is_taken(data: bytes, suffix: str) -> None:
    kind = kind_of(data)
    assert kind is not None
    assert kind.suffixes[0] == suffix


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF",
        b"#!/bin/sh\nrm -rf /",
        b"<html><script>alert(1)</script>",
        b"  <?xml version='1.0'?><svg onload='x'/>",
        office("a.txt"),
        office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04broken",
        b"text\x00with nul",
        b"\xfe\xff\x00\xff\xff",
    ],
)
def test_what_is_not_taken(data: bytes) -> None:
    assert kind_of(data) is None


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("说明.PDF", "说明.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\a.exe", "a.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("", "附件.pdf"),
        (".pdf", "pdf.pdf"),
        ("长" * 300 + ".pdf", "长" * 92 + ".pdf"),
    ],
)
def test_a_name_has_no_path_and_ends_as_its_kind_does(name: str, kept: str) -> None:
    kind = kind_of(b"%PDF-")
    assert kind is not None
    assert name_for(name, kind) == kept


@pytest.mark.parametrize(("code", "verdict"), [(0, Verdict.CLEAN), (1, Verdict.INFECTED), (2, Verdict.NO_ANSWER)])
async def test_a_scanner_reads_the_file_and_says_what_it_found(code: int, verdict: Verdict) -> None:
    program = f"import sys; sys.exit({code} if sys.stdin.buffer.read() == b'data' else 3)"
    assert await scanner([sys.executable, "-c", program])(b"data") is verdict


async def test_without_a_scanner_nothing_is_scanned_and_a_missing_one_answers_nothing() -> None:
    assert scanner([]) is not_scanned
    assert await scanner(["/nowhere/scanner"])(b"data") is Verdict.NO_ANSWER
