"""Going back: an earlier version becomes the newest one, and the files in ``config/`` become its files again.

Both, or the next save would bring back what was just taken away: the watcher publishes what stands in the folder. The
version is published first, so that the watcher finds the restored files published already and adds nothing.
What stood in the folder is kept beside.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from schedules import store
from schedules.bundle import HOTLINE, ROSTERS, Bundle, is_ours, routing_part
from schedules.document import Section, decode, parse
from schedules.editing import edited, mapping_in
from schedules.finding import BadFiles
from schedules.publish import publish
from schedules.version import PublishedVersion
from storage.database import Database


async def rollback(
    db: Database, wanted: PublishedVersion, *, who: str, why: str, now: datetime
) -> tuple[PublishedVersion, Bundle]:
    """Publish the texts of an earlier version anew. When they are in force already nothing is published.

    Raises :class:`~schedules.finding.BadFiles` where today's checks refuse them, ``DamagedVersion`` where they are not
    what they were. The caller restores the files afterwards (:func:`restore`).
    """
    async with db.reading() as tx:
        bundle = await store.load(tx, wanted.hash)
    return await publish(db, bundle, who=who, why=why, now=now), bundle


def differing(config: Path, bundle: Bundle) -> list[str]:
    """Names of the files that are not those of the version, or that it does not have."""
    names = {path.relative_to(config).as_posix() for path in _ours(config)}
    return sorted(name for name in names | set(bundle.files) if _now(config, name) != bundle.files.get(name))


def restore(config: Path, bundle: Bundle, keep_in: Path) -> list[str]:
    """Make the folder's files those of the version; what they replace is kept in ``keep_in``. Names of what changed."""
    changed = differing(config, bundle)
    for name in changed:
        path = config / name
        if path.exists():
            (keep_in / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, keep_in / name)
    for name in changed:
        if name == HOTLINE:
            write_config(config / name, _with_routing(config / name, bundle.files[name]))
        elif name in bundle.files:
            write_config(config / name, bundle.files[name])
        else:
            (config / name).unlink()
    return changed


def _ours(config: Path) -> list[Path]:
    return [path for path in (*config.glob("*.yaml"), *(config / ROSTERS).glob("*.yaml")) if is_ours(path, config)]


def _now(config: Path, name: str) -> str | None:
    """The file's text as a version would hold it; None where there is none, or none that can be read."""
    try:
        text = decode(name, (config / name).read_bytes())
        return routing_part(text)[0] if name == HOTLINE else text
    except (OSError, BadFiles):
        return None


def _with_routing(path: Path, part: str) -> str:
    """The hotline's file with the version's routing part; everything else in it stays, comments too."""
    wanted = parse(HOTLINE, part)

    def change(top: Any) -> None:
        for name in ("menu", "routing"):
            section = wanted.section(name)
            _set(mapping_in(top, name), section, remove=name == "routing")

    return edited(decode(HOTLINE, path.read_bytes()), change)


def _set(target: Any, section: Section, *, remove: bool) -> None:
    for key in section.names:
        value = section.text(key)
        if str(target.get(key)) != value:
            target[key] = int(value) if value.isdecimal() else value
    for key in [key for key in target if remove and str(key) not in section.names]:
        del target[key]


def write_config(path: Path, text: str) -> None:
    """Whole or not at all, under a name that no watcher takes for ours until it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(text, encoding="utf-8", newline="")
    if path.exists():
        shutil.copymode(path, temporary)
    temporary.replace(path)
