"""Claims that say the same, by matches that people confirmed.

Revision: 0034, after 0033. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cluster_members",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_cluster_members_claim_id_claims"),
        sa.ForeignKeyConstraint(["cluster_id"], ["claims.id"], name="fk_cluster_members_cluster_id_claims"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_cluster_members"),
        sqlite_strict=True,
    )
    op.create_index("ix_cluster_members_cluster_id", "cluster_members", ["cluster_id"], unique=False)


def downgrade() -> None:
    op.drop_table("cluster_members")
