"""Tags of claims, and whom a claim is meant for.

Revision: 0018, after 0017. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("name", name="uq_tags_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "claim_tags",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_tags_claim_id_claims"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name="fk_claim_tags_tag_id_tags"),
        sa.PrimaryKeyConstraint("tag_id", "claim_id", name="pk_claim_tags"),
        sqlite_strict=True,
    )
    op.create_index("ix_claim_tags_claim_id", "claim_tags", ["claim_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assigned_by_id"], ["users.id"], name="fk_assignments_assigned_by_id_users"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_assignments_claim_id_claims"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_assignments_user_id_users"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_assignments"),
        sqlite_strict=True,
    )
    op.create_index("ix_assignments_user_id", "assignments", ["user_id", "claim_id"], unique=False)


def downgrade() -> None:
    op.drop_table("assignments")
    op.drop_table("claim_tags")
    op.drop_table("tags")
