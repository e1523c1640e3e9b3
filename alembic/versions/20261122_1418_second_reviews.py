"""Rules of reviewing with a draw, evidence that reviewers keep apart, first reviews, pairs and adjudications.

Revision: 0017, after 0016. Released migrations never change and import no models.
"""

import secrets

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

APPEND_ONLY = ("review_pairs", "adjudications")


def upgrade() -> None:
    # Claims that are there were never drawn, so none of them is; new ones are drawn as they are made.
    op.add_column("claims", sa.Column("is_drawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("evidence", sa.Column("is_apart", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("policies", sa.Column("second_share", sa.Double(), nullable=False, server_default=sa.text("0.15")))
    op.add_column("policies", sa.Column("seed", sa.String(), nullable=False, server_default=""))
    op.add_column("policies", sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.true()))
    for (policy,) in op.get_bind().execute(sa.text("SELECT id FROM policies")).all():
        seed = sa.text("UPDATE policies SET seed = :seed WHERE id = :id")
        op.get_bind().execute(seed, {"seed": secrets.token_hex(16), "id": policy})
    _make_tables()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in ("adjudications", "review_pairs", "first_reviews"):
        op.drop_table(table)
    for table, column in (
        ("policies", "is_default"),
        ("policies", "seed"),
        ("policies", "second_share"),
        ("evidence", "is_apart"),
        ("claims", "is_drawn"),
    ):
        op.drop_column(table, column)


def _make_tables() -> None:
    op.create_table(
        "first_reviews",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_first_reviews_claim_id_claims"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name="fk_first_reviews_reviewer_id_users"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_first_reviews_review_id_reviews"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_first_reviews"),
        sqlite_strict=True,
    )
    op.create_index("ix_first_reviews_reviewer_id", "first_reviews", ["reviewer_id"], unique=False)
    op.create_table(
        "review_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_review_pairs_claim_id_claims"),
        sa.ForeignKeyConstraint(["first_id"], ["reviews.id"], name="fk_review_pairs_first_id_reviews"),
        sa.ForeignKeyConstraint(["second_id"], ["reviews.id"], name="fk_review_pairs_second_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_review_pairs"),
        sqlite_strict=True,
    )
    op.create_index("ix_review_pairs_claim", "review_pairs", ["claim_id", "id"], unique=False)
    op.create_index("ix_review_pairs_agreed", "review_pairs", ["agreed", "id"], unique=False)
    op.create_table(
        "adjudications",
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["review_pairs.id"], name="fk_adjudications_pair_id_review_pairs"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_adjudications_review_id_reviews"),
        sa.PrimaryKeyConstraint("pair_id", name="pk_adjudications"),
        sa.UniqueConstraint("review_id", name="uq_adjudications_review_id"),
        sqlite_strict=True,
    )


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
