"""Orders in their loop: where each stands, its history, units, links, words, attachments; orders without a call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.metadata import Instant

revision = "0016_order_cases"
down_revision = "0015_notices"
branch_labels = None
depends_on = None

_OF_THE_CALL = ("call", "duty_state", "reason", "rule", "because_zh", "because_en", "decided_at")
"""Columns of ``orders`` that say how a call was routed: an order without a call has none of them."""
_OPEN = "archived_at IS NULL"


def upgrade() -> None:
    op.add_column("orders", sa.Column("taken_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    _index("ix_orders_taken_in", "orders", ["number"], sqlite="taken_in = 0", postgresql="NOT taken_in")
    _cases()
    _units_and_links()
    _entries()
    _words()
    _attachments()
    if op.get_bind().dialect.name == "postgresql":
        for column in _OF_THE_CALL:
            op.alter_column("orders", column, nullable=True)
        _in_postgresql()
    else:
        _in_sqlite()
        _let_be_empty_in_sqlite()


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _index(name: str, table: str, columns: list[str], *, sqlite: str, postgresql: str, unique: bool = False) -> None:
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=sa.text(sqlite), postgresql_where=sa.text(postgresql)
    )


def _cases() -> None:
    op.create_table(
        "order_cases",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("talk_ended_at", Instant(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("follower", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("co_units", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("matter", sa.String(), nullable=True),
        sa.Column("outside_number", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=True),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("sealed_form", sa.LargeBinary(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("not_accepted", sa.String(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.Column("contributions", sa.JSON(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("came_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_order_cases_number"),
        sa.PrimaryKeyConstraint("id", name="pk_order_cases"),
        sa.UniqueConstraint("number", name="uq_order_cases_number"),
    )
    _index("ix_order_cases_step", "order_cases", ["step", "id"], sqlite=_OPEN, postgresql=_OPEN)
    _index("ix_order_cases_follower", "order_cases", ["follower", "id"], sqlite=_OPEN, postgresql=_OPEN)
    op.create_index("ix_order_cases_owner", "order_cases", ["owner", "id"])
    op.create_index("ix_order_cases_line", "order_cases", ["line", "id"])
    op.create_index("ix_order_cases_category", "order_cases", ["category", "id"])
    op.create_index("ix_order_cases_participant", "order_cases", ["participant", "matter", "opened_at"])
    op.create_index("ix_order_cases_parent", "order_cases", ["parent"])


def _units_and_links() -> None:
    op.create_table(
        "order_case_units",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("case", _id(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["order_cases.id"], name="fk_order_case_units_case"),
        sa.PrimaryKeyConstraint("unit", "case", name="pk_order_case_units"),
    )
    op.create_index("ix_order_case_units_case", "order_case_units", ["case"])
    op.create_table(
        "order_links",
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["orders.number"], name="fk_order_links_one"),
        sa.ForeignKeyConstraint(["other"], ["orders.number"], name="fk_order_links_other"),
        sa.PrimaryKeyConstraint("one", "other", name="pk_order_links"),
    )
    op.create_index("ix_order_links_other", "order_links", ["other"])
    op.create_table(
        "order_views",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_order_views"),
        sa.UniqueConstraint("person", "name", name="uq_order_views_person_name"),
    )


def _entries() -> None:
    op.create_table(
        "order_entries",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("step_before", sa.String(), nullable=True),
        sa.Column("step_after", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_order_entries_number"),
        sa.PrimaryKeyConstraint("id", name="pk_order_entries"),
    )
    op.create_index("ix_order_entries_number", "order_entries", ["number", "id"])
    people = "who IS NOT NULL"
    name = "uq_order_entries_number_revision"
    _index(name, "order_entries", ["number", "revision"], sqlite=people, postgresql=people, unique=True)


def _words() -> None:
    op.create_table(
        "order_words",
        sa.Column("case", _id(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["order_cases.id"], name="fk_order_words_case"),
        sa.PrimaryKeyConstraint("case", name="pk_order_words"),
    )


def _attachments() -> None:
    op.create_table(
        "order_attachments",
        sa.Column("id", _id(), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["orders.number"], name="fk_order_attachments_number"),
        sa.PrimaryKeyConstraint("id", name="pk_order_attachments"),
        sa.UniqueConstraint("file", name="uq_order_attachments_file"),
    )
    op.create_index("ix_order_attachments_number", "order_attachments", ["number"])


def _in_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER order_entries_append_only BEFORE UPDATE ON order_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
    op.execute("CREATE INDEX order_index ON order_words USING gin (array_to_tsvector(string_to_array(words, ' ')))")


def _in_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER order_entries_refuses_update BEFORE UPDATE ON order_entries "
        "BEGIN SELECT RAISE(ABORT, 'order_entries is append-only'); END"
    )
    op.execute(
        "CREATE VIRTUAL TABLE order_index USING fts5(words, content='order_words', content_rowid='case', "
        "detail='none', tokenize='unicode61 remove_diacritics 0')"
    )
    new = 'INSERT INTO order_index (rowid, words) VALUES (NEW."case", NEW.words);'
    old = "INSERT INTO order_index (order_index, rowid, words) VALUES ('delete', OLD.\"case\", OLD.words);"
    for change, does in (("INSERT", new), ("DELETE", old), ("UPDATE", old + new)):
        op.execute(f"CREATE TRIGGER order_words_{change.lower()} AFTER {change} ON order_words BEGIN {does} END")


def _let_be_empty_in_sqlite() -> None:
    """Take NOT NULL off columns of ``orders`` in place, as https://sqlite.org/lang_altertable.html §7 describes.

    Rebuilding the table would delete what refers to it; no row changes by having fewer constraints.
    """
    connection = op.get_bind()
    sql: str = connection.execute(sa.text("SELECT sql FROM sqlite_schema WHERE name = 'orders'")).scalar_one()
    for column in _OF_THE_CALL:
        kind = "BIGINT" if column.endswith("_at") else "VARCHAR"
        strict, loose = f"{column} {kind} NOT NULL", f"{column} {kind}"
        if strict not in sql:
            raise LookupError(f"orders.{column} is not declared as it was made")
        sql = sql.replace(strict, loose)
    version = int(connection.execute(sa.text("PRAGMA schema_version")).scalar_one())
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    connection.execute(sa.text("UPDATE sqlite_schema SET sql = :sql WHERE name = 'orders'"), {"sql": sql})
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = RESET"))
