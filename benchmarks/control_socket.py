"""Asterisk's control socket, spoken to directly: to start ``asterisk -rx`` costs more than what is measured."""

from __future__ import annotations

import asyncio
from pathlib import Path

_PATIENCE = 5.0  # seconds


async def say(socket: Path, command: str) -> str:
    """What Asterisk prints to this command. Source: ``ast_remotecontrol`` in Asterisk's ``main/asterisk.c``."""
    async with asyncio.timeout(_PATIENCE):
        reader, writer = await asyncio.open_unix_connection(str(socket))
        try:
            writer.write(f"cli quit after {command}\0".encode())
            return (await reader.read()).decode(errors="replace")
        finally:
            writer.close()
