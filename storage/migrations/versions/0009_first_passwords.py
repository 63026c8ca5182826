"""Who still signs in with the password that we made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_first_passwords"
down_revision = "0008_ivr"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.add_column(sa.Column("first_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Whoever chose a password is in the audit log.
    op.execute(
        sa.text(
            "UPDATE accounts SET first_password = :yes WHERE password_hash IS NOT NULL"
            " AND id NOT IN (SELECT who FROM audit WHERE what = 'changed the password')"
        ).bindparams(yes=True)
    )


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("first_password")
