"""Fact-checks of others, and the words that they are found by.

Revision: 0042, after 0041. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["users.id"], name="fk_fact_checks_imported_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_fact_checks"),
        sa.UniqueConstraint("key", name="uq_fact_checks_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "fact_check_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("fact_check_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_check_id"], ["fact_checks.id"], name="fk_fact_check_words_fact_check_id_fact_checks"
        ),
        sa.PrimaryKeyConstraint("word", "fact_check_id", name="pk_fact_check_words"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fact_check_words_fact_check_id", "fact_check_words", ["fact_check_id"], unique=False)


def downgrade() -> None:
    op.drop_table("fact_check_words")
    op.drop_table("fact_checks")
