"""Many desks in one process: each holds its WebSocket open and tells every pop that comes to it.

``python -m benchmarks.pops.desks``: on stdin one line of JSON (``url``, ``seats``: person → cookie), on stdout one
line ``open`` when all are connected and then one line of JSON per pop. Ends with its stdin.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack

from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector

OPENED_AT_ONCE = 16


async def sit(url: str, seats: Mapping[str, str]) -> None:
    """Open every desk and listen until stdin ends."""
    gate = asyncio.Semaphore(OPENED_AT_ONCE)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))

        async def opened(person: str, cookie: str) -> tuple[str, ClientWebSocketResponse]:
            headers = {"Cookie": cookie, "Origin": url}
            async with gate:
                return person, await stack.enter_async_context(client.ws_connect(f"{url}/ws", headers=headers))

        screens = await asyncio.gather(*(opened(person, cookie) for person, cookie in seats.items()))
        print("open", flush=True)
        listening = [asyncio.create_task(_listen(person, screen)) for person, screen in screens]
        await asyncio.to_thread(sys.stdin.read)
        for task in listening:
            task.cancel()


async def _listen(person: str, screen: ClientWebSocketResponse) -> None:
    async for message in screen:
        at = time.time()
        said = message.json()
        if said["type"] == "pop":
            print(json.dumps({"person": person, "call": said["pop"]["call"], "at": at}), flush=True)


def main() -> None:
    told = json.loads(sys.stdin.readline())
    asyncio.run(sit(told["url"], told["seats"]))


if __name__ == "__main__":
    main()
