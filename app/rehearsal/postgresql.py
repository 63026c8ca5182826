"""A PostgreSQL server of one's own, in a folder and on a socket that nobody else knows; gone when it is left."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_ONCE = signal.SIGQUIT  # "immediate": it goes without tidying up
_ANSWERS_WITHIN_S = 30.0
_ON_DISK = Path("/var/tmp")  # noqa: S108 a folder of our own in it: open to others, and never memory as /tmp may be


def programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps each version's in a folder of its own. None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def server() -> Iterator[Path]:
    """A running server, durable as it is shipped; yields its folder, for :func:`url`. It ends with us, however we end.

    Raises ``FileNotFoundError`` where there is none, ``TimeoutError`` where it does not answer.
    """
    where = programs()
    if where is None:
        raise FileNotFoundError("initdb")
    home = Path(tempfile.mkdtemp(prefix="hotline-pg-", dir=_ON_DISK))
    if os.getuid() == 0:
        os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    data = ("-D", str(home / "data"))
    try:
        initdb = _as_somebody(where / "initdb", *data, "-U", "hotline", "-A", "trust", "-E", "UTF8")
        # In a session of its own: Ctrl-C is ours to act on, when the program is through.
        subprocess.run(initdb, check=True, cwd=home, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        options = ("-k", str(home), "-c", "listen_addresses=", "-c", "max_connections=60")
        with (home / "log").open("wb") as log:
            begin = _as_somebody(where / "postgres", *data, *options)
            running = subprocess.Popen(begin, cwd=home, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        try:
            _answering(home, where / "pg_isready", running)
            yield home
        finally:
            running.send_signal(_AT_ONCE)
            running.wait()
    finally:
        shutil.rmtree(home)


def _answering(home: Path, is_ready: Path, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _ANSWERS_WITHIN_S
    while subprocess.run([is_ready, "-q", "-h", home], check=False).returncode:  # noqa: S603
        if running.poll() is not None or time.monotonic() > until:
            raise TimeoutError(f"PostgreSQL does not answer: {(home / 'log').read_text(errors='replace')[-500:]}")
        time.sleep(0.05)


def url(home: Path) -> str:
    """Of the server's only database, as ``storage.database`` takes it."""
    return f"postgresql+psycopg://hotline@/postgres?host={home}"


def _as_somebody(program: Path, *arguments: str) -> list[str]:
    """PostgreSQL refuses to run as root; as anybody else it runs as we do. It is told when we are gone."""
    somebody = ("--reuid=nobody", "--regid=nogroup", "--clear-groups") if os.getuid() == 0 else ()
    return ["setpriv", f"--pdeathsig={_AT_ONCE.name.removeprefix('SIG')}", *somebody, str(program), *arguments]
