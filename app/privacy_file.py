"""``config/privacy.yaml`` as values: how personal data are sealed, and for how many years records are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schedules.document import Section, parse
from storage.ciphers import AES, SUITES

from .config_text import config_text

FILE = "privacy.yaml"
LEAST_YEARS, MOST_YEARS = 5, 100
"""Records of a service hotline are kept for five years at least, whatever is written in the file."""


class RecordClass(StrEnum):
    """Records that are kept, and deleted, together."""

    ORDERS = "orders"
    CALLS = "calls"
    RECORDINGS = "recordings"
    MESSAGES = "messages"
    SAMPLES = "samples"
    URGENT = "urgent"
    IDENTITY = "identity"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Privacy:
    sealing: str
    """A name of ``storage.ciphers.SUITES``."""
    years: Mapping[RecordClass, int]


def read_privacy(config: Path) -> Privacy:
    """Read the file. Raises ``BadFiles`` with all findings, each with line, column and remedy."""
    top = parse(FILE, config_text(config, FILE))
    privacy = read_privacy_section(top)
    top.finish()
    return privacy


def read_privacy_section(top: Section) -> Privacy:
    """The same of a file that is open already; faults become its findings."""
    keep = top.section("keep_years")
    return Privacy(
        sealing=top.choice("sealing", SUITES, AES.name),
        years={one: keep.integer(one, at_least=LEAST_YEARS, at_most=MOST_YEARS) for one in RecordClass},
    )


def sealing_wanted(config: Path) -> str:
    """The suite that the file asks for; the usual one for a house from before there was such a file."""
    return read_privacy(config).sealing if (config / FILE).exists() else AES.name
