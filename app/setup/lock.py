"""``.venv/bin/python -m app.setup.lock [--upgrade]``: write the lock files anew from ``pyproject.toml``.

For those who change a dependency. One file serves every supported Python and both architectures, names no index, and
holds a hash for every archive. Needs uv (``pip install uv``); set-up itself needs pip only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

LOCKS = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-test.lock": ("pyproject.toml", "--group", "test", "--constraint", "requirements.lock"),
    "requirements-voice.lock": ("pyproject.toml", "--group", "voice", "--constraint", "requirements.lock"),
    "requirements-node.lock": ("--group", "pages"),
}
"""Lock file → what goes into it. Another dependency group is another line."""

_COMPILE = ("pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11", "--no-config", "--quiet")
_SAYS_HOW = ("--custom-compile-command", "python -m app.setup.lock")


def main(arguments: list[str]) -> int:
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if uv is None:
        print("没有 uv，请先 pip install uv · uv is missing: pip install uv", file=sys.stderr)
        return 1
    for lock, wanted in LOCKS.items():
        subprocess.run([uv, *_COMPILE, *_SAYS_HOW, *arguments, *wanted, "--output-file", lock], cwd=ROOT, check=True)
        print(lock)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
