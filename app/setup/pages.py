"""The staff's pages: built from ``web/ui`` into ``web/static`` when their sources changed."""

from __future__ import annotations

from pathlib import Path

from app.setup.console import Console
from app.setup.node import Node, fetched_node, system_node
from app.setup.said import Said
from app.setup.stamps import Stamps, digest

_NOT_SOURCES = frozenset({"node_modules", "tests", "coverage", "dist"})


class Pages:
    """Step: ``web/static``, as ``web/ui`` says. A wheel brings them built, so that serving needs no Node."""

    title = Said("网页", "Web pages")

    def __init__(self, root: Path, stamps: Stamps) -> None:
        self._root, self._stamps = root, stamps
        self.sources = root / "web" / "ui"
        self.built = root / "web" / "static"

    def missing(self) -> str | None:
        if (self.built / "index.html").is_file() and self._stamps.matches("pages", self._digest()):
            return None
        return "npm ci, npm run build → web/static"

    def do(self, console: Console) -> None:
        self._stamps.forget("pages")
        wanted = self._digest()  # before building: sources saved meanwhile are built next time
        node = install_modules(self._root, self._stamps, console)
        console.run([*node.npm, "run", "build"], cwd=self.sources, env=node.environment())
        self._stamps.record("pages", wanted)

    def _digest(self) -> str:
        return digest([self.sources], without=_NOT_SOURCES)


def install_modules(root: Path, stamps: Stamps, console: Console) -> Node:
    """The libraries of the pages as locked, and the Node to work on them with."""
    node = system_node() or fetched_node(root, console)
    sources = root / "web" / "ui"
    locked = digest([sources / "package.json", sources / "package-lock.json"])
    if not ((sources / "node_modules").is_dir() and stamps.matches("node_modules", locked)):
        stamps.forget("node_modules")
        console.run([*node.npm, "ci", "--no-audit", "--no-fund"], cwd=sources, env=node.environment())
        stamps.record("node_modules", locked)
    return node
