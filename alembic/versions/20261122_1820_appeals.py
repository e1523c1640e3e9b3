"""Appeals of outlets against verdicts, and the desk's answers.

Revision: 0041, after 0040. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "declined", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_appeals_claim_id_claims"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_appeals_review_id_reviews"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name="fk_appeals_entered_by_id_users"),
        sa.ForeignKeyConstraint(["answered_by_id"], ["users.id"], name="fk_appeals_answered_by_id_users"),
        sa.ForeignKeyConstraint(["batch_id"], ["recheck_batches.id"], name="fk_appeals_batch_id_recheck_batches"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sqlite_strict=True,
    )
    op.create_index("ix_appeals_claim", "appeals", ["claim_id"], unique=False)
    op.create_index("ix_appeals_state", "appeals", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("appeals")
