"""What people say to each other about a claim.

Revision: 0024, after 0023. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_apart", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_comments_author_id_users"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_comments_claim_id_claims"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sqlite_strict=True,
    )
    op.create_index("ix_comments_claim", "comments", ["claim_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("comments")
