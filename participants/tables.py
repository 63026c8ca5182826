"""The register, and what happened when callers showed who they are.

Company names lie open: they are public facts, published by the market's regulator with the registration code, and are
searched by any part of them. Everything that belongs to a person, and every number of a company, is sealed.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, LargeBinary, String, Table

from storage.metadata import Instant, metadata
from storage.sealed import sealed

from .safe import hashed_again

participants = Table(
    "participants",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),  # a company's; empty for persons
    Column("name_folded", String, nullable=False),  # normalised, for finding by a part of it
    Column("lines", JSON, nullable=False),
    Column("classes", JSON, nullable=False),
    Column("gone_at", Instant),  # when a complete table no longer named them
)

# No foreign keys: the values of a new participant are written before the participant, in small transactions, so that
# an import of thousands never holds up the calls; until the participant's row stands nobody sees them.
contacts = Table(
    "participant_contacts",
    metadata,
    Column("participant", String, primary_key=True),
    Column("contact", String, primary_key=True),
    Column("administrator", Boolean, nullable=False),
)

values = Table(
    "participant_values",
    metadata,
    Column("participant", String, primary_key=True),
    Column("contact", String, primary_key=True),  # empty: the participant's own
    Column("item", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False, info=sealed(key="key", keyed=hashed_again)),
    Index("ix_participant_values_key", "key"),
)

imports = Table(
    "participant_imports",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("file", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

draws = Table(
    "identity_draws",
    metadata,
    Column("occasion", String, primary_key=True),
    Column("participant", String, primary_key=True),
    Column("items", JSON, nullable=False),
    Column("drawn_at", Instant, nullable=False),
    Column("drawn_by", String, nullable=False),
)

notes = Table(
    "identity_notes",
    metadata,
    Column("occasion", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False, info=sealed()),
)

tries = Table(
    "identity_tries",
    metadata,
    Column("subject", String, primary_key=True),  # a conversation, or a participant on a day
    Column("wrong", Integer, nullable=False),
)

events = Table(
    "identity_events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", String, nullable=False),
    Column("occasion", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("participant", String),
    Column("items", JSON, nullable=False),  # which were asked or noted; never what was said
)
