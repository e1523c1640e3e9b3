"""Days on which verdicts are to be looked at again.

Revision: 0040, after 0039. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_dates",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_review_dates_review_id_reviews"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_review_dates_claim_id_claims"),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name="fk_review_dates_set_by_id_users"),
        sa.PrimaryKeyConstraint("review_id", name="pk_review_dates"),
        sqlite_strict=True,
    )
    op.create_index("ix_review_dates_claim", "review_dates", ["claim_id"], unique=False)
    waits = sa.text("sent_at IS NULL")
    op.create_index("ix_review_dates_waiting", "review_dates", ["day"], sqlite_where=waits, postgresql_where=waits)


def downgrade() -> None:
    op.drop_table("review_dates")
