"""Outlets merged and eras started: which articles went from one record to another's, and the roll-up's rows that did it.

Revision: 0012, after 0011. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KIND = sa.Enum("merge", "era", name="kind", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("known_day", sa.Date(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_known_day", sa.Date(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["outlets.id"], name="fk_handovers_from_id_outlets"),
        sa.ForeignKeyConstraint(["to_id"], ["outlets.id"], name="fk_handovers_to_id_outlets"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_handovers_by_id_users"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name="fk_handovers_undone_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
        sqlite_strict=True,
    )
    op.create_index("ix_handovers_from_id", "handovers", ["from_id"], unique=False)
    op.create_index("ix_handovers_to_id", "handovers", ["to_id"], unique=False)
    op.create_table(
        "handover_articles",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handovers.id"], name="fk_handover_articles_handover_id_handovers"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_handover_articles_article_id_articles"),
        sa.PrimaryKeyConstraint("handover_id", "article_id", name="pk_handover_articles"),
        sqlite_strict=True,
    )
    op.create_index("ix_handover_articles_article_id", "handover_articles", ["article_id"], unique=False)
    op.add_column("record_deltas", sa.Column("handover_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("record_deltas", "handover_id")
    op.drop_table("handover_articles")
    op.drop_table("handovers")
