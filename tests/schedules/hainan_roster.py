"""A short roster of the Hainan line, for tests that spoil it."""

from __future__ import annotations

ROSTER = """\
code: HI
name: 海南
name_en: Hainan
groups:
  staff: {name: 客服, name_en: service staff}
duty:
  working_days: 09:00-18:00
"""
