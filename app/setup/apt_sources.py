"""Which Debian mirrors does this machine itself use? Read from its apt sources, in both of their formats.

Asterisk is fetched from there and from nowhere else, so that a house with an intranet mirror needs no way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

APT_FOLDER = Path("/etc/apt")

_SUITES = frozenset(
    ["bullseye", "bookworm", "trixie", "forky", "duke", "sid", "stable", "oldstable", "testing", "unstable"]
)
_MIRROR_LIST = "mirror+file:"


@dataclass(frozen=True, slots=True)
class Source:
    """One line or stanza: where packages come from."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""


def read_sources(folder: Path = APT_FOLDER) -> dict[str, str]:
    """The machine's apt source files: name → text."""
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    return {
        file.name: file.read_text(errors="replace")
        for file in files
        if file.suffix in {".list", ".sources"} and file.is_file()
    }


def debian_mirrors(
    files: Mapping[str, str], read: Callable[[str], str] = lambda name: Path(name).read_text()
) -> list[str]:
    """The URIs of Debian's own archive, likeliest first.

    Security archives carry no Asterisk; other vendors' repositories are left out by their keys, suites and components.
    What is left and still no Debian mirror fails later at Debian's signature.
    """
    found: dict[str, None] = {}
    for name, text in files.items():
        for source in parse_sources(name, text):
            if _is_debian(source):
                found.update(dict.fromkeys(uri.rstrip("/") for uri in _expanded(source.uris, read)))
    fetchable = [uri for uri in found if re.match(r"(https?|file):", uri) and "-security" not in uri]
    return sorted(
        fetchable, key=lambda uri: not uri.endswith("/debian")
    )  # sorting is stable: the machine's order stays


def parse_sources(name: str, text: str) -> list[Source]:
    """Every enabled source of binary packages in one file; the name's ending tells the format, as it does for apt."""
    return list(_deb822(text) if name.endswith(".sources") else _one_line(text))


def _is_debian(source: Source) -> bool:
    return (
        "main" in source.components
        and not _SUITES.isdisjoint(suite.removesuffix("/") for suite in source.suites)
        and (not source.signed_by or "debian-archive" in source.signed_by)
    )


def _one_line(text: str) -> Iterator[Source]:
    for line in text.splitlines():
        found = re.match(r"\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)", line)
        if found:
            options, uri, suite, components = found.groups()
            signed = re.search(r"signed-by=(\S+)", options or "", re.IGNORECASE)
            yield Source((uri,), (suite,), tuple(components.split()), signed[1] if signed else "")


def _deb822(text: str) -> Iterator[Source]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for stanza in re.split(r"\n\s*\n", lines):
        fields = {
            key.lower(): value.strip()
            for key, value in re.findall(r"^([\w-]+):((?:.*)(?:\n[ \t].*)*)", stanza, re.MULTILINE)
        }
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes").lower() not in {
            "no",
            "false",
            "0",
        }:
            yield Source(
                uris=tuple(fields.get("uris", "").split()),
                suites=tuple(fields.get("suites", "").split()),
                components=tuple(fields.get("components", "").split()),
                signed_by=fields.get("signed-by", ""),
            )


def _expanded(uris: tuple[str, ...], read: Callable[[str], str]) -> Iterator[str]:
    """``mirror+file:`` (Debian's cloud images) names a file with one mirror a line."""
    for uri in uris:
        if uri.startswith(_MIRROR_LIST):
            lines = read("/" + uri.removeprefix(_MIRROR_LIST).lstrip("/")).splitlines()
            yield from (line.split()[0] for line in lines if line.strip() and not line.startswith("#"))
        else:
            yield uri
