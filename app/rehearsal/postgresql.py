"""A PostgreSQL server of one's own, in a folder and on a socket that nobody else knows; gone when it is left."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ON_DISK = Path("/var/tmp")  # noqa: S108 a folder of our own in it: open to others, and never memory as /tmp may be


def programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps each version's in a folder of its own. None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[Path]:
    """A running server, durable as it is shipped; yields its folder, for :func:`url`. Raises ``FileNotFoundError``."""
    where = programs()
    if where is None:
        raise FileNotFoundError("initdb")
    home = Path(tempfile.mkdtemp(prefix="hotline-pg-", dir=_ON_DISK))
    if os.getuid() == 0:
        os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    try:
        _run(home, where / "initdb", "-U", "hotline", "-A", "trust", "-E", "UTF8")
        options = f"-k {home} -c listen_addresses= -c max_connections=60"
        _run(home, where / "pg_ctl", "start", "-w", "-l", str(home / "log"), "-o", options)
        try:
            yield home
        finally:
            _run(home, where / "pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(home)


def url(home: Path) -> str:
    """Of the server's only database, as ``storage.database`` takes it."""
    return f"postgresql+psycopg://hotline@/postgres?host={home}"


def _run(home: Path, program: Path, *arguments: str) -> None:
    command = _as_somebody([str(program), "-D", str(home / "data"), *arguments])
    silent = subprocess.DEVNULL
    # In a session of its own: Ctrl-C is ours to act on, when the program is through.
    subprocess.run(command, check=True, cwd=home, stdout=silent, stderr=silent, start_new_session=True)  # noqa: S603


def _as_somebody(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; as anybody else it runs as we do."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command] if os.getuid() == 0 else command
