"""Distinct types for the names of things, so that a group can never be passed for a line.

All are plain strings at run time.
"""

from typing import NewType

CallId = NewType("CallId", str)
"""UNIQUEID of the caller's first channel, e.g. ``n3f2a-1795304994.0``; unique over nodes and restarts."""

LineId = NewType("LineId", str)
"""A 专线 of the hotline, e.g. ``yunnan``; the name of its roster file."""

GroupId = NewType("GroupId", str)
"""People who answer together, named ``<line>-<group>``, e.g. ``yunnan-experts``; also the Asterisk queue's name."""

UnitId = NewType("UnitId", str)
"""A department or a crew (业务部门、班组) that handles orders, named in ``work_orders.yaml``."""

PersonId = NewType("PersonId", str)
"""A person of ``people.yaml``, e.g. ``yn-expert-1``; also the sign-in name and the SIP account."""

OrderNumber = NewType("OrderNumber", str)
"""A work order, e.g. ``YN-20261123-0007``: line code, day of arrival (Asia/Shanghai), counter per line and day."""

VersionHash = NewType("VersionHash", str)
"""A duty version: SHA-256 (hex) over the bundle of files that decide who answers."""
