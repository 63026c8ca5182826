"""Private values as they may be shown: enough to tell two people apart, too little to pass a check with."""

from __future__ import annotations

from storage.masked import mask

from .rules import Form


def masked(form: Form, text: str) -> str:
    """``王**``, ``138****5678``; of any other value its ends."""
    if form is Form.NAME:
        return text[:1] + "*" * max(1, len(text) - 1)
    if form is Form.PHONE:
        return mask(text)
    return f"{text[0]}****{text[-1]}" if len(text) > 4 else "*" * len(text)
