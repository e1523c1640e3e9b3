"""Drafts: what people have typed and not sent yet, one row for each person and claim.

Revision: 0019, after 0018. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_drafts_claim_id_claims"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_drafts_user_id_users"),
        sa.PrimaryKeyConstraint("claim_id", "user_id", name="pk_drafts"),
        sqlite_strict=True,
    )
    op.create_index("ix_drafts_user", "drafts", ["user_id", "saved_at"], unique=False)


def downgrade() -> None:
    op.drop_table("drafts")
