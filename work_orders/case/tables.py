"""Orders on their way through the loop, their history, what they lay with, and which belong together."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.metadata import Instant, metadata
from storage.sealed import sealed

_ID = BigInteger().with_variant(Integer, "sqlite")
_OPEN = text("archived_at IS NULL")
_SORTED = text("category IS NOT NULL")
_WITH_MATTER = text("matter IS NOT NULL")
_KNOWN = text("participant IS NOT NULL")
_MERGED = text("parent IS NOT NULL")
_ELSEWHERE = text("outside_number <> ''")

order_cases = Table(
    "order_cases",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),  # in the order in which they came to the desk
    Column("number", String, ForeignKey("orders.number"), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("line", String, nullable=False),
    Column("step", String, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("source", String, nullable=False),
    Column("talk_ended_at", Instant),
    Column("owner", String),
    Column("follower", String),
    Column("unit", String),
    Column("holder", String),
    Column("co_units", JSON, nullable=False),
    Column("category", String),
    Column("matter", String),
    Column("outside_number", String, nullable=False),
    Column("participant", String),
    Column("form", JSON, nullable=False),
    Column("sealed_form", LargeBinary, info=sealed()),
    Column("marks", JSON, nullable=False),
    Column("listed", Boolean, nullable=False),  # of the marks, for the supervision list
    Column("risk", String, nullable=False),
    Column("result", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("not_accepted", String, nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("parent", String),
    Column("archived_at", Instant),
    Column("contributions", JSON, nullable=False),
    Column("rounds", Integer, nullable=False),
    Column("came_back", Boolean, nullable=False),
    Index("ix_order_cases_step", "step", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_order_cases_follower", "follower", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_order_cases_owner", "owner", "id"),
    Index("ix_order_cases_open_owner", "owner", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_order_cases_line", "line", "id"),
    Index("ix_order_cases_source", "source", "id"),
    Index("ix_order_cases_risk", "risk", "id"),
    # What comes from a call has none of these yet: they are written when somebody says them.
    Index("ix_order_cases_category", "category", "id", sqlite_where=_SORTED, postgresql_where=_SORTED),
    Index("ix_order_cases_matter", "matter", "id", sqlite_where=_WITH_MATTER, postgresql_where=_WITH_MATTER),
    Index(
        "ix_order_cases_participant",
        "participant",
        "matter",
        "opened_at",
        sqlite_where=_KNOWN,
        postgresql_where=_KNOWN,
    ),
    Index("ix_order_cases_opened_at", "opened_at"),
    Index("ix_order_cases_parent", "parent", sqlite_where=_MERGED, postgresql_where=_MERGED),
    Index("ix_order_cases_outside_number", "outside_number", sqlite_where=_ELSEWHERE, postgresql_where=_ELSEWHERE),
)

order_case_units = Table(  # every unit that an order lies or lay with
    "order_case_units",
    metadata,
    Column("unit", String, primary_key=True),
    Column("case", _ID, ForeignKey("order_cases.id"), primary_key=True, autoincrement=False),
    Column("lies", Boolean, nullable=False, server_default=false()),  # it is in their hands now: lead, holder, or co
    Index("ix_order_case_units_case", "case"),
    Index("ix_order_case_units_lies", "unit", "case", sqlite_where=text("lies = 1"), postgresql_where=text("lies")),
)

order_entries = Table(
    "order_entries",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("number", String, ForeignKey("orders.number"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String),
    Column("what", String, nullable=False),
    Column("step_before", String),
    Column("step_after", String, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Index("ix_order_entries_number", "number", "id"),
    # What people do is one revision each; what the engine notes changes none.
    Index(
        "uq_order_entries_number_revision",
        "number",
        "revision",
        unique=True,
        sqlite_where=text("who IS NOT NULL"),
        postgresql_where=text("who IS NOT NULL"),
    ),
)

order_links = Table(
    "order_links",
    metadata,
    Column("one", String, ForeignKey("orders.number"), primary_key=True),
    Column("other", String, ForeignKey("orders.number"), primary_key=True),
    Column("kind", String, nullable=False),  # related; grew_from: ``one`` was heard while ``other`` was handled
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Index("ix_order_links_other", "other"),
)

order_words = Table(  # what an order is found by: words and pairs of characters
    "order_words",
    metadata,
    Column("case", _ID, ForeignKey("order_cases.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)
"""SQLite keeps an FTS5 index beside it (``order_index``), PostgreSQL a GIN index over the same words."""

order_attachments = Table(
    "order_attachments",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("number", String, ForeignKey("orders.number"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file", String, nullable=False, unique=True),  # its name in the folder of attachments, where it is sealed
    Column("scanned", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("withdrawn_at", Instant),
)

order_views = Table(
    "order_views",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("person", String, nullable=False),
    Column("name", String, nullable=False),
    Column("query", JSON, nullable=False),
    UniqueConstraint("person", "name"),
)
