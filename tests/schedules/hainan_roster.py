"""A short roster of the Hainan line, for tests that go on with it or spoil it."""

from __future__ import annotations

HEAD = """\
code: HI
name: 海南
name_en: Hainan
groups:
  staff: {name: 客服, name_en: service staff}
duty:
"""
ROSTER = f"{HEAD}  working_days: 09:00-18:00\n"
