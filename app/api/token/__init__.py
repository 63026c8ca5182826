"""``hotline api token WHAT``: who may ask through the interface, and what."""

from __future__ import annotations

from app.api.token import listed, make, revoke

WORDS = "访问令牌：生成、一览、吊销 · tokens: make, list, revoke"
SEVERAL = {"make": make, "list": listed, "revoke": revoke}
