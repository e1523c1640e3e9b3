"""What people are told of that others did, and whom comments name.

Revision: 0027, after 0026. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KINDS = ("mentioned", "handed_over", "assigned", "commented", "adjudicated", "rechecked", "job_ended")


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_notifications_by_id_users"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_notifications_claim_id_claims"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_notifications_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sqlite_strict=True,
    )
    op.create_index("ix_notifications_place", "notifications", ["user_id", "unread", "id"], unique=False)
    op.create_table(
        "comment_mentions",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_comment_mentions_comment_id_comments"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_comment_mentions_user_id_users"),
        sa.PrimaryKeyConstraint("comment_id", "start", name="pk_comment_mentions"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("comment_mentions")
    op.drop_table("notifications")
