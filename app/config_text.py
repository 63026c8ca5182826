"""The text of a file that people edit, or the finding that it cannot be read."""

from __future__ import annotations

from pathlib import Path

from schedules.document import BadFiles, Bilingual, Finding, decode


def config_text(config: Path, file: str) -> str:
    """Raises ``BadFiles`` where it is missing, unreadable, or no text as we allow it."""
    path = config / file
    try:
        return decode(file, path.read_bytes())
    except OSError as error:
        problem = Bilingual(f"无法读取：{error.strerror}", f"cannot be read: {error.strerror}")
        remedy = Bilingual(f"应在 {path}，请恢复或检查权限", f"it belongs at {path}: restore it, or check permissions")
        raise BadFiles([Finding(file, 1, 1, problem, remedy)]) from error
