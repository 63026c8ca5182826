"""The staff's window: HTTP API, WebSocket, and the built pages (whose sources are in ``ui/``).

May import every domain room but ``ivr`` and ``agent_bridge.ami``; the only room that uses aiohttp. Start reading at
``ports.py`` (what it is given), then ``routes.py`` (every door, and what it takes to pass).
"""
