"""``var/duty/active.json``: the version in force, kept beside Asterisk so that a node starts without a database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from schedules.bundle import Bundle
from schedules.version import DamagedVersion, PublishedVersion
from storage.ids import VersionHash
from storage.secret_file import write_secret


def write_active(path: Path, version: PublishedVersion, bundle: Bundle) -> None:
    """Whole or not at all. Readable by us alone: it holds the staff's names."""
    content = {
        "seq": version.seq,
        "hash": version.hash,
        "active_from": version.active_from and version.active_from.isoformat(),
        "published_at": version.published_at.isoformat(),
        "who": version.who,
        "why": version.why,
        "files": dict(bundle.files),
    }
    write_secret(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def read_active(path: Path) -> tuple[PublishedVersion, Bundle] | None:
    """None where there is no such file; :class:`DamagedVersion` where it is not what was written."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        bundle = Bundle({str(name): str(text) for name, text in content["files"].items()})
        version = PublishedVersion(
            seq=int(content["seq"]),
            hash=VersionHash(content["hash"]),
            active_from=datetime.fromisoformat(content["active_from"]) if content["active_from"] else None,
            published_at=datetime.fromisoformat(content["published_at"]),
            who=str(content["who"]),
            why=str(content["why"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedVersion(f"{path.name}: {error}") from error
    if bundle.hash != version.hash:
        raise DamagedVersion(f"{path.name}: its texts are not those of version {version.hash[:12]}")
    return version, bundle
