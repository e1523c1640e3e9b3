"""Claims that say the same, conflict or touch.

Revision: 0026, after 0025. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

RELATIONS = ("same", "conflict", "overlap")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("relation", _word("relation", *RELATIONS), nullable=False),
        sa.Column("found_relation", _word("found_relation", *RELATIONS), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("state", _word("state", "suggested", "confirmed", "rejected"), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("claim_id < other_id", name="ck_matches_claims_in_order"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_matches_claim_id_claims"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name="fk_matches_decided_by_id_users"),
        sa.ForeignKeyConstraint(["other_id"], ["claims.id"], name="fk_matches_other_id_claims"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.UniqueConstraint("claim_id", "other_id", name="uq_matches_claim_id_other_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_matches_other_id", "matches", ["other_id"], unique=False)
    op.create_table(
        "match_looks",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("model", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_match_looks_article_id_articles"),
        sa.PrimaryKeyConstraint("article_id", name="pk_match_looks"),
        sqlite_strict=True,
    )
    op.create_index("ix_match_looks_asked_at", "match_looks", ["asked_at"], unique=False)
    op.create_table(
        "match_counts",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("matches", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_match_counts_claim_id_claims"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_match_counts"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("match_counts")
    op.drop_table("match_looks")
    op.drop_table("matches")
