"""Changing a file that people edit: values change, comments, order and spelling stay.

Besides ``tree.py`` the only file that touches ruamel.yaml.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

Change = Callable[[Any], None]
"""Works on the top of the file, a mapping that keeps its comments."""


def edited(text: str, change: Change) -> str:
    """The text after the change; byte for byte the same where nothing was changed and the layout is ours.

    The text must have been read as YAML that we allow before (``tree.py``).
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 4096  # never fold a line that somebody wrote
    yaml.indent(mapping=2, sequence=4, offset=2)
    top = yaml.load(text)
    only_comments = top is None
    top = CommentedMap() if only_comments else top
    change(top)
    out = io.StringIO()
    yaml.dump(top, out)
    return text + out.getvalue() if only_comments else out.getvalue()


def mapping_in(top: Any, key: str) -> Any:
    """The mapping under a key, made where there is none; an empty one is written with an entry a line from now on."""
    if top.get(key) is None:
        top[key] = CommentedMap()
    if not top[key]:
        top[key].fa.set_block_style()
    return top[key]


def list_in_line(items: Iterable[object]) -> Any:
    """A list that is written as ``[2026, 2027]``."""
    found = CommentedSeq(items)
    found.fa.set_flow_style()
    return found
