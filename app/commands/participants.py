"""``hotline participants WHAT``: the participant register from a list."""

from __future__ import annotations

from app.participants import bring, look_up, template

SEVERAL = {"import": bring, "template": template, "find": look_up}
