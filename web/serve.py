"""The web application at its address, from entering until leaving."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from web.app import make_app
from web.ports import WebServices

GOODBYE_SECONDS = 2.0  # for requests under way when the desk closes


@asynccontextmanager
async def serving(services: WebServices, address: str, port: int) -> AsyncIterator[None]:
    """Serve until left. Raises ``OSError`` when the address cannot be had."""
    runner = web.AppRunner(make_app(services), access_log=None, shutdown_timeout=GOODBYE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, address, port).start()
        yield
    finally:
        await runner.cleanup()
