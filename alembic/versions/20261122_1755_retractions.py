"""What its publisher has taken back, and the verdicts that leaned on it.

Revision: 0036, after 0035. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retractions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("notice_url", sa.String(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_retractions_article_id_articles"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_retractions_evidence_id_evidence"),
        sa.ForeignKeyConstraint(["batch_id"], ["recheck_batches.id"], name="fk_retractions_batch_id_recheck_batches"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_retractions_made_by_id_users"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name="fk_retractions_undone_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_retractions"),
        sqlite_strict=True,
    )
    op.create_index("ix_retractions_article", "retractions", ["article_id"], unique=False)
    op.create_index("ix_retractions_url", "retractions", ["url"], unique=False)
    op.create_index("ix_retractions_evidence", "retractions", ["evidence_id"], unique=False)


def downgrade() -> None:
    op.drop_table("retractions")
