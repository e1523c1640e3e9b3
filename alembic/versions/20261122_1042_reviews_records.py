"""Reviews, the history of verdicts, and the roll-up of records.

Revision: 0003, after 0002. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_deltas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("pub_day", sa.Date(), nullable=False),
        sa.Column("known_day", sa.Date(), nullable=False),
        sa.Column(
            "voice",
            sa.Enum("own", "relayed", name="voice", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "corroborated",
                "disputed",
                "unverified",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stratum",
            sa.Enum("low", "high", name="stratum", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "lane",
            sa.Enum("random", "targeted", "tip", name="lane", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("dn", sa.Integer(), nullable=False),
        sa.Column("dc", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_record_deltas_claim_id_claims"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_record_deltas_outlet_id_outlets"),
        sa.PrimaryKeyConstraint("id", name="pk_record_deltas"),
        sqlite_strict=True,
    )
    op.create_index("ix_record_deltas_outlet", "record_deltas", ["outlet_id", "pub_day"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "corroborated",
                "disputed",
                "unverified",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason_code",
            sa.Enum(
                "primary_source",
                "independent_origins",
                "contradicted",
                "misleading_context",
                "outdated",
                "wrong_attribution",
                "fabricated",
                "nothing_found",
                "conflicting_evidence",
                "insufficient_evidence",
                "not_public",
                "too_early",
                name="reason_code",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "said",
            sa.Enum(
                "confirmed", "wrong", "not_checked", name="said", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("rationale", sa.String(), nullable=False),
        sa.Column("searched", sa.String(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("revises_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_reviews_claim_id_claims"),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_reviews_policy_id_policies"),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name="fk_reviews_reviewer_id_users"),
        sa.ForeignKeyConstraint(["revises_id"], ["reviews.id"], name="fk_reviews_revises_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_strict=True,
    )
    op.create_index("ix_reviews_claim", "reviews", ["claim_id", "id"], unique=False)
    op.create_index("ix_reviews_reviewer_id", "reviews", ["reviewer_id"], unique=False)
    op.create_table(
        "review_evidence",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_review_evidence_evidence_id_evidence"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_review_evidence_review_id_reviews"),
        sa.PrimaryKeyConstraint("review_id", "evidence_id", name="pk_review_evidence"),
        sqlite_strict=True,
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "corroborated",
                "disputed",
                "unverified",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason_code",
            sa.Enum(
                "primary_source",
                "independent_origins",
                "contradicted",
                "misleading_context",
                "outdated",
                "wrong_attribution",
                "fabricated",
                "nothing_found",
                "conflicting_evidence",
                "insufficient_evidence",
                "not_public",
                "too_early",
                name="reason_code",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "said",
            sa.Enum(
                "confirmed", "wrong", "not_checked", name="said", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_verdicts_claim_id_claims"),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name="fk_verdicts_policy_id_policies"),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_verdicts_review_id_reviews"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sqlite_strict=True,
    )
    op.create_index("ix_verdicts_claim", "verdicts", ["claim_id", "id"], unique=False)


def downgrade() -> None:
    for table in (
        "verdicts",
        "review_evidence",
        "reviews",
        "record_deltas",
    ):
        op.drop_table(table)
