"""The reference hotline as the node knows it, and a controller on a real socket."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from app.prompt_texts import read_script
from ivr.server import Answerer, FastAgiServer, Patience
from recordings.compose import PAUSE
from routing.duty import Duty
from schedules.times import ZONE
from storage.vault import Vault
from tests.reference import night_book, reference_book

CONFIG = Path(__file__).parents[2] / "config"
TOKEN = "the-right-token"

Address = tuple[str, int]


@pytest.fixture(scope="session")
def duty() -> Duty:
    return Duty(reference_book())


@pytest.fixture(scope="session")
def night() -> Duty:
    """A hotline that uses all of the duty language."""
    return Duty(night_book())


@pytest.fixture(scope="session")
def playable() -> frozenset[str]:
    """All prompts that have a text, and silence."""
    return frozenset({*read_script(CONFIG).texts, PAUSE})


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(b"a secret of thirty-two bytes, yes")


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """An instant on the hotline's clock."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def listening() -> Callable[..., object]:
    """A controller that answers by this answerer: ``async with listening(answer) as address``."""

    @asynccontextmanager
    async def serve(answer: Answerer, patience: Patience | None = None) -> AsyncIterator[Address]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address: Address = probe.getsockname()
        async with FastAgiServer(address, TOKEN, answer, patience=patience or Patience()):
            yield address

    return serve
