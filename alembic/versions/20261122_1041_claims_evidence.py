"""Claims, their attributions and leases, and evidence.

Revision: 0002, after 0001. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.Column("published_day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "factual", "prediction", "opinion", name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "voice",
            sa.Enum("own", "relayed", name="voice", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("check_worthiness", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("unresolved", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Double(), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column(
            "lane",
            sa.Enum("random", "targeted", "tip", name="lane", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "stratum",
            sa.Enum("low", "high", name="stratum", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "in_review",
                "second_review",
                "adjudication",
                "decided",
                "parked",
                "withdrawn",
                "recheck",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "park_reason",
            sa.Enum(
                "not_checkable",
                "mis_split",
                "duplicate",
                "ambiguous",
                "out_of_scope",
                name="park_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
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
            nullable=True,
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
            nullable=True,
        ),
        sa.Column(
            "said",
            sa.Enum(
                "confirmed", "wrong", "not_checked", name="said", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_claims_article_id_articles"),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["claims.id"], name="fk_claims_duplicate_of_id_claims"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_claims_outlet_id_outlets"),
        sa.ForeignKeyConstraint(["version_id"], ["article_versions.id"], name="fk_claims_version_id_article_versions"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sqlite_strict=True,
    )
    op.create_index("ix_claims_article", "claims", ["article_id", "position"], unique=False)
    op.create_index("ix_claims_outlet_queue", "claims", ["outlet_id", "state", "kind", "priority", "id"], unique=False)
    op.create_index("ix_claims_outlet_verdict", "claims", ["outlet_id", "verdict", "voice"], unique=False)
    op.create_index("ix_claims_queue", "claims", ["state", "kind", "priority", "id"], unique=False)
    op.create_table(
        "non_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "question",
                "instruction",
                "fragment",
                "boilerplate",
                "duplicate",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_versions.id"], name="fk_non_claims_version_id_article_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_non_claims"),
        sqlite_strict=True,
    )
    op.create_index("ix_non_claims_version_id", "non_claims", ["version_id"], unique=False)
    op.create_table(
        "attributions",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=True),
        sa.Column("cue", sa.String(), nullable=False),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("hedged", sa.Boolean(), nullable=False),
        sa.Column("via", sa.JSON(), nullable=False),
        sa.Column("speaker_span", sa.JSON(), nullable=True),
        sa.Column("cue_span", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_attributions_claim_id_claims"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_attributions"),
        sqlite_strict=True,
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "supports", "refutes", "context", name="stance", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "primary_document",
                "original_reporting",
                "independent_confirmation",
                "syndicated_copy",
                "cites_other",
                "official_statement",
                "expert_statement",
                "subject_statement",
                "social",
                "anonymous",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "fetch_state",
            sa.Enum(
                "waiting", "stored", "failed", name="fetch_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("fetch_reason", sa.String(), nullable=True),
        sa.Column("examined_by_id", sa.Integer(), nullable=True),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name="fk_evidence_added_by_id_users"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_evidence_article_id_articles"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_evidence_claim_id_claims"),
        sa.ForeignKeyConstraint(["examined_by_id"], ["users.id"], name="fk_evidence_examined_by_id_users"),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name="fk_evidence_outlet_id_outlets"),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshots.id"], name="fk_evidence_snapshot_id_snapshots"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sqlite_strict=True,
    )
    op.create_index("ix_evidence_claim", "evidence", ["claim_id", "id"], unique=False)
    op.create_table(
        "leases",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_leases_claim_id_claims"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_leases_user_id_users"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_leases"),
        sqlite_strict=True,
    )
    op.create_index("ix_leases_expires_at", "leases", ["expires_at"], unique=False)
    op.create_index("ix_leases_user_id", "leases", ["user_id"], unique=False)


def downgrade() -> None:
    for table in (
        "leases",
        "evidence",
        "attributions",
        "non_claims",
        "claims",
    ):
        op.drop_table(table)
