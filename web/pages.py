"""The built pages. Only files that were there at the start are served, each by its own name: no path is ever joined."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from web.errors import Refusal, not_found
from web.visit import Visit

_FOREVER = "public, max-age=31536000, immutable"  # names of assets hold their hash

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # the widgets place themselves by style attributes
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Pages:
    """The files of the built pages, by the path under which they are asked for."""

    def __init__(self, folder: Path | None) -> None:
        self._files: dict[str, Path] = {}
        if folder and folder.is_dir():
            self._files = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}

    async def answer(self, visit: Visit) -> web.StreamResponse:
        """The file; for any other path without a dot the first page, whose own router takes it from there."""
        path = visit.path("path")
        file = self._files.get(path)
        if file is None and "." not in path and not path.startswith("api"):
            file = self._files.get("index.html")
            if file is None:
                raise Refusal(503, "no_pages", "页面尚未构建。", "The pages are not built.")
        if file is None:
            raise not_found()
        caching = _FOREVER if path.startswith("assets/") else "no-cache"
        return web.FileResponse(file, headers={"Cache-Control": caching})


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """On every answer: what browsers must not do with it. What the API says is never kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
