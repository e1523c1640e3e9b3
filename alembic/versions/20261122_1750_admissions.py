"""Corroborations admitted by editors, and the reviews that leant on that.

Revision: 0035, after 0034. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("admitted_by_id", sa.Integer(), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_admissions_claim_id_claims"),
        sa.ForeignKeyConstraint(["admitted_by_id"], ["users.id"], name="fk_admissions_admitted_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_admissions"),
        sqlite_strict=True,
    )
    op.create_index("ix_admissions_claim", "admissions", ["claim_id", "id"], unique=False)
    op.create_table(
        "admitted_reviews",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("admission_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_admitted_reviews_review_id_reviews"),
        sa.ForeignKeyConstraint(
            ["admission_id"], ["admissions.id"], name="fk_admitted_reviews_admission_id_admissions"
        ),
        sa.PrimaryKeyConstraint("review_id", name="pk_admitted_reviews"),
        sqlite_strict=True,
    )
    op.create_index("ix_admitted_reviews_admission_id", "admitted_reviews", ["admission_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER admitted_reviews_no_replace BEFORE INSERT ON admitted_reviews"
            " WHEN EXISTS (SELECT 1 FROM admitted_reviews WHERE review_id = NEW.review_id)"
            " BEGIN SELECT RAISE(ABORT, 'admitted_reviews is append-only'); END"
        )
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER admitted_reviews_no_{change.lower()} BEFORE {change} ON admitted_reviews"
                " BEGIN SELECT RAISE(ABORT, 'admitted_reviews is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER admitted_reviews_append_only BEFORE UPDATE OR DELETE ON admitted_reviews"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER admitted_reviews_not_emptied BEFORE TRUNCATE ON admitted_reviews"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("admitted_reviews")
    op.drop_table("admissions")
